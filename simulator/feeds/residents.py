"""The register of residents over time: all of them once, then who moves, leaves, dies, is born or changes the number.

Nobody moves in: the city's people are given, some of them not yet born.
"""

from collections.abc import Iterator
from datetime import date

import numpy as np

from simulator.biography import Changes, Standing
from simulator.wires.layout import Cells
from simulator.wires.residents import cells
from simulator.wires.text import DAY, EPOCH, Integers

OPENS, CLOSES = 30_600, 63_000  # seconds of the day in which offices record changes
BLOCK = 250_000


class ResidentRegister:
    """Rows of people as they stand on the day; the standing must be that of the day."""

    def __init__(self, standing: Standing) -> None:
        self.standing, self.people = standing, standing.lives.people

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

    def changed(self, day: date, changes: Changes) -> tuple[Cells, int]:
        """The rows that tell a day's changes, in order of recording: one of each person, whatever happened."""
        rng = np.random.default_rng([self.people.seed, 12, day.toordinal()])
        told = rng.permutation(np.unique(changes.who))
        at = np.sort(rng.integers(OPENS, CLOSES, len(told))) + (day.toordinal() - EPOCH) * DAY
        return self._cells(told, at, "U"), len(told)

    def _cells(self, who: Integers, at: Integers, operation: str) -> Cells:
        now = self.standing
        state = (now.town[who].astype(np.int64), now.numbers[who].astype(np.int64), now.status[who].astype(np.int64))
        return cells(self.people, who, *state, at, operation)
