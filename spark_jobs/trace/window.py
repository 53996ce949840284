"""The partials that an as-of date knows of its window, a few keys' rows of them, in Arrow."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from expectations.contract import contract
from lake.columns import arrow_schema
from lake.keyed import Keyed
from lake.snapshot import Snapshot

DAYS = "features.account_daily"
DAY_KEY = ("account_key", "event_date")
#: Of a day: sums of all batches, and what the newest batch told.
SUMS, ANEW = ("in_fen", "out_fen"), ("last_at", "balance_end_fen")


@dataclass(frozen=True, eq=False)
class Window:
    """The events of so many days up to `day`, the day itself included, as the batches up to it told them."""

    snapshot: Snapshot
    day: date
    days: int

    @property
    def first(self) -> date:
        """The first day."""
        return self.day - timedelta(days=self.days - 1)

    def read(self, table: str, keys: Collection[int], columns: Collection[str]) -> pa.Table:
        """The rows of some keys of the column in whose order a table lies."""
        if not keys or (rows := self.keyed(table)) is None:
            return pa.schema([arrow_schema(table).field(name) for name in columns]).empty_table()
        return rows.read(keys, columns)

    def parts(self, table: str) -> Iterator[Keyed]:
        """A table to be asked by key some days at a time, the newest first."""
        return iter(()) if (rows := self.keyed(table)) is None else rows.parts()

    def keyed(self, table: str) -> Keyed | None:
        """A table to be asked by key, opened once; None where nothing is published."""
        if table not in self._opened:
            rows, declared = self.snapshot.dataset(table), contract(table)
            column, part = str(declared.sorted_by), declared.partition
            self._opened[table] = None if rows is None else Keyed.of(rows, column, self._known, part)
        return self._opened[table]

    def daily(self, accounts: Collection[int]) -> pa.Table:
        """account_key, event_date, in_fen, out_fen, last_at, balance_end_fen of each day of some accounts, in order."""
        rows = self.read(DAYS, accounts, (*DAY_KEY, *SUMS, *ANEW, "batch_date")).sort_by("batch_date")
        wanted = [*[(name, "sum") for name in SUMS], *[(name, "last") for name in ANEW]]
        # Of a day whose legs no longer count the newest batch names no balance: NULL is told anew, too.
        options = pc.ScalarAggregateOptions(skip_nulls=False)
        found = rows.group_by([*DAY_KEY], use_threads=False).aggregate(
            [(name, how, options if how == "last" else None) for name, how in wanted]
        )
        return found.rename_columns([*DAY_KEY, *SUMS, *ANEW]).sort_by([(name, "ascending") for name in DAY_KEY])

    @property
    def _known(self) -> tuple[pc.Expression, tuple[str, ...]]:
        """What the window knows of its days. No event is dated more than a day ahead of its batch."""
        batches = pc.field("batch_date").isin(_dates(self.first - timedelta(days=1), self.day))
        events = (pc.field("event_date") >= _date(self.first)) & (pc.field("event_date") <= _date(self.day))
        return batches & events, ("batch_date", "event_date")

    @cached_property
    def _opened(self) -> dict[str, Keyed | None]:
        return {}


def _date(day: date) -> pa.Scalar:
    return pa.scalar(day, pa.date32())


def _dates(first: date, last: date) -> pa.Array:
    return pa.array([first + timedelta(days=n) for n in range((last - first).days + 1)], pa.date32())
