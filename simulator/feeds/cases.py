"""The files of the cases feed, day by day, and what truth tells about cases."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

from simulator.cases import CaseFeed, DayBatch
from simulator.faults import Fault, plant
from simulator.home import landing_file, write_atomically
from simulator.register import Change
from simulator.wire import AT, DAY, header
from simulator.wires.outbox import Outbox
from simulator.wires.told import RowTold, Told

TOLD_COLUMNS = ("更新时间", "操作类型", "案件状态", "电诈类别代码", "发案地区划代码", "发案时间起", "受案时间",
                "立案时间", "被骗金额", "损失金额", "主案编号")  # fmt: skip
TOLD = [AT[column] for column in TOLD_COLUMNS]
CASE_COLUMNS = ("案件编号", "event", "recorded_date", "delivered_date", *TOLD_COLUMNS)


class CaseFiles:
    """Writes the daily file of changes and on Sundays the full one."""

    def __init__(self, home: Path, feed: CaseFeed, seed: int, rate: float, outbox: Outbox) -> None:
        self.home, self.feed, self.seed, self.rate, self.outbox = home, feed, seed, rate, outbox
        self.lives: list[tuple[object, ...]] = []

    def write(self, day: date) -> None:
        """The files of one day."""
        batch = self.feed.next_day(day)
        self._write_daily(batch)
        if batch.full is not None:
            full = landing_file(self.home, "cases", day, "full_police")
            self._put(full, b"".join([header(), *batch.full]), len(batch.full))
        self.lives += [_life(change) for change in batch.changes]

    def _write_daily(self, batch: DayBatch) -> None:
        path = landing_file(self.home, "cases", batch.day, "police")
        rng = Random(f"{self.seed}:faults:cases:{batch.day}")
        content, faults = plant(rng, self.rate, batch.day, [(d.row, d.line) for d in batch.daily])
        self._put(path, content, len(batch.daily))
        self.outbox.told += [Told("cases", batch.day, path.name, _row(fault)) for fault in faults]

    def _put(self, path: Path, content: bytes, rows: int) -> None:
        write_atomically(path, content)
        self.outbox.files += 1
        self.outbox.rows += rows
        self.outbox.size += len(content)


def _row(fault: Fault) -> RowTold:
    return RowTold(fault.line, fault.column, fault.kind, fault.expect, fault.value_or_reason)


def _life(change: Change) -> tuple[object, ...]:
    """One line of truth/cases.csv: no personal data."""
    recorded = date.fromordinal(change.updated // DAY)
    delivered = recorded + timedelta(days=change.late_days)
    return change.row[0], change.kind, recorded, delivered, *(change.row[at] for at in TOLD)
