"""The partials that an as-of date knows of its window, a few accounts' rows of them, in Arrow."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from lake.columns import arrow_schema
from lake.snapshot import Snapshot

DAYS = "features.account_daily"
DAY_KEY = ("account_key", "event_date")
#: Of a day: sums of all batches, and what the newest batch told.
SUMS, ANEW = ("in_fen", "out_fen"), ("last_at", "balance_end_fen")


@dataclass(frozen=True)
class Window:
    """The events of so many days up to `day`, the day itself included, as the batches up to it told them."""

    snapshot: Snapshot
    day: date
    days: int

    @property
    def first(self) -> date:
        """The first day."""
        return self.day - timedelta(days=self.days - 1)

    def read(self, table: str, mine: ds.Expression, columns: Collection[str]) -> pa.Table:
        """The rows that `mine` picks. No event is dated more than a day ahead of its batch."""
        batches = pc.field("batch_date").isin(_dates(self.first - timedelta(days=1), self.day))
        events = (pc.field("event_date") >= _date(self.first)) & (pc.field("event_date") <= _date(self.day))
        rows = self.snapshot.dataset(table)
        if rows is None:
            return pa.schema([arrow_schema(table).field(name) for name in columns]).empty_table()
        return rows.to_table([*columns], filter=batches & events & mine)

    def daily(self, accounts: Collection[int]) -> pa.Table:
        """account_key, event_date, in_fen, out_fen, last_at, balance_end_fen of each day of some accounts, in order."""
        mine = pc.field("account_key").isin(pa.array(sorted(accounts), pa.int64()))
        rows = self.read(DAYS, mine, (*DAY_KEY, *SUMS, *ANEW, "batch_date")).sort_by("batch_date")
        wanted = [*[(name, "sum") for name in SUMS], *[(name, "last") for name in ANEW]]
        # Of a day whose legs no longer count the newest batch names no balance: NULL is told anew, too.
        options = pc.ScalarAggregateOptions(skip_nulls=False)
        found = rows.group_by([*DAY_KEY], use_threads=False).aggregate(
            [(name, how, options if how == "last" else None) for name, how in wanted]
        )
        return found.rename_columns([*DAY_KEY, *SUMS, *ANEW]).sort_by([(name, "ascending") for name in DAY_KEY])


def _date(day: date) -> pa.Scalar:
    return pa.scalar(day, pa.date32())


def _dates(first: date, last: date) -> pa.Array:
    return pa.array([first + timedelta(days=n) for n in range((last - first).days + 1)], pa.date32())
