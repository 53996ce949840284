"""What truth/faults.csv says, and who plants what it says into rows."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

import pyarrow as pa

from simulator.wires.layout import Cells, Layout

COLUMNS = ("feed", "batch_date", "file", "line", "column", "kind", "expect", "value_or_reason")
WHOLE_FILE = 0  # the line of what happened to a file, not to a row of it
HEALED, REJECTED = "healed", "rejected"


@dataclass(frozen=True)
class RowTold:
    """A fault in one physical line (or in all up to `last`): wire column, kind, outcome, right value or reason."""

    line: int
    column: str
    kind: str
    expect: str
    value_or_reason: str
    last: int = 0


@dataclass(frozen=True)
class Told:
    """A fault and the file it is in."""

    feed: str
    batch_date: date
    file: str
    row: RowTold

    def lines(self) -> list[tuple[object, ...]]:
        """The cells of truth, a line for each physical line."""
        row = self.row
        what = (row.column, row.kind, row.expect, row.value_or_reason)
        numbers = range(row.line, max(row.line, row.last) + 1)
        return [(self.feed, self.batch_date, self.file, number, *what) for number in numbers]


@dataclass(frozen=True)
class Planted:
    """A block's lines with faults: `lines` has an element per row, which may be two physical lines."""

    lines: pa.Array
    told: list[RowTold]
    inserted: int = 0
    is_last_hit: bool = False


class Planter(Protocol):
    """Plants faults into the rows of one file; asked block after block."""

    def plant(self, layout: Layout, cells: Cells, lines: pa.Array, first: int, others: pa.Array | None) -> Planted:
        """`lines` are clean, the first of them physical line `first`; `others`: numbers whose legs are told too."""

    def misstate(self, layout: Layout, cells: Cells, lines: pa.Array, first: int, is_corrected: bool) -> Planted:
        """Wrong values; a corrected file puts them right, if `is_corrected` within the run."""
