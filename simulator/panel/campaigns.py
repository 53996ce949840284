"""Campaigns against the panel: from the city's incidents, and others that the police never hear of."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random

from simulator.biography import Biographies
from simulator.case import Case
from simulator.incidents import pick
from simulator.life import around
from simulator.panel.origin import LATE, LATE_DAYS, NEVER, NOTICED, REPORTED, Origin
from simulator.panel.plan import Plan, draw_campaign
from simulator.panel.rings import Rings
from simulator.panel.scams import Stage
from simulator.susceptible import Susceptible
from simulator.wire import DAY, stamp

LOOK_AHEAD = 45  # days: no campaign shows itself earlier than 40 days before its incident
SMALLER = 0.4  # of the usual loss: those who never report
TRIES = 24


def origin_of(case: Case) -> Origin:
    """The origin of a case's campaign; the case must be as it was drawn."""
    late = case.reported - case.incident_end > LATE_DAYS * DAY
    return Origin(
        case.key, case.victim, case.get("电诈类别代码"), case.incident, case.incident_end, case.reported, case.gross,
        case.gross - case.loss, case.get("支付方式"), LATE if late else REPORTED,
    )  # fmt: skip


class Campaigns:
    """Asks for incidents weeks ahead and plans what they bring; days must come in order."""

    def __init__(
        self, lives: Biographies, rings: Rings, stage: Stage, incidents: Callable[[date], list[Case]], first_day: date
    ) -> None:
        self.lives, self.people, self.world = lives, lives.people, lives.people.world
        self.rings, self.stage, self.incidents = rings, stage, incidents
        self.params, self.size = rings.accounts.params, rings.accounts.size
        self.susceptible = Susceptible(self.people)
        self._asked = first_day.toordinal() - 1
        self._due: dict[int, list[Plan]] = defaultdict(list)

    def look_ahead(self, ordinal: int) -> None:
        """Plan everything whose incident is at most LOOK_AHEAD days away."""
        while self._asked < ordinal + LOOK_AHEAD:
            self._asked += 1
            for case in self.incidents(date.fromordinal(self._asked)):
                if 0 <= case.victim < self.size:
                    origin = origin_of(case)
                    self._run(origin)
                    self._run_others(origin)

    def begin(self, ordinal: int) -> list[tuple[str, tuple[object, ...]]]:
        """Those who lose money from today on find it now; rows of the truth about them."""
        return [row for plan in self._due.pop(ordinal, []) for row in self._rows(plan, self.stage.fund(plan))]

    def _run(self, origin: Origin) -> None:
        plan = draw_campaign(self.rings, self.params.patterns[origin.code], origin)
        self.stage.perform(plan)
        self._due[origin.incident // DAY].append(plan)

    def _run_others(self, case: Origin) -> None:
        """For each case some who never report, some who notice in time, and now and then the same victim again."""
        rng = Random(f"{self.rings.seed}:others:{case.name}")
        rates = self.params.victims
        for n in range(_whole(rng, rates.never_report)):
            self._run(self._another(rng, case, f"{case.name}:n{n}", NEVER))
        for n in range(_whole(rng, rates.noticed)):
            self._run(self._another(rng, case, f"{case.name}:s{n}", NOTICED))
        if rng.random() < rates.again:
            later = replace(self._another(rng, case, f"{case.name}:a", NEVER), victim=case.victim, is_again=True)
            shift = rng.randint(5, 40) * DAY + case.end - later.incident
            shift -= shift % DAY
            self._run(replace(later, incident=later.incident + shift, end=later.end + shift))

    def _another(self, rng: Random, case: Origin, name: str, outcome: str) -> Origin:
        code = pick(rng, {code: scam.share for code, scam in self.world.scam_types.items()})
        scam = self.world.scam_types[code]
        victim = self._victim(rng, code, case.incident // DAY)
        hour = pick(rng, dict(enumerate(self.world.hourly)))
        incident = case.incident // DAY * DAY + hour * 3600 + rng.randrange(3600)
        end = incident + 60 + int(around(rng, scam.hours, 0.9, 24 * 60) * 3600)
        yuan = around(rng, scam.loss_median_yuan * SMALLER, scam.loss_sigma, self.world.loss_cap_yuan)
        gross = 0 if outcome == NOTICED else max(round(yuan * 10), 1) * 10
        rebate = int(gross * rng.random() * scam.rebate_max)
        return Origin(name, victim, code, incident, end, 0, gross, rebate, pick(rng, self.world.payments), outcome)

    def _victim(self, rng: Random, code: str, ordinal: int) -> int:
        scam = self.world.scam_types[code]
        for _ in range(TRIES):
            band = rng.choices(range(len(scam.age)), scam.age)[0]
            found = self.susceptible.choose(rng, band, rng.random() >= scam.women)
            if found < self.size and self.people.has_phone[found] and self.lives.is_here(found, ordinal):
                return found
        return rng.randrange(self.size)

    def _rows(self, plan: Plan, first_signal: int) -> list[tuple[str, tuple[object, ...]]]:
        origin, ring = plan.origin, plan.ring
        calls = sum(not contact.is_message for contact in plan.contacts)
        campaign = (
            origin.name, _day(origin.incident), origin.code, "" if ring is None else ring.number,
            "" if ring is None else ring.typology, origin.outcome, len(plan.payments),
            sum(p.amount for p in plan.payments), sum(r.amount for r in plan.rebates), plan.caller if calls else "",
            calls, len(plan.contacts) - calls,
        )  # fmt: skip
        victim = (
            origin.name, origin.victim, _instant(origin.incident), bool(plan.payments) and not first_signal,
            _instant(first_signal), _instant(plan.payments[0].at) if plan.payments else "", origin.outcome,
            _instant(origin.reported), origin.is_again, _instant(plan.first_contact),
        )  # fmt: skip
        return [("campaigns", campaign), ("victims", victim)]


def _whole(rng: Random, mean: float) -> int:
    return int(mean) + (rng.random() < mean % 1)


def _day(instant: int) -> str:
    return date.fromordinal(instant // DAY).isoformat()


def _instant(instant: int) -> str:
    """Shanghai time; empty for 0."""
    return stamp(instant) if instant else ""
