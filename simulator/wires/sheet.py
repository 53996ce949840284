"""One source's rows about one day on their way into files: clean, late, twice, spoiled, or never."""

import shutil
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pyarrow as pa

from simulator.wires.header_faults import HeaderFault, header_fault
from simulator.wires.layout import Cells, Layout
from simulator.wires.plan import FilePlan
from simulator.wires.sink import Sink
from simulator.wires.told import HEALED, REJECTED, WHOLE_FILE, Planted, Planter, RowTold, Told


@dataclass
class Sheet:
    """Rows come in blocks through `add`; `close` finishes the files. Files of later batches than
    `last_day` are not written."""

    landing: Path
    layout: Layout
    plan: FilePlan
    last_day: date
    rng: Random
    planter: Planter | None = None
    told: list[Told] = field(default_factory=list)
    files: int = 0
    rows: int = 0
    size: int = 0

    def __post_init__(self) -> None:
        self._header: HeaderFault = header_fault(self.rng, self.plan.kind, self.layout)
        self._again = self.plan.day + timedelta(days=self.rng.randrange(1, 6) if self._is_corrected else 1)
        self._send_nothing()
        self._sink = None if self.plan.is_lost else self._open(self.plan.arrival, self.plan.seq, self._header.layout)
        self._right = self._open(self._again, 2, self.layout) if self._is_corrected else None
        self._next_line = self._first_line = 2 if self.layout.header() else 1
        self._is_last_hit = False

    @property
    def _is_corrected(self) -> bool:
        return self.plan.kind == "corrected_file"

    def add(self, cells: Cells, rows: int, others: pa.Array | None = None) -> None:
        """The next rows; `others`: numbers whose legs are told by their own institution or carrier."""
        if rows == 0 or self._sink is None:
            return
        if self._right:
            self._right.write(self.layout.lines(cells, rows))
        layout, cells = self._header.layout, {**cells, **self._header.extra}
        planted = self._plant(layout, cells, layout.lines(cells, rows), others)
        self._sink.write(planted.lines)
        self._tell(self._sink.path, self.plan.arrival, planted.told)
        self._next_line += rows + planted.inserted
        self._is_last_hit = planted.is_last_hit
        self.rows += rows

    def _plant(self, layout: Layout, cells: Cells, lines: pa.Array, others: pa.Array | None) -> Planted:
        if self.planter is None or self._header.reason:
            return Planted(lines, [])
        if self._is_corrected:
            return self.planter.misstate(layout, cells, lines, self._next_line, self._right is not None)
        return self.planter.plant(layout, cells, lines, self._next_line, others)

    def close(self) -> None:
        """Finish the files and tell what was done to them as wholes."""
        has_rows = self._next_line > self._first_line
        if self._sink:
            self._spoil_end(self._sink, has_rows)
            self._close(self._sink)
        if self._right and self.told:
            self._close(self._right)
        elif self._right:  # nothing was wrong that could be corrected
            self._right.drop()
            self._right = None
        if self._sink and self.plan.kind == "resent_file" and has_rows and self._again <= self.last_day:
            self._send_again(self._sink)
        self._tell_whole(has_rows)

    def _spoil_end(self, sink: Sink, has_rows: bool) -> None:
        """The last line without its end, or cut in the middle."""
        if not has_rows or self._is_last_hit or self.plan.kind not in ("no_line_end", "truncated_line"):
            return
        line, end = self._next_line - 1, self.layout.end.encode()
        if self.plan.kind == "no_line_end":
            sink.tail = sink.tail.removesuffix(end)
            self._tell(sink.path, self.plan.arrival, [RowTold(line, "", self.plan.kind, HEALED, "")])
            return
        sink.tail, reason = self.layout.cut(sink.tail)
        self._tell(sink.path, self.plan.arrival, [RowTold(line, "", self.plan.kind, REJECTED, reason)])

    def _send_again(self, sink: Sink) -> None:
        """The same bytes in the next batch under the next number."""
        path = self._path(self._again, 2)
        self._tell(path, self._again, [RowTold(WHOLE_FILE, "", self.plan.kind, HEALED, "duplicate")])
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(sink.path, path)
        self.files, self.size = self.files + 1, self.size + sink.size

    def _tell_whole(self, has_rows: bool) -> None:
        """The lines of truth about the file as a whole."""
        plan, header = self.plan, self._header
        if header.reason and has_rows:
            last = self._next_line - 1
            fault = RowTold(self._first_line, header.column, header.kind, REJECTED, header.reason, last)
            self._tell(self._path(plan.arrival, plan.seq), plan.arrival, [fault])
        elif header.kind and not header.reason:
            self._tell(self._path(plan.day, 1), plan.day, [RowTold(1, "", header.kind, HEALED, "")])
        elif plan.is_lost or plan.arrival > plan.day:
            value = "missing" if plan.is_lost else plan.arrival.isoformat()
            self._tell(self._path(plan.day, 1), plan.day, [RowTold(WHOLE_FILE, "", plan.kind, HEALED, value)])
        elif self._right:
            superseded = RowTold(WHOLE_FILE, "", plan.kind, HEALED, "superseded")
            self._tell(self._right.path, self._again, [superseded])

    def _send_nothing(self) -> None:
        """The empty file in whose place the rows come later."""
        if self.plan.kind in ("empty_file", "header_only_file"):
            header = self.layout.header() if self.plan.kind == "header_only_file" else b""
            self._close(Sink(self._path(self.plan.day, 1), header))

    def _open(self, arrival: date, seq: int, layout: Layout) -> Sink | None:
        return Sink(self._path(arrival, seq), layout.header()) if arrival <= self.last_day else None

    def _close(self, sink: Sink) -> None:
        sink.close()
        self.files, self.size = self.files + 1, self.size + sink.size

    def _path(self, arrival: date, seq: int) -> Path:
        name = f"{self.layout.source}_{self.plan.day.isoformat()}_{seq}.{self.layout.suffix}"
        return self.landing / self.layout.feed / arrival.isoformat() / name

    def _tell(self, path: Path, batch: date, rows: list[RowTold]) -> None:
        self.told += [Told(self.layout.feed, batch, path.name, row) for row in rows]
