"""Builds what each batch of transactions changed: features.account_daily, features.transfer_edge_daily.

python -m spark_jobs.build_money_days --batch-date 2021-10-25
python -m spark_jobs.build_money_days --from 2021-06-28 --to 2021-10-22

The days that are asked for are built, and those built already whose inputs have changed since: batches loaded behind
them, corrected, requeued. Without any day only the latter.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from pyspark.sql import DataFrame

from lake.engine import session
from lake.frames import Kept
from lake.product import Input, Product, run
from lake.scratch import scratch
from lake.snapshot import FEED_LOAD, FILE_EVENTS, Snapshot
from spark_jobs import arguments
from spark_jobs.money.counting import spans
from spark_jobs.money.days import money_days
from spark_jobs.news.later import event_ranges

FEED, LEGS = "transactions", "silver.transactions"


def legs_needed(snapshot: Snapshot, day: date) -> Collection[date]:
    """The batches of legs on which a day depends."""

    def event_dates(batch: date) -> tuple[date, date] | None:
        row = snapshot.named(FEED).get(batch)
        ranges = event_ranges(row) if row else []
        return (ranges[0][0], ranges[-1][1]) if ranges else None

    return spans(day, event_dates, withdrawn_batches(snapshot))


PRODUCT = Product(
    "money_days",
    ("features.account_daily", "features.transfer_edge_daily"),
    (Input(LEGS, FEED, legs_needed), Input(FILE_EVENTS, FEED)),
)


def main(asked: list[date]) -> None:
    """Builds and tells which days were built, and which cannot be."""
    with scratch(PRODUCT.name) as folder:
        arguments.tell(PRODUCT, run(PRODUCT, asked, lambda snapshot, days: build(snapshot, days, folder)))


def build(snapshot: Snapshot, days: Sequence[date], folder: str) -> Mapping[str, DataFrame]:
    """Both tables of some days."""
    needed = {batch for day in days for batch in legs_needed(snapshot, day)}
    legs = snapshot.frame(LEGS, min(needed), max(days))
    gone = [(row["file_sha256"], row["batch_date"]) for row in withdrawals(snapshot) if row["batch_date"] <= max(days)]
    withdrawn = session().createDataFrame(gone, "file_sha256 string, withdrawn_on date")
    return money_days(legs, withdrawn, days, Kept(f"{folder}/{min(days)}"))


@cache
def withdrawals(snapshot: Snapshot) -> list[dict[str, Any]]:
    """The events that withdraw a file of transactions."""
    events = snapshot.arrow(FILE_EVENTS, [("feed", "=", FEED), ("event", "=", "withdrawn")])
    found: list[dict[str, Any]] = events.to_pylist()
    return found


@cache
def withdrawn_batches(snapshot: Snapshot) -> dict[date, set[date]]:
    """Batch → the batches that hold rows of the files withdrawn in it, lines taken up later included."""
    brought: dict[str, set[date]] = {}
    columns = ("batch_date", "file_sha256")
    for table, more in ((FEED_LOAD, []), (FILE_EVENTS, [("event", "=", "requeued")])):
        for row in snapshot.arrow(table, [("feed", "=", FEED), *more], columns).to_pylist():
            brought.setdefault(row["file_sha256"], set()).add(row["batch_date"])
    found: dict[date, set[date]] = {}
    for row in withdrawals(snapshot):
        found.setdefault(row["batch_date"], set()).update(brought.get(row["file_sha256"], ()))
    return found


if __name__ == "__main__":
    arguments.days("build_money_days", main)
