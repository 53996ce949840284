"""The life of a case, drawn from its own random stream when the incident happens."""

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from math import log
from random import Random

from simulator.wire import DAY
from simulator.world import Life

HOUR = 3600


class Kind(StrEnum):
    """What can happen to a case."""

    ACCEPT = "accept"
    FILE = "file"
    REFUSE = "refuse"
    SOLVE = "solve"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    TRANSFER = "transfer"
    MERGE = "merge"
    ABSORB = "absorb"
    DELETE = "delete"
    VANISH = "vanish"
    CORRECT_LOSS = "correct_loss"
    CORRECT_TYPE = "correct_type"
    MOVE_AREA = "move_area"


FATES = (Kind.REFUSE, Kind.WITHDRAW, Kind.TRANSFER, Kind.MERGE, Kind.DELETE, Kind.VANISH)


@dataclass(slots=True)
class Event:
    """One change: when it happened, when it was recorded (seconds), and days of delay on the wire."""

    kind: Kind
    at: int
    recorded: int
    late_days: int = 0


@dataclass(slots=True)
class Plan:
    """All that is known at the incident: times in seconds, the fate, and the events in order."""

    incident_end: int
    reported: int
    fate: Kind | None
    events: list[Event] = field(default_factory=list)


def around(rng: Random, median: float, sigma: float, longest: float) -> float:
    """A log-normal number with the given median, cut at `longest`."""
    return min(rng.lognormvariate(log(median), sigma), longest)


def draw_plan(rng: Random, life: Life, incident: int, hours: float, area_share: float) -> Plan:
    """Everything that will happen to a case whose incident starts at `incident`.

    `hours` is the median length of the incident, `area_share` the chance of an area correction.
    """
    end = incident + 60 + int(around(rng, hours, 0.9, 24 * 90) * HOUR)
    reported = end + 60 + int(_report_delay(rng, life))
    plan = Plan(end, reported, _fate(rng, life))
    accepted = reported + 300 + int(rng.random() * life.accept_hours * HOUR)
    filed = office_time(accepted + 600 + int(around(rng, life.file_days, 0.8, 60) * DAY))
    plan.events = [_event(rng, Kind.ACCEPT, accepted), *_course(rng, life, plan.fate, filed)]
    _add_corrections(rng, life, plan, accepted, area_share)
    _put_in_order(plan.events)
    return plan


def office_time(instant: int) -> int:
    """The instant, or if outside 8:30-17:30 a later one inside: paperwork is done by day."""
    opening, length = DAY * 17 // 48, 9 * HOUR
    second = instant % DAY
    if opening <= second < opening + length:
        return instant
    morning = instant - second + (DAY if second > opening else 0)
    return morning + opening + second % length


def _report_delay(rng: Random, life: Life) -> float:
    """Seconds: hours for most, weeks for some."""
    if rng.random() < life.late_report_share:
        return around(rng, life.late_report_days, 0.7, 365) * DAY
    return around(rng, life.report_hours, 1.0, 24 * 5) * HOUR


def _fate(rng: Random, life: Life) -> Kind | None:
    shares = (life.refused, life.withdrawn, life.transferred, life.merged, life.deleted, life.vanished)
    chance = rng.random()
    for kind, share in zip(FATES, shares, strict=True):
        chance -= share
        if chance < 0:
            return kind
    return None


def _event(rng: Random, kind: Kind, at: int, late_days: int = 0) -> Event:
    """Clerks need up to ten minutes to record what happened."""
    return Event(kind, at, at + rng.randrange(20, 600), late_days)


def _course(rng: Random, life: Life, fate: Kind | None, filed: int) -> list[Event]:
    """Filing and what ends the case, without corrections."""
    if fate is Kind.REFUSE:
        return [_event(rng, Kind.REFUSE, filed)]
    events = [_event(rng, Kind.FILE, filed)]
    if fate is not None:
        after = office_time(filed + int((1 + around(rng, 20, 0.8, 300)) * DAY))
        events.append(_event(rng, fate, after))
        if fate is Kind.WITHDRAW and rng.random() < life.reopened:
            reopened = office_time(after + int((1 + around(rng, 25, 0.6, 200)) * DAY))
            events.append(_event(rng, Kind.REOPEN, reopened))
    elif rng.random() < life.solved:
        solved = filed + int((1 + around(rng, life.solve_days, 0.9, 700)) * DAY)
        events.append(_event(rng, Kind.SOLVE, office_time(solved)))
    return events


def _add_corrections(rng: Random, life: Life, plan: Plan, accepted: int, area_share: float) -> None:
    """Corrections happen while the case is open: none after its fate."""
    closed = next((e.at for e in plan.events if e.kind is plan.fate), None)
    drawn = []
    for kind, share in (
        (Kind.CORRECT_LOSS, life.loss_corrected),
        (Kind.CORRECT_TYPE, life.type_corrected),
        (Kind.MOVE_AREA, area_share),
    ):
        if rng.random() < share:
            corrected = accepted + int((0.2 + around(rng, 9, 0.9, 150)) * DAY)
            drawn.append(_event(rng, kind, office_time(corrected)))
    plan.events += [e for e in drawn if closed is None or e.at < closed]
    if plan.fate is None and rng.random() < life.out_of_order:
        plan.events += _out_of_order(rng, accepted)


def _out_of_order(rng: Random, accepted: int) -> list[Event]:
    """Two corrections within a day, of which the first is delivered days after the second."""
    first = office_time(accepted + int((2 + around(rng, 12, 0.7, 90)) * DAY))
    second = office_time(first + int(rng.uniform(1, 20) * HOUR))
    return [
        _event(rng, Kind.CORRECT_LOSS, first, late_days=rng.randrange(3, 8)),
        _event(rng, Kind.CORRECT_LOSS, second),
    ]


def _put_in_order(events: list[Event]) -> None:
    """Order by happening; no two versions of a case share an update time."""
    events.sort(key=lambda event: event.at)
    for before, after in pairwise(events):
        after.recorded = max(after.recorded, before.recorded + 1)
