"""What a campaign does to its victim, decided before it begins: a function of the case and the rings alone."""

from dataclasses import dataclass, field
from random import Random

from simulator.panel.accounts import ALIPAY, WECHAT
from simulator.panel.draws import spread
from simulator.panel.origin import NOTICED, Contact, Origin, Payment
from simulator.panel.rings import FIRST, Ring, Rings
from simulator.panel_crime import Pattern
from simulator.wire import DAY

LONGEST_LEAD = 30 * DAY
SOURCE_OF_PAYMENT = {"微信转账": WECHAT, "支付宝转账": ALIPAY}


@dataclass
class Plan:
    """A campaign in full. `lender_at`, `gather_at`: when a loan, or own money from elsewhere, comes in (0: never)."""

    origin: Origin
    ring: Ring | None
    caller: str
    is_silent: bool
    payments: list[Payment] = field(default_factory=list)
    rebates: list[Payment] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    lender_at: int = 0
    gather_at: int = 0
    forwards: bool = False

    @property
    def first_contact(self) -> int:
        """The instant of the campaign's first call, message or money before the first loss; 0 if there is none."""
        signals = [c.at for c in self.contacts] + [r.at for r in self.rebates] + [self.lender_at, self.gather_at]
        before = [at for at in signals if 0 < at < self.origin.incident]
        return min(before, default=0)


def draw_campaign(rings: Rings, pattern: Pattern, origin: Origin) -> Plan:
    """The campaign of an origin; the same whoever asks, and whenever."""
    rng = Random(f"{rings.seed}:campaign:{origin.name}")
    ring = _ring_on(rng, rings, origin.incident // DAY, None)
    lines = rings.lines(ring, rng.choices(list(pattern.callers), list(pattern.callers.values()))[0]) if ring else []
    caller = rng.choice(lines) if lines else ""
    plan = Plan(origin, ring, caller, origin.outcome != NOTICED and rng.random() < pattern.silent)
    plan.payments = _payments(rng, rings, pattern, origin, ring)
    plan.rebates = _rebates(rng, rings, pattern, plan)
    if plan.is_silent:
        return plan
    plan.contacts = _contacts(rng, pattern, origin, caller, lines)
    _add_money_signals(rng, pattern, plan)
    if not plan.first_contact and caller:  # whoever is not silent leaves at least a message
        plan.contacts.append(Contact(origin.incident - rng.randrange(300, 7200), 0, caller, True))
    return plan


def _ring_on(rng: Random, rings: Rings, ordinal: int, kept: Ring | None) -> Ring | None:
    """The ring that was used before, while it works; else one that does."""
    if kept is not None and rings.works(kept, ordinal):
        return kept
    working = rings.working(ordinal)
    return rng.choice(working) if working else None


def _payments(rng: Random, rings: Rings, pattern: Pattern, origin: Origin, ring: Ring | None) -> list[Payment]:
    """Amounts that add up to the gross loss; the first at the incident, the others until its end."""
    wanted = max(1, min(round(spread(pattern.payments, 0.45, rng.random())), 15))
    amounts = _split(rng, origin.gross, wanted, pattern)
    if not amounts:
        return []
    moments = sorted(rng.randrange(origin.incident + 60, max(origin.end, origin.incident + 61)) for _ in amounts[1:])
    payments = []
    for at, amount in zip([origin.incident, *_waking(moments, origin.end)], amounts, strict=True):
        ring = _ring_on(rng, rings, at // DAY, ring)
        source = _source(rings, origin)
        active = rings.active(ring, at // DAY, source) if ring else []
        payments.append(Payment(at, amount, rng.choice(active) if active else -1))
    return payments


def _source(rings: Rings, origin: Origin) -> int | None:
    """Where the paid accounts are: at the wallet by which the victim wants to pay and can, else at a bank."""
    source = SOURCE_OF_PAYMENT.get(origin.payment)
    return None if source is None or rings.accounts.of[origin.victim, source] < 0 else source


def _waking(moments: list[int], end: int) -> list[int]:
    """People sleep: what would happen between 1 and 7 o'clock happens seven hours later, if there is time."""
    return sorted(at + 7 * 3600 if 3600 <= at % DAY < 7 * 3600 and at + 7 * 3600 <= end else at for at in moments)


def _split(rng: Random, gross: int, wanted: int, pattern: Pattern) -> list[int]:
    """Growing amounts, rounded as people are told to pay; they add up exactly."""
    if gross <= 0:
        return []
    step = max(int(pattern.round_yuan * 100), 1)
    wanted = max(1, min(wanted, gross // max(step, 1000)))
    weights = [pattern.growth**i * rng.uniform(0.8, 1.25) for i in range(wanted)]
    parts = [max(int(gross * w / sum(weights)) // step, 1) * step for w in weights[:-1]]
    while parts and sum(parts) >= gross:
        parts.pop()
    return [*parts, gross - sum(parts)]


def _rebates(rng: Random, rings: Rings, pattern: Pattern, plan: Plan) -> list[Payment]:
    """Money back: small sums before the loss where the type baits with them, else after the first payment."""
    origin = plan.origin
    if origin.rebate <= 0 or plan.ring is None or not plan.payments:
        return []
    first = 0
    if not plan.is_silent and rng.random() < pattern.rebates_first:
        first = min(origin.rebate, round(spread(60, 0.9, rng.random()) * 100))
    found = [Payment(origin.incident - rng.randrange(900, 40_000), first, 0)] if first else []
    if origin.rebate > first:
        start = origin.incident + 30
        found.append(Payment(rng.randrange(start, max(origin.end, start + 1)), origin.rebate - first, 0))
    return [Payment(r.at, r.amount, _payer(rng, rings, origin, plan.ring, r.at // DAY)) for r in found]


def _payer(rng: Random, rings: Rings, origin: Origin, ring: Ring, ordinal: int) -> int:
    return rng.choice(rings.active(ring, ordinal, _source(rings, origin)) or ring.of(FIRST))


def _contacts(rng: Random, pattern: Pattern, origin: Origin, caller: str, lines: list[str]) -> list[Contact]:
    """Calls in the days before, the longest of them last; a burst of messages shortly before the first payment."""
    if not caller:
        return []
    calls = _count(rng, pattern.calls)
    lead = min(int(spread(max(pattern.lead_days, 0.05), 0.7, rng.random()) * DAY), LONGEST_LEAD)
    longest = int(min(spread(pattern.talk_minutes, 0.7, rng.random()), 300) * 60)
    contacts = []
    for left in range(calls - 1, -1, -1):
        seconds, earliest = longest, 60 + longest
        if left:
            seconds = int(longest * rng.uniform(0.03, 0.4)) + 5
            earliest = seconds + 5400
        before = rng.randrange(earliest, earliest + (max(lead, 6000) if left else 5400))
        number = caller if rng.random() < 0.7 else rng.choice(lines)
        contacts.append(Contact(_by_day(origin.incident - before), seconds, number))
    for _ in range(_count(rng, pattern.sms)):
        contacts.append(Contact(origin.incident - rng.randrange(60, 5400), 0, rng.choice(lines), True))
    return contacts


def _by_day(at: int) -> int:
    """Nobody is called between 0 and 7 o'clock: such calls come the evening before."""
    return at - 8 * 3600 if at % DAY < 7 * 3600 else at


def _count(rng: Random, mean: float) -> int:
    """A whole number with that mean, near it."""
    return int(mean) + (rng.random() < mean % 1) + (rng.random() < 0.25) - (mean >= 1 and rng.random() < 0.25)


def _add_money_signals(rng: Random, pattern: Pattern, plan: Plan) -> None:
    incident = plan.origin.incident
    if not plan.payments:
        return
    if rng.random() < pattern.loans:
        plan.lender_at = incident - rng.randrange(240, 5400)
    if rng.random() < pattern.consolidate:
        plan.gather_at = incident - rng.randrange(120, 3600)
    plan.forwards = rng.random() < pattern.forward
