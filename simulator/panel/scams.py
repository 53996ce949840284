"""A planned campaign becomes calls and movements of money of its victim, and trouble for the accounts it used."""

from datetime import date
from random import Random

from simulator.panel.accounts import BANK1, BANK2, WECHAT
from simulator.panel.calls import FORWARD, OUT, VOICE
from simulator.panel.channels import transfer_kind
from simulator.panel.freezes import Freezes
from simulator.panel.ledger import Ledger
from simulator.panel.legs import LOAN, MEMO, NOBODY, TOP_UP, TRANSFER
from simulator.panel.names import STRANGER
from simulator.panel.plan import SOURCE_OF_PAYMENT, Plan
from simulator.panel.rings import Rings
from simulator.panel.savings import lumps_of
from simulator.panel.schedule import Call, Move, Schedule, message
from simulator.wire import DAY

SMALL = 30_000  # fen: paid from what is there anyway
LOAN_LIMIT = 20_000_000  # fen
MEMORY = 41  # days in which own money from elsewhere still counts as a signal


class Stage:
    """Where plans are performed: schedule, balances and account statuses."""

    def __init__(self, rings: Rings, schedule: Schedule, ledger: Ledger, first_day: date) -> None:
        self.rings, self.schedule, self.ledger = rings, schedule, ledger
        self.accounts = rings.accounts
        self.first = first_day.toordinal()
        self.freezes = Freezes(self.accounts.params.freezes)

    def perform(self, plan: Plan) -> None:
        """Plan all its calls and movements of money, but for what the victim must find on the day itself."""
        rng = Random(f"{self.rings.seed}:stage:{plan.origin.name}")
        account = self._account(plan)
        self._call(rng, plan)
        self._provide(rng, plan, account)
        self._pay(rng, plan, account)
        self._report(rng, plan)

    def fund(self, plan: Plan) -> int:
        """On the morning of the loss: find the day's money; the instant of the first visible signal, 0 without one."""
        account, origin = self._account(plan), plan.origin
        seen = [contact.at for contact in plan.contacts] + [rebate.at for rebate in plan.rebates]
        if account >= 0 and origin.gross > 0:
            seen += [plan.lender_at, plan.gather_at, self._find(plan, account)]
        day = origin.incident // DAY
        seen += lumps_of(self.accounts, origin.victim, day - MEMORY, day)
        large = [at for own in self.accounts.of[origin.victim].tolist() for at in self.ledger.large.get(own, ())]
        seen += [at for at in large if at >= (day - MEMORY) * DAY]
        return min((at for at in seen if self.first * DAY <= at < origin.incident), default=0)

    def _find(self, plan: Plan, account: int) -> int:
        """Own money, from the own bank account into a wallet or else from a bank elsewhere; when the latter came."""
        lack = self._lack(plan, account)
        if lack <= 0 or plan.lender_at or plan.gather_at:
            return 0
        rng = Random(f"{self.rings.seed}:fund:{plan.origin.name}")
        at = max(plan.origin.incident - rng.randrange(120, 3600), plan.origin.incident // DAY * DAY)
        amount = lack // 10_000 * 10_000 + rng.randint(1, 5) * 10_000
        is_wallet = self.accounts.source[account] >= WECHAT
        bank = next((int(a) for a in self.accounts.of[plan.origin.victim, :WECHAT]
                     if a >= 0 and self.ledger.balance[a] > amount), -1)  # fmt: skip
        if is_wallet and bank >= 0:
            self.schedule.move(Move(at, bank, account, amount, TOP_UP, MEMO["充值"]))
            return 0
        self._fetch(plan, account, at, amount)
        return at

    def _fetch(self, plan: Plan, account: int, at: int, amount: int) -> None:
        """Own money from a bank elsewhere."""
        is_wallet = self.accounts.source[account] >= WECHAT
        kind, memo = (TOP_UP, MEMO["充值"]) if is_wallet else (TRANSFER, 0)
        self.schedule.move(Move(at, -1, account, amount, kind, memo, plan.origin.victim))
        self.ledger.note(account, at, amount)

    def _lack(self, plan: Plan, account: int) -> int:
        """What the account needs beyond its balance for today's planned payments; nothing for small ones."""
        moves = self.schedule.moves_on(plan.origin.incident // DAY)
        spent = sum(m.amount for m in moves if m.payer == account)
        comes = sum(m.amount for m in moves if m.payee == account and m.at < plan.origin.incident)
        return spent + SMALL - comes - int(self.ledger.balance[account]) if spent > SMALL else 0

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

    def _provide(self, rng: Random, plan: Plan, account: int) -> None:
        """What a plan brings in before the loss: a loan, or own savings from elsewhere."""
        gross = sum(payment.amount for payment in plan.payments)
        if account < 0 or gross == 0:
            return
        if plan.lender_at:
            lender = STRANGER + 9_000_000 + rng.randrange(12)
            amount = min(int(gross * rng.uniform(0.4, 1.0)), LOAN_LIMIT) // 50_000 * 50_000 + 50_000
            self.schedule.move(Move(plan.lender_at, -1, account, amount, LOAN, MEMO["借款"], lender))
        if plan.gather_at:
            amount = int(gross * rng.uniform(0.5, 1.0)) // 10_000 * 10_000 + 10_000
            self._fetch(plan, account, plan.gather_at, amount)

    def _pay(self, rng: Random, plan: Plan, account: int) -> None:
        stranger, own = STRANGER + 50_000_000 + rng.randrange(9_000_000), plan.origin.victim
        is_bank = account >= 0 and bool(self.accounts.source[account] < WECHAT)
        for payment in plan.payments:
            other = stranger if payment.account < 0 else own if account < 0 else NOBODY
            kind = transfer_kind(rng, self.accounts.params.money, is_bank)
            device = self.schedule.names.device(own, rng.random()) if rng.random() < 0.5 else NOBODY
            self.schedule.move(Move(payment.at, account, payment.account, payment.amount, kind, 0, other, device))
        for rebate in plan.rebates:
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
            if rng.random() < self.freezes.rules.share:
                day = max(origin.reported // DAY + 1, self.rings.burnt(account, last // DAY) + 1)
                self.freezes.block(account, day)
