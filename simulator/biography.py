"""What happens to residents over the years: moves, departures, deaths, new numbers.

Everybody's days are a function of the seed, the world and who it is, so that cases weeks ahead, the register, the
registrations and the panel agree without asking each other. In a year from the first day on each thing happens at most
once to a person; nothing happens before birth or after death and departure, nor on the first day.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from simulator.codes import Area
from simulator.phones import phones
from simulator.residents import Indices, Person, Population, uniform

MOVE, LEAVE, NUMBER, DEATH = range(4)
REGISTERED, MOVED_OUT, DEAD = range(3)
STATES = {LEAVE: MOVED_OUT, DEATH: DEAD}
YEAR_DAYS = 365
SALT = 100_000
NEVER = 2**31 - 1
Rates = float | npt.NDArray[np.float64]


@dataclass(frozen=True)
class Changes:
    """Who changes, what happens, and by how many towns a mover goes on in the list of towns."""

    who: Indices
    kind: Indices
    step: Indices


@dataclass(frozen=True)
class Happened:
    """One kind of change in one year: people in order of index, the day of each, and the towns a mover goes on."""

    who: Indices
    day: Indices
    step: Indices

    def where(self, mask: npt.NDArray[np.bool_]) -> "Happened":
        """Some of them."""
        return Happened(self.who[mask], self.day[mask], self.step[mask])


class Biographies:
    """Everybody's changes from the day after the first on, drawn a year at a time when first asked for."""

    def __init__(self, people: Population, first_day: date) -> None:
        self.people, self.first, self.rates = people, first_day.toordinal(), people.world.residents
        self.gone = np.full(people.count, NEVER, dtype=np.int32)  # the day of death or departure
        self._years: list[dict[int, Happened]] = []

    def know(self, ordinal: int) -> None:
        """Draw all years up to a day."""
        while self.first + len(self._years) * YEAR_DAYS < ordinal:
            self._years.append(self._draw_year(len(self._years)))

    def _draw_year(self, year: int) -> dict[int, Happened]:
        deaths = np.array(self.rates.deaths)[self.people.band]
        found = {kind: self._draw(year, kind, rate) for kind, rate in ((LEAVE, self.rates.leaves), (DEATH, deaths))}
        for one in found.values():
            self.gone[one.who] = np.minimum(self.gone[one.who], one.day)
        found = {kind: one.where(self.gone[one.who] == one.day) for kind, one in found.items()}
        moves, numbers = self._draw(year, MOVE, self.rates.moves), self._draw(year, NUMBER, self.rates.numbers)
        return found | {MOVE: moves.where(moves.step > 0), NUMBER: numbers.where(self.people.has_phone[numbers.who])}

    def _draw(self, year: int, kind: int, rate: Rates) -> Happened:
        """Whom it befalls while they live here, and when."""
        people, salt = self.people, SALT + year * 8 + kind
        chance = uniform(people.seed, salt, np.arange(people.count, dtype=np.int64))
        who = np.flatnonzero(chance < rate).astype(np.int64)
        part = chance[who] / (rate if isinstance(rate, float) else rate[who])
        day = self.first + 1 + year * YEAR_DAYS + (part * YEAR_DAYS).astype(np.int64)
        others = len(people.towns) - 1
        step = np.minimum(1 + (uniform(people.seed, salt + 4, who) * others).astype(np.int64), others)
        here = (people.birth[who] < day) & (day < self.gone[who])
        return Happened(who, day, step).where(here)

    def changes_on(self, ordinal: int) -> Changes:
        """All changes of a day."""
        self.know(ordinal)
        year = (ordinal - self.first - 1) // YEAR_DAYS
        found = self._years[year] if ordinal > self.first else {}
        today = [(kind, one.where(one.day == ordinal)) for kind, one in found.items()]
        nobody = np.empty(0, dtype=np.int64)
        return Changes(
            np.concatenate([nobody, *(one.who for _, one in today)]),
            np.concatenate([nobody, *(np.full(len(one.who), kind, dtype=np.int64) for kind, one in today)]),
            np.concatenate([nobody, *(one.step for _, one in today)]),
        )

    def is_here(self, who: int, ordinal: int) -> bool:
        """Whether somebody is born and neither dead nor gone on a day."""
        self.know(ordinal)
        return bool(self.people.birth[who] <= ordinal < self.gone[who])

    def person(self, who: int, ordinal: int) -> Person:
        """Somebody with the town and the number of a day."""
        person, changes = self.people.person(who), sum(step > 0 for step in self._steps(NUMBER, who, ordinal))
        if changes:
            person = replace(person, phone=str(phones(self.people.seed, np.array([who]), changes)[0]))
        town = self.town(who, ordinal)
        return person if town is person.town else replace(person, town=town)

    def town(self, who: int, ordinal: int) -> Area:
        """Where somebody lives on a day."""
        at = int(self.people.town[who]) + sum(self._steps(MOVE, who, ordinal))
        return self.people.towns[at % len(self.people.towns)]

    def _steps(self, kind: int, who: int, ordinal: int) -> list[int]:
        self.know(ordinal)
        return [_step_of(year[kind], who, ordinal) for year in self._years[: 1 + (ordinal - self.first) // YEAR_DAYS]]


def _step_of(happened: Happened, who: int, ordinal: int) -> int:
    """By how much it has changed somebody by a day; 0 if it has not."""
    at = int(np.searchsorted(happened.who, who))
    if at == len(happened.who) or happened.who[at] != who or happened.day[at] > ordinal:
        return 0
    return int(happened.step[at])


class Standing:
    """Everybody's town, count of new numbers and state as of a day; days must come in order."""

    def __init__(self, lives: Biographies) -> None:
        people = lives.people
        self.lives, self._next = lives, lives.first + 1
        self.town = people.town.copy()
        self.numbers = np.zeros(people.count, dtype=np.int8)
        self.status = np.zeros(people.count, dtype=np.int8)

    def advance(self, ordinal: int) -> Changes:
        """Let everything happen up to a day; the changes of that day."""
        changes = self.lives.changes_on(ordinal)
        for day in range(self._next, ordinal + 1):
            self._apply(self.lives.changes_on(day))
        self._next = max(self._next, ordinal + 1)
        return changes

    def _apply(self, changes: Changes) -> None:
        who, kind = changes.who, changes.kind
        moved = kind == MOVE
        self.town[who[moved]] = (self.town[who[moved]] + changes.step[moved]) % len(self.lives.people.towns)
        self.numbers[who[kind == NUMBER]] += 1
        for gone, state in STATES.items():
            self.status[who[kind == gone]] = state
