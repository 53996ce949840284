"""A planned campaign becomes calls and movements of money of its victim, and trouble for the accounts it used."""

from collections import defaultdict
from datetime import date
from random import Random

from simulator.panel.accounts import BANK1, BANK2, WECHAT
from simulator.panel.calls import FORWARD, OUT, VOICE
from simulator.panel.ledger import Ledger
from simulator.panel.legs import LOAN, MEMO, MOBILE, NOBODY, TRANSFER
from simulator.panel.names import STRANGER
from simulator.panel.plan import SOURCE_OF_PAYMENT, Plan
from simulator.panel.register import FROZEN, NORMAL, STOPPED
from simulator.panel.rings import Rings
from simulator.panel.schedule import Call, Move, Schedule, message
from simulator.wire import DAY

FREEZE_SHARE = 0.6  # of accounts named by a report: assumption
FREEZE_DAYS = 183  # six months, then it lapses if not renewed [S21]
STOP_DAYS = 2  # 48 hours [S85]
SMALL = 30_000  # fen: paid from what is there anyway
LOAN_LIMIT = 20_000_000  # fen


class Stage:
    """Where plans are performed: schedule, balances and account statuses."""

    def __init__(self, rings: Rings, schedule: Schedule, ledger: Ledger, first_day: date) -> None:
        self.rings, self.schedule, self.ledger = rings, schedule, ledger
        self.accounts = rings.accounts
        self.first = first_day.toordinal()
        self.statuses: dict[int, dict[int, str]] = defaultdict(dict)

    def perform(self, plan: Plan) -> int:
        """Plan all its calls and movements; the instant of the first signal that can be seen, 0 if there is none."""
        rng = Random(f"{self.rings.seed}:stage:{plan.origin.name}")
        account = self._account(plan)
        seen = [c.at for c in plan.contacts]
        self._call(rng, plan)
        self._provide(rng, plan, account, seen)
        self._pay(rng, plan, account, seen)
        self._report(rng, plan)
        visible = [at for at in seen if self.first * DAY <= at < plan.origin.incident]
        return min(visible, default=0)

    def _account(self, plan: Plan) -> int:
        """From which the victim pays: of the wanted kind, or any; -1 if the victim has none that we see."""
        own = [int(account) for account in self.accounts.of[plan.origin.victim]]
        wanted = SOURCE_OF_PAYMENT.get(plan.origin.payment)
        order = [BANK1, BANK2, WECHAT, 3] if wanted is None else [wanted, WECHAT, 3, BANK1, BANK2]
        return next((own[source] for source in order if own[source] >= 0), -1)

    def _call(self, rng: Random, plan: Plan) -> None:
        victim = plan.origin.victim
        for contact in plan.contacts:
            if contact.is_message:
                self.schedule.call(message(contact.at, victim, contact.number))
            else:
                self.schedule.call(Call(contact.at, victim, contact.number, contact.seconds, VOICE))
        calls = [contact for contact in plan.contacts if not contact.is_message]
        if plan.forwards and calls:
            last = max(calls, key=lambda contact: contact.at)
            for _ in range(rng.randint(1, 4)):  # what others say to the victim goes to the ring
                at = last.at + rng.randint(0, max(plan.origin.incident - last.at, 1) - 1)
                number = rng.choice((96110, 95588, 110))
                self.schedule.call(Call(at, victim, last.number, rng.randint(5, 60), VOICE, FORWARD, number))

    def _provide(self, rng: Random, plan: Plan, account: int, seen: list[int]) -> None:
        """The money to be lost: a loan, own savings from elsewhere just before, or savings that came weeks earlier."""
        gross = sum(payment.amount for payment in plan.payments)
        if account < 0 or gross == 0:
            return
        lender, own = STRANGER + 9_000_000 + rng.randrange(12), plan.origin.victim
        if plan.lender_at:
            amount = min(int(gross * rng.uniform(0.4, 1.0)), LOAN_LIMIT) // 50_000 * 50_000 + 50_000
            self.schedule.move(Move(plan.lender_at, -1, account, amount, LOAN, MEMO["借款"], lender))
            seen.append(plan.lender_at)
        if plan.gather_at:
            amount = int(gross * rng.uniform(0.5, 1.0)) // 10_000 * 10_000 + 10_000
            self.schedule.move(Move(plan.gather_at, -1, account, amount, TRANSFER, 0, own))
            seen.append(plan.gather_at)
        if gross > SMALL and not plan.lender_at and not plan.gather_at:
            self._save(rng, plan, account, gross // 10_000 * 10_000 + rng.randint(2, 40) * 10_000)

    def _save(self, rng: Random, plan: Plan, account: int, amount: int) -> None:
        """Quietly, ten to forty days before; what would be before the run's first day is in its first balance."""
        day = plan.origin.incident // DAY - rng.randint(10, 40)
        if day < self.first:
            self.ledger.balance[account] += amount
            return
        at = day * DAY + rng.randint(9 * 3600, 20 * 3600)
        self.schedule.move(Move(at, -1, account, amount, TRANSFER, 0, plan.origin.victim))

    def _pay(self, rng: Random, plan: Plan, account: int, seen: list[int]) -> None:
        stranger, own = STRANGER + 50_000_000 + rng.randrange(9_000_000), plan.origin.victim
        kind = MOBILE if account >= 0 and self.accounts.source[account] < WECHAT else TRANSFER
        for payment in plan.payments:
            other = stranger if payment.account < 0 else own if account < 0 else NOBODY
            self.schedule.move(Move(payment.at, account, payment.account, payment.amount, kind, 0, other))
        for rebate in plan.rebates:
            seen.append(rebate.at)
            other = own if account < 0 else NOBODY
            self.schedule.move(Move(rebate.at, rebate.account, account, rebate.amount, TRANSFER, 0, other))

    def _report(self, rng: Random, plan: Plan) -> None:
        """Who reports calls the police first; then accounts are stopped, frozen, and after half a year free again."""
        origin = plan.origin
        if not origin.reported:
            return
        if rng.random() < 0.7:
            self.schedule.call(Call(origin.reported - 900, origin.victim, "110", rng.randint(60, 400), VOICE, OUT))
        last = max((payment.at for payment in plan.payments), default=0)
        for account in sorted({p.account for p in plan.payments if p.account >= 0}):
            if rng.random() < FREEZE_SHARE:
                day = max(origin.reported // DAY + 1, self.rings.burnt(account, last // DAY) + 1)
                for later, status in ((0, STOPPED), (STOP_DAYS, FROZEN), (STOP_DAYS + FREEZE_DAYS, NORMAL)):
                    self.statuses[day + later].setdefault(account, status)
