"""One run: settings in, landing and truth out."""

import argparse
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Self

from simulator.cases import CaseFeed, DayBatch
from simulator.codes import check_codes, load_towns
from simulator.faults import Fault, plant
from simulator.home import landing_file, write_atomically, write_table
from simulator.incidents import Incidents
from simulator.progress import with_progress
from simulator.register import Change, Register
from simulator.residents import Population
from simulator.wire import AT, DAY, header
from simulator.world import World

FAULT_COLUMNS = ("feed", "batch_date", "file", "line", "column", "kind", "expect", "value_or_reason")
TOLD_COLUMNS = ("更新时间", "操作类型", "案件状态", "电诈类别代码", "发案地区划代码", "发案时间起", "受案时间",
                "立案时间", "被骗金额", "损失金额", "主案编号")  # fmt: skip
TOLD = [AT[column] for column in TOLD_COLUMNS]
CASE_COLUMNS = ("案件编号", "event", "recorded_date", "delivered_date", *TOLD_COLUMNS)


@dataclass(frozen=True)
class Settings:
    """What a run depends on, besides the code: equal settings give equal bytes."""

    home: Path
    seed: int
    residents: int
    incidence: float
    effect: float
    faults: float
    world: World
    start: date
    end: date

    @classmethod
    def of(cls, arguments: argparse.Namespace, world: World) -> Self:
        """Settings from the command line."""
        a = arguments
        return cls(a.out, a.seed, a.residents, a.incidence, a.effect, a.faults, world, a.start, a.end)

    def days(self) -> list[date]:
        """Every day from the first to the last."""
        return [self.start + timedelta(days=n) for n in range((self.end - self.start).days + 1)]


@dataclass
class Summary:
    """Counts of one run and the seconds it took."""

    files: int = 0
    rows: int = 0
    size: int = 0
    faults: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        rate = self.rows / self.seconds if self.seconds else 0.0
        return (
            f"{self.files} files, {self.rows} rows, {self.size / 1e6:.1f} MB, {self.faults} faults"
            f" in {self.seconds:.1f} s ({rate:.0f} rows/s)"
        )


def build_feed(settings: Settings) -> CaseFeed:
    """The cases feed at the morning of the first day."""
    world = settings.world
    check_codes(world)
    towns = load_towns(world)
    people = Population(settings.seed, settings.residents, world, towns)
    incidents = Incidents(settings.seed, world, people, settings.incidence, settings.effect)
    return CaseFeed(incidents, Register(towns, sorted(world.scam_types)), world.life)


def simulate(settings: Settings) -> Summary:
    """Write all days in order, then the truth."""
    began = time.monotonic()
    feed, summary = build_feed(settings), Summary()
    faults: list[tuple[object, ...]] = []
    lives: list[tuple[object, ...]] = []
    for day in with_progress(settings.days(), "simulate cases"):
        batch = feed.next_day(day)
        faults += [("cases", day, name, *_cells(fault)) for name, fault in _write(settings, batch, summary)]
        lives += [_life(change) for change in batch.changes]
    write_table(settings.home / "truth" / "faults.csv", FAULT_COLUMNS, faults)
    write_table(settings.home / "truth" / "cases.csv", CASE_COLUMNS, lives)
    summary.faults, summary.seconds = len(faults), time.monotonic() - began
    return summary


def _write(settings: Settings, batch: DayBatch, summary: Summary) -> list[tuple[str, Fault]]:
    """The files of one day; returns the faults planted in them."""
    path = landing_file(settings.home, "cases", batch.day, "police")
    rng = Random(f"{settings.seed}:faults:cases:{batch.day}")
    content, faults = plant(rng, settings.faults, batch.day, [(d.row, d.line) for d in batch.daily])
    _put(path, content, len(batch.daily), summary)
    if batch.full is not None:
        full = landing_file(settings.home, "cases", batch.day, "full_police")
        _put(full, b"".join([header(), *batch.full]), len(batch.full), summary)
    return [(path.name, fault) for fault in faults]


def _put(path: Path, content: bytes, rows: int, summary: Summary) -> None:
    write_atomically(path, content)
    summary.files += 1
    summary.rows += rows
    summary.size += len(content)


def _cells(fault: Fault) -> tuple[object, ...]:
    return fault.line, fault.column, fault.kind, fault.expect, fault.value_or_reason


def _life(change: Change) -> tuple[object, ...]:
    """One line of truth/cases.csv: no personal data."""
    recorded = date.fromordinal(change.updated // DAY)
    delivered = recorded + timedelta(days=change.late_days)
    return change.row[0], change.kind, recorded, delivered, *(change.row[at] for at in TOLD)
