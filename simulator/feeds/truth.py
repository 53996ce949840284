"""HOME/truth: what was planted, what happened; a run keeps the lines of feeds that it did not write."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from simulator.home import write_table
from simulator.wires.told import COLUMNS, Told


def write_faults(path: Path, feeds: Sequence[str], told: Iterable[Told]) -> int:
    """truth/faults.csv by feed in the order of `feeds`, then as planted; returns the number of new lines."""
    lines: dict[str, list[tuple[object, ...]]] = {feed: [] for feed in feeds}
    for fault in told:
        lines[fault.feed] += fault.lines()
    kept = [row for row in _known(path) if row[0] not in lines]
    own = [row for feed in feeds for row in lines[feed]]
    write_table(path, COLUMNS, [*kept, *own])
    return len(own)


def _known(path: Path) -> list[tuple[object, ...]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows: list[tuple[object, ...]] = [tuple(row) for row in csv.reader(file)]
    return rows[1:]
