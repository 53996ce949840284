"""What rings do every day besides the campaigns against the panel: test transfers, victims elsewhere, cold calls."""

from random import Random

from simulator.panel.calls import VOICE
from simulator.panel.draws import spread
from simulator.panel.freezes import Freezes
from simulator.panel.laundering import Laundry
from simulator.panel.legs import MEMO, NOBODY, TRANSFER
from simulator.panel.names import STRANGER
from simulator.panel.passing import Pot
from simulator.panel.rings import Ring, Rings
from simulator.panel.schedule import Call, Move, Schedule, message
from simulator.susceptible import Susceptible
from simulator.wire import DAY

DAYLIGHT = (9 * 3600, 22 * 3600)


class Underworld:
    """All rings, day by day."""

    def __init__(self, rings: Rings, schedule: Schedule, freezes: Freezes) -> None:
        self.rings, self.schedule, self.freezes = rings, schedule, freezes
        self.accounts, self.params = rings.accounts, rings.params
        trait = self.accounts.world.trait
        self.on_lists = Susceptible(self.accounts.people).on_lists(self.accounts.size)
        self.list_share = trait.listed.ring_calls if trait and self.on_lists else 0.0

    def plan_day(self, ordinal: int) -> dict[int, str]:
        """Plan what all rings do on a day, once its campaign payments are planned; typology by ring number."""
        coming = self._pots(ordinal)
        used = {}
        for ring in self.rings.rings:
            if self.rings.works(ring, ordinal) or any(a in coming for a in ring.accounts):
                used[ring.number] = self._work(ring, ordinal, coming)
        return used

    def _pots(self, ordinal: int) -> dict[int, list[Pot]]:
        """What comes into accounts of rings today by plan, and was not sent by one of them."""
        pots: dict[int, list[Pot]] = {}
        for move in self.schedule.moves_on(ordinal):
            is_new = self.rings.is_member(move.payee) and not self.rings.is_member(move.payer)
            if is_new and move.amount > 1000:
                pots.setdefault(move.payee, []).append(Pot(move.payee, move.amount, move.at))
        return pots

    def _work(self, ring: Ring, ordinal: int, coming: dict[int, list[Pot]]) -> str:
        rng = Random(f"{self.rings.seed}:ring:{ring.number}:{ordinal}")
        laundry = Laundry(self.accounts, self.schedule, self.params, rng, ring, self.freezes)
        pots = [pot for account in dict.fromkeys(ring.accounts) for pot in coming.pop(account, [])]
        if self.rings.works(ring, ordinal):
            self._test(rng, ring, ordinal, laundry)
            pots += self._victims_elsewhere(rng, ring, ordinal)
            self._call_strangers(rng, ring, ordinal)
        typology = laundry.choose()
        laundry.wash(typology, sorted(pots, key=lambda pot: (pot.at, pot.account)))
        return typology

    def _test(self, rng: Random, ring: Ring, ordinal: int, laundry: Laundry) -> None:
        """Before its turn an account is tried with a few fen or yuan, mostly of a fellow member."""
        age = (ordinal - ring.starts) % self.params.cycle_days
        for account, first, _ in self.rings.turns(ring):
            is_free = laundry.is_free(account, ordinal * DAY)
            if is_free and age == max(first, 0) and rng.random() < self.params.tests:
                amount = rng.choice((1, 10, 100, 100, 500, 1000))
                at = ordinal * DAY + rng.randint(7 * 3600, 9 * 3600)
                payers = [
                    a
                    for a in laundry.hops
                    if a != account and laundry.can_pay(a, account) and laundry.is_free(a, ordinal * DAY)
                ]
                payer, other = (rng.choice(payers), NOBODY) if payers else (-1, STRANGER + rng.randrange(9_000_000))
                kind, back = TRANSFER if payer < 0 else laundry.kind(payer), laundry.kind(account)
                self.schedule.move(Move(at, payer, account, amount, kind, 0, other))
                self.schedule.move(Move(at + rng.randint(40, 900), account, payer, amount, back, 0, other))

    def _victims_elsewhere(self, rng: Random, ring: Ring, ordinal: int) -> list[Pot]:
        """Money of victims in other cities, whom we do not see."""
        pots = []
        for _ in range(_poisson(rng, self.params.victims_elsewhere)):
            active = self.rings.active(ring, ordinal, rng.choice((None, None, None, 2, 3)))
            account = rng.choice([a for a in active if not self.freezes.is_blocked(a, ordinal)] or active)
            yuan = min(spread(self.params.elsewhere_yuan, 1.1, rng.random()), 500_000)
            amount = max(int(yuan / 100), 1) * 10_000 if rng.random() < 0.6 else max(int(yuan * 100), 1000)
            at = ordinal * DAY + rng.randint(*DAYLIGHT)
            payer = STRANGER + 40_000_000 + rng.randrange(9_000_000)
            memo = MEMO[rng.choice(("", "", "投资款", "保证金", "货款", "借款"))]
            self.schedule.move(Move(at, -1, account, amount, TRANSFER, memo, payer))
            pots.append(Pot(account, amount, at))
        return pots

    def _call_strangers(self, rng: Random, ring: Ring, ordinal: int) -> None:
        """Calls that end in seconds and messages: whom a ring's number has reached is no victim yet."""
        kind = rng.choice(("foreign", "virtual", "tollfree", "mobile"))
        lines = self.rings.lines(ring, kind)
        for _ in range(_poisson(rng, self.params.cold_calls)):
            at = ordinal * DAY + rng.randint(*DAYLIGHT)
            seconds = 0 if rng.random() < 0.3 else int(spread(14, 0.8, rng.random()))
            resident = self._reached(rng)
            if rng.random() < self.params.cold_texts:
                self.schedule.call(message(at, resident, rng.choice(lines)))
            else:
                self.schedule.call(Call(at, resident, rng.choice(lines), seconds, VOICE))

    def _reached(self, rng: Random) -> int:
        """Anybody, or somebody whose number is on a list."""
        if self.list_share > 0 and rng.random() < self.list_share:
            return rng.choice(self.on_lists)
        return rng.randrange(self.accounts.size)


def _poisson(rng: Random, mean: float) -> int:
    """A small Poisson number."""
    total, count = rng.expovariate(1.0), 0
    while total < mean:
        total += rng.expovariate(1.0)
        count += 1
    return count
