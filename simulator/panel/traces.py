"""What a case of the panel names: the mules' accounts and the callers' number that its campaign really used."""

import numpy as np

from simulator.case import Case
from simulator.panel.accounts import Accounts
from simulator.panel.campaigns import origin_of
from simulator.panel.plan import draw_campaign
from simulator.panel.rings import Rings
from simulator.residents import Population
from simulator.world import World


class CaseTraces:
    """Told of each new case, it names accounts and number in those whose victim belongs to a panel of `size`."""

    def __init__(self, seed: int, world: World, people: Population, size: int) -> None:
        self.rings = Rings(Accounts(seed, world, people, size))

    def __call__(self, case: Case) -> None:
        """Overwrite 涉案账户, and 涉案号码 where there is a caller to name; other cases stay as they are."""
        if not 0 <= case.victim < self.rings.accounts.size:
            return
        plan = draw_campaign(self.rings, self.rings.accounts.params.patterns[case.get("电诈类别代码")], origin_of(case))
        accounts = sorted({p.account for p in plan.payments if p.account >= 0})
        if accounts:
            numbers = self.rings.accounts.names(np.array(accounts, dtype=np.int64)).to_pylist()
            case.set(涉案账户=";".join(numbers))
        has_called = any(contact.number == plan.caller for contact in plan.contacts)
        if plan.caller and (has_called or case.get("涉案号码")):
            case.set(涉案号码=plan.caller)
