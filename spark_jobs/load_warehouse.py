"""Brings the lake's low-volume tables into PostgreSQL: schema raw, and the accounts of loads into schema ops.

Whichever days contain something else than what PostgreSQL holds are replaced, and those that are gone removed, in one
transaction; days that are asked for are replaced even where nothing changed. Calls, transactions and refused lines stay
in the lake; of the refused lines only their reasons are counted.

python -m spark_jobs.load_warehouse
python -m spark_jobs.load_warehouse --batch-date 2021-10-25
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import psycopg

from expectations.contract import contract, feeds
from expectations.settings import postgres_dsn
from lake.snapshot import Snapshot
from spark_jobs import arguments
from spark_jobs.warehouse import codes
from spark_jobs.warehouse.postgres import Held, day_column, held, prepared, replaced

Row = tuple[object, ...]
Rows = Callable[[Snapshot, str, str, list[date]], Iterator[Row]]


@dataclass(frozen=True)
class Source:
    """One table of PostgreSQL: the lake's table of a product that fills it, how its rows come out, of which days."""

    product: str
    table: str
    target: str
    rows: Rows
    days: Callable[[Snapshot, str], list[date]] = Snapshot.live


def run(asked: list[date]) -> None:
    """Brings every day that differs, and the asked ones."""
    snapshot = Snapshot.open()
    with psycopg.connect(postgres_dsn()) as connection:
        prepared(connection, [contract(target) for target in TARGETS])
        known = held(connection)
        for source in SOURCES:
            _bring(connection, snapshot, source, known, asked)


def rows_of(snapshot: Snapshot, product: str, table: str, days: list[date]) -> Iterator[Row]:
    """The rows of a table in the order of its contract; in Arrow batches, so that memory stays small."""
    day = day_column(table)
    part = [] if contract(table).partition == day else [(contract(table).partition, "=", product)]
    found = snapshot.arrow(table, [*part, (day, "in", days)])
    for batch in found.to_batches(max_chunksize=50_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def reasons_of(snapshot: Snapshot, product: str, table: str, days: list[date]) -> Iterator[Row]:
    """(feed, batch_date, source, reason_code, column, rows): refused lines as delivered, whatever became of them later,
    so that they add up to the quarantine of `ops.feed_load`. An empty column is the line as a whole."""
    by = ["batch_date", "source", "reason_code", "column"]
    found = snapshot.arrow(table, [("batch_date", "in", days)], by).group_by(by).aggregate([([], "count_all")])
    for row in found.to_pylist():
        key = (row["batch_date"], row["source"], row["reason_code"], row["column"] or "")
        yield product, *key, row["count_all"]


CODES = "scores.resident_code"
TOLD = {
    "ops.feed_load": "ops.feed_load",
    "silver.file_events": "ops.file_events",
    "ops.batch_checks": "ops.batch_checks",
}
SOURCES = (
    Source("cases", "silver.cases", "raw.cases", rows_of),
    *(Source(feed, table, target, rows_of) for feed in feeds() for table, target in TOLD.items()),
    *(Source(feed, f"quarantine.{feed}", "ops.reject_reasons", reasons_of) for feed in feeds()),
    Source("resident_codes", CODES, "raw.resident_codes", codes.in_use, codes.newest),
    Source("resident_codes", CODES, "raw.code_counts", codes.counts),
    Source("resident_scores", "scores.resident_model", "raw.resident_models", rows_of),
    Source("risk_code_exports", "exports.risk_code_batch", "raw.risk_code_batches", rows_of),
)
TARGETS = tuple(dict.fromkeys(["ops.held_days", *(source.target for source in SOURCES)]))


def _bring(
    connection: psycopg.Connection, snapshot: Snapshot, source: Source, known: Held, asked: Iterable[date]
) -> None:
    """Replaces the days of a source that differ or are asked for, and removes those that are gone."""
    there = {
        day: json.dumps(snapshot.content(source.table, day, source.product))
        for day in source.days(snapshot, source.product)
    }
    before = known.get((source.target, source.product), {})
    days = sorted(day for day in {*there, *before} if there.get(day) != before.get(day) or day in set(asked))
    if days:
        fresh = [day for day in days if day in there]
        rows = source.rows(snapshot, source.product, source.table, fresh) if fresh else iter(())
        count = replaced(connection, source.target, source.product, days, rows, {day: there[day] for day in fresh})
        print(f"{source.target}: {count} rows of {len(days)} days of {source.product}")


if __name__ == "__main__":
    arguments.days("load_warehouse", run)
