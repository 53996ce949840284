"""The cases feed, one day after another: what goes into the daily and the Sunday file."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from simulator.case import Case
from simulator.life import Event, Kind
from simulator.register import Change, Register
from simulator.wire import DAY, Row, line
from simulator.world import Life

SUNDAY = 6


@dataclass(slots=True)
class Delivery:
    """A row on its way out: sorted into the file by update time, then case number."""

    case: Case
    updated: int
    row: Row
    line: bytes


@dataclass
class DayBatch:
    """What the source sends on one day; `full` only on Sundays."""

    day: date
    daily: list[Delivery]
    full: list[bytes] | None
    changes: list[Change] = field(default_factory=list)


class Source(Protocol):
    """Who knows which cases begin on a day."""

    def on(self, day: date) -> list[Case]:
        """The cases whose incident begins on the day."""


class CaseFeed:
    """Keeps the register and what has been delivered of it; days must come in order."""

    def __init__(self, incidents: Source, register: Register, life: Life) -> None:
        self.incidents, self.register, self.life = incidents, register, life
        self._events: dict[int, list[tuple[int, int, Case, Event]]] = defaultdict(list)
        self._late: dict[int, list[Delivery]] = defaultdict(list)
        self._again: dict[int, list[Delivery]] = defaultdict(list)
        self._current: dict[str, Delivery] = {}  # the newest delivered version of each live case
        self._planned = 0

    def next_day(self, day: date) -> DayBatch:
        """Everything that the source delivers on the day."""
        ordinal = day.toordinal()
        for case in self.incidents.on(day):
            self._plan(case)
        changes = self._happen(ordinal)
        rows = self._late.pop(ordinal, []) + self._again_today(ordinal)
        for change in changes:
            rows += self._deliver(change, ordinal)
        rows.sort(key=lambda delivery: (delivery.updated, delivery.case.number))
        self._settle(rows, [c.case.number for c in changes if c.kind is Kind.VANISH])
        full = [d.line for d in self._current.values()] if day.weekday() == SUNDAY else None
        return DayBatch(day, rows, full, changes)

    def _plan(self, case: Case) -> None:
        for event in case.events:
            self._planned += 1
            self._events[event.recorded // DAY].append((event.recorded, self._planned, case, event))

    def _happen(self, ordinal: int) -> list[Change]:
        """Apply the events recorded on the day, in order."""
        changes: list[Change] = []
        for _, _, case, event in sorted(self._events.pop(ordinal, []), key=lambda item: item[:2]):
            changes += self.register.apply(case, event)
        return changes

    def _deliver(self, change: Change, ordinal: int) -> list[Delivery]:
        """The rows that a change puts into today's file; plans late and repeated ones."""
        if change.kind is Kind.VANISH:
            return []
        delivery = Delivery(change.case, change.updated, change.row, line(change.row))
        if change.late_days:
            self._late[ordinal + change.late_days].append(delivery)
            return []
        rng, chance = change.case.rng, change.case.rng.random()
        if change.kind is not Kind.DELETE and chance < self.life.resent:
            self._again[ordinal + rng.randrange(1, 11)].append(delivery)
        return [delivery] * (2 if chance > 1 - self.life.doubled else 1)

    def _again_today(self, ordinal: int) -> list[Delivery]:
        """Rows sent a second time, as long as they are still the last word on their case."""
        return [d for d in self._again.pop(ordinal, []) if self._current.get(d.case.number) is d]

    def _settle(self, rows: list[Delivery], vanished: list[str]) -> None:
        """Remember the newest delivered version of each case that still exists."""
        for delivery in rows:
            number = delivery.case.number
            if delivery.row[-1] == "D":
                self._current.pop(number, None)
            elif number not in self._current or delivery.updated >= self._current[number].updated:
                self._current[number] = delivery
        for number in vanished:
            self._current.pop(number, None)
