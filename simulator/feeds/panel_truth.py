"""What the panel says about itself, collected over the days."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simulator.home import write_table

Rows = list[tuple[object, ...]]


class PanelTruth:
    """Watches blocks and writes the panel's truth to HOME/truth."""

    def __init__(self) -> None:
        self._columns: Mapping[str, Sequence[str]] = {}
        self._rows: dict[str, Rows] = {}

    def start(self, columns: Mapping[str, Sequence[str]], known: Mapping[str, Rows]) -> None:
        """The tables of truth, and the rows that are known from the first day on."""
        self._columns = columns
        self._rows = {name: list(known.get(name, [])) for name in columns}

    def watch(self, block: Any) -> None:
        """One block of the day."""
        for name, row in block.truth:
            self._rows[name].append(row)

    def write(self, folder: Path) -> None:
        """The tables of truth."""
        for name, columns in self._columns.items():
            write_table(folder / f"{name}.csv", columns, self._rows[name])
