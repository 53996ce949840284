"""The register of residents over time: who moves, leaves, dies or changes the number, day after day.

Rates per resident and year are assumptions. Nobody moves in: the city's people are given, some of them not yet born.
Whoever belongs to the panel changes as the panel says, everybody else as drawn here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from simulator.residents import Population
from simulator.wires.layout import Cells
from simulator.wires.residents import cells
from simulator.wires.text import DAY, EPOCH, Integers

MOVES, LEAVES, NUMBERS = 0.035, 0.012, 0.05  # per resident and year: assumption
DEATHS = (0.0003, 0.0003, 0.0005, 0.001, 0.005, 0.035)  # per year and sixth of the age bands: assumption
OPENS, CLOSES = 30_600, 63_000  # seconds of the day in which offices record changes: assumption
BLOCK = 250_000
MOVE, LEAVE, NUMBER, DEATH = range(4)


@dataclass(frozen=True)
class Changes:
    """Changes of one day: people by index, what happened to each, and the new town of those who move."""

    who: Integers
    kind: Integers
    town: Integers

    @classmethod
    def none(cls) -> "Changes":
        """A day on which nothing happened."""
        nobody = np.empty(0, dtype=np.int64)
        return cls(nobody, nobody, nobody)


class ResidentRegister:
    """Everybody's town, number and state now; days must come in order."""

    def __init__(self, people: Population, panel: int) -> None:
        self.people, self.panel = people, panel
        self.town = people.town.copy()
        self.numbers = np.zeros(people.count, dtype=np.int8)
        self.status = np.zeros(people.count, dtype=np.int8)
        shares = np.array(DEATHS)[np.minimum(people.band.astype(np.int64) * len(DEATHS) // _bands(people), 5)]
        self._mortal = np.cumsum(np.where(np.arange(people.count) < panel, 0.0, shares))

    def full(self, day: date) -> Iterator[tuple[Cells, int]]:
        """The whole register in blocks of rows."""
        for first in range(0, self.people.count, BLOCK):
            who = np.arange(first, min(first + BLOCK, self.people.count), dtype=np.int64)
            who = who[self.people.birth[who] <= day.toordinal()]
            midnight = np.full(len(who), (day.toordinal() - EPOCH) * DAY)
            yield self._cells(who, midnight, "I"), len(who)

    def born(self, day: date) -> tuple[Cells, int]:
        """The people born on a day: a row of their own each."""
        who = np.flatnonzero(self.people.birth == day.toordinal()).astype(np.int64)
        return self._cells(who, np.full(len(who), (day.toordinal() - EPOCH) * DAY + CLOSES), "I"), len(who)

    def next_day(self, day: date, of_panel: Changes) -> tuple[Cells, int]:
        """Let a day's changes happen; the rows that tell them, in order of recording."""
        rng = np.random.default_rng([self.people.seed, 12, day.toordinal()])
        drawn = self._draw(rng)
        who = np.concatenate([of_panel.who, drawn.who])
        kind = np.concatenate([of_panel.kind, drawn.kind])
        town = np.concatenate([of_panel.town, drawn.town])
        here = (self.status[who] == 0) & (self.people.birth[who] < day.toordinal())
        self._apply(who[here], kind[here], town[here])
        told = who[here][np.sort(np.unique(who[here], return_index=True)[1])]  # one row, whatever happened to them
        at = np.sort(rng.integers(OPENS, CLOSES, len(told))) + (day.toordinal() - EPOCH) * DAY
        return self._cells(told, at, "U"), len(told)

    def _draw(self, rng: np.random.Generator) -> Changes:
        """Changes of people outside the panel."""
        outside = self.people.count - self.panel
        groups, kinds = [], []
        for kind, rate in ((MOVE, MOVES), (LEAVE, LEAVES), (NUMBER, NUMBERS)):
            count = rng.poisson(rate * outside / 365.2425)
            groups.append(rng.integers(self.panel, self.people.count, count) if outside else np.empty(0, np.int64))
            kinds.append(np.full(len(groups[-1]), kind, dtype=np.int64))
        deaths = rng.poisson(self._mortal[-1] / 365.2425)
        groups.append(np.searchsorted(self._mortal, rng.random(deaths) * self._mortal[-1], side="right"))
        kinds.append(np.full(deaths, DEATH, dtype=np.int64))
        who = np.concatenate(groups)
        order = rng.permutation(len(who))
        towns = rng.integers(0, len(self.people.towns), len(who))
        return Changes(who[order], np.concatenate(kinds)[order], towns)

    def _apply(self, who: Integers, kind: Integers, town: Integers) -> None:
        moved = kind == MOVE
        self.town[who[moved]] = town[moved]
        np.add.at(self.numbers, who[kind == NUMBER], 1)
        self.status[who[kind == LEAVE]] = 1
        self.status[who[kind == DEATH]] = 2

    def _cells(self, who: Integers, at: Integers, operation: str) -> Cells:
        state = (self.town[who].astype(np.int64), self.numbers[who].astype(np.int64), self.status[who].astype(np.int64))
        return cells(self.people, who, *state, at, operation)


def _bands(people: Population) -> int:
    return int(people.band.max()) + 1
