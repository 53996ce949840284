"""All files of a run: opens sheets, keeps count and what truth must tell."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from simulator.planted.planter import RowPlanter
from simulator.wires.layout import Layout
from simulator.wires.plan import Planner
from simulator.wires.sheet import Sheet
from simulator.wires.told import Told


@dataclass
class Outbox:
    """Files below `landing`; batches after `last_day` are left out."""

    landing: Path
    seed: int
    rate: float
    last_day: date
    told: list[Told] = field(default_factory=list)
    files: int = 0
    rows: int = 0
    size: int = 0

    def open(self, layout: Layout, day: date, is_first: bool = False) -> Sheet:
        """The sheet of one source's rows about a day."""
        planner = Planner(self.seed, self.rate)
        plan = planner.plan(layout.feed, layout.source, day, is_first, bool(layout.header()))
        seed = f"{self.seed}:sheet:{layout.feed}:{layout.source}:{day}"
        rows = RowPlanter(seed, self.rate, plan.arrival) if self.rate else None
        return Sheet(self.landing, layout, plan, self.last_day, Random(seed), rows)

    def close(self, sheet: Sheet) -> None:
        """Finish a sheet and count it."""
        sheet.close()
        self.files, self.rows, self.size = self.files + sheet.files, self.rows + sheet.rows, self.size + sheet.size
        self.told += sheet.told
