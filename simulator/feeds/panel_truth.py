"""What the panel says about its people and about itself, collected over the days."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simulator.feeds.residents import DEATH, LEAVE, MOVE, NUMBER, Changes
from simulator.home import write_table
from simulator.residents import Population

Rows = list[tuple[object, ...]]


class PanelTruth:
    """Watches blocks: changes of residents go to the register, the truth to HOME/truth."""

    def __init__(self, people: Population) -> None:
        self._towns = {town.code: number for number, town in enumerate(people.towns)}
        self._columns: Mapping[str, Sequence[str]] = {}
        self._rows: dict[str, Rows] = {}
        self._changes: list[tuple[int, int, int]] = []

    def start(self, columns: Mapping[str, Sequence[str]], known: Mapping[str, Rows]) -> None:
        """The tables of truth, and the rows that are known from the first day on."""
        self._columns = columns
        self._rows = {name: list(known.get(name, [])) for name in columns}

    def watch(self, block: Any) -> None:
        """One block of the day."""
        for name, row in block.truth:
            self._rows[name].append(row)
        self.note(block.moves, block.deaths, block.sim_changes)

    def note(self, moves: Sequence[tuple[int, str]], deaths: Sequence[int], sims: Sequence[tuple[int, str]]) -> None:
        """Changes of residents: new towns ("" for who leaves), deaths, new numbers."""
        self._changes += [(who, NUMBER, 0) for who, _ in sims]
        self._changes += [(who, MOVE if town else LEAVE, self._towns.get(town, 0)) for who, town in moves]
        self._changes += [(who, DEATH, 0) for who in deaths]

    def changes(self) -> Changes:
        """The changes of residents since the last time."""
        columns = np.array(self._changes, dtype=np.int64).reshape(-1, 3).T
        self._changes = []
        return Changes(columns[0], columns[1], columns[2])

    def write(self, folder: Path) -> None:
        """The tables of truth."""
        for name, columns in self._columns.items():
            write_table(folder / f"{name}.csv", columns, self._rows[name])
