"""What a lake tells of the files of a feed, for those who count its rows: withdrawals, and the dates of its events."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from pyspark.sql import DataFrame

from lake.engine import session
from lake.snapshot import FEED_LOAD, FILE_EVENTS, Snapshot
from spark_jobs.news.later import event_ranges

#: (earliest, latest) event date of a batch; None without rows.
EventDates = Callable[[date], tuple[date, date] | None]


def event_dates(snapshot: Snapshot, feed: str) -> EventDates:
    """The event dates of each batch of a feed."""

    def of(batch: date) -> tuple[date, date] | None:
        row = snapshot.named(feed).get(batch)
        ranges = event_ranges(row) if row else []
        return (ranges[0][0], ranges[-1][1]) if ranges else None

    return of


def spans(day: date, event_dates_of: EventDates, withdrawn: Mapping[date, Collection[date]]) -> set[date]:
    """The batches on which the partials of `day` depend, of rows that count while they are known.

    Rows of `day`, and of files withdrawn in it (`withdrawn`: the batches that hold rows of the files withdrawn in a
    batch), touch their event dates. What is told anew of a touched date lies in the batches from the day before it.
    """
    changing = {day, *withdrawn.get(day, ())}
    first = min([day, *(dates[0] for batch in changing if (dates := event_dates_of(batch)))]) - timedelta(days=1)
    return {first + timedelta(days=n) for n in range((day - first).days + 1)}


def withdrawn_files(snapshot: Snapshot, feed: str, last: date) -> DataFrame:
    """file_sha256, withdrawn_on of the files of a feed that are withdrawn up to a day."""
    gone = [
        (row["file_sha256"], row["batch_date"]) for row in _withdrawals(snapshot, feed) if row["batch_date"] <= last
    ]
    return session().createDataFrame(gone, "file_sha256 string, withdrawn_on date")


@cache
def withdrawn_batches(snapshot: Snapshot, feed: str) -> dict[date, set[date]]:
    """Batch → the batches that hold rows of the files withdrawn in it, lines taken up later included."""
    brought: dict[str, set[date]] = {}
    columns = ("batch_date", "file_sha256")
    for table, more in ((FEED_LOAD, []), (FILE_EVENTS, [("event", "=", "requeued")])):
        for row in snapshot.arrow(table, [("feed", "=", feed), *more], columns).to_pylist():
            brought.setdefault(row["file_sha256"], set()).add(row["batch_date"])
    found: dict[date, set[date]] = {}
    for row in _withdrawals(snapshot, feed):
        found.setdefault(row["batch_date"], set()).update(brought.get(row["file_sha256"], ()))
    return found


@cache
def _withdrawals(snapshot: Snapshot, feed: str) -> list[dict[str, Any]]:
    """The events that withdraw a file of a feed."""
    events = snapshot.arrow(FILE_EVENTS, [("feed", "=", feed), ("event", "=", "withdrawn")])
    found: list[dict[str, Any]] = events.to_pylist()
    return found
