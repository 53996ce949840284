"""The lake as readers meet it: where tables lie, and which version of each the published batches name."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable

from expectations.contract import contract
from expectations.settings import home

BATCHES = "ops.batches"
FEED_LOAD = "ops.feed_load"
FILE_EVENTS = "silver.file_events"
BATCH_CHECKS = "ops.batch_checks"
#: What feeds share; each holds one partition per feed, replaced as a whole.
SHARED = (FEED_LOAD, FILE_EVENTS, BATCH_CHECKS)
#: The name in `ops.feed_load` of a delivery that had not come when its batch was closed.
MISSING = "missing"
ARROW_TYPES = {
    "string": pa.string(), "int": pa.int32(), "bigint": pa.int64(), "date": pa.date32(), "double": pa.float64(),
    "timestamp": pa.timestamp("us", "UTC"), "boolean": pa.bool_(), "binary": pa.binary(),
}  # fmt: skip


@dataclass(frozen=True)
class FileCount:
    """Where the rows of one delivered file ended; the outcomes add up to `rows`."""

    batch_date: date
    file: str
    source: str
    data_date: date
    file_sha256: str
    rows: int
    silver: int
    duplicate: int
    superseded: int
    quarantine: int


@dataclass(frozen=True)
class FileEvent:
    """What a later batch did to a file: `withdrawn` or `requeued`, and the silver rows that it concerns."""

    batch_date: date
    file_sha256: str
    event: str
    file: str
    source: str
    data_date: date
    rows: int


@dataclass(frozen=True)
class BatchCheck:
    """One measure of a batch beside its limits; source is empty for the feed as a whole."""

    batch_date: date
    source: str
    check_code: str
    value: float
    lowest: float | None
    highest: float | None
    outcome: str


def lake_path(table: str) -> Path:
    """Where a published table lies."""
    return home() / "lake" / Path(*table.split("."))


def pending_path(table: str) -> Path:
    """Where a job writes the batch of a table that is still to be checked."""
    return home() / "pending" / Path(*table.split("."))


def published_versions() -> dict[str, int]:
    """The Delta version of each table that readers open; a table that no batch names yet is absent."""
    found: dict[str, int] = {}
    for text in pc.unique(batches()["table_versions"]).to_pylist():
        for table, version in json.loads(text).items():
            found[table] = max(version, found.get(table, version))
    return found


def published_batches(feed: str) -> list[date]:
    """The batches of a feed that exist for readers, in order."""
    return sorted(row["batch_date"] for row in batches().to_pylist() if row["feed"] == feed)


def batches() -> pa.Table:
    """`ops.batches` itself; without rows where nothing is published yet."""
    path = lake_path(BATCHES)
    if not DeltaTable.is_deltatable(str(path)):
        return arrow_schema(BATCHES).empty_table()
    return DeltaTable(str(path)).to_pyarrow_table(columns=list(contract(BATCHES).names))


def published(
    table: str, filters: Sequence[tuple[str, str, object]] = (), columns: Sequence[str] | None = None
) -> pa.Table:
    """The published rows of a table in the columns of its contract; no rows where nothing is published."""
    names = list(columns or contract(table).names)
    version = published_versions().get(table)
    if version is None:
        return arrow_schema(table).empty_table().select(names)
    delta = DeltaTable(str(lake_path(table)), version=version)
    found: pa.Table = delta.to_pyarrow_table(columns=names, filters=list(filters) or None)
    return found


def taken_up(feed: str) -> set[tuple[str, int]]:
    """(file_sha256, line_no) of the refused lines that a later batch took up."""
    events = published(FILE_EVENTS, [("feed", "=", feed), ("event", "=", "requeued")], ["file_sha256", "batch_date"])
    if not events.num_rows:
        return set()
    files, days = (pc.unique(column).to_pylist() for column in events.columns)
    filters = [("batch_date", "in", days), ("file_sha256", "in", files)]
    rows = published(f"silver.{feed}", filters, ["file_sha256", "line_no"])
    return set(zip(*(column.to_pylist() for column in rows.columns), strict=True))


def arrow_schema(table: str) -> pa.Schema:
    """The columns of a contract in Arrow's types."""
    return pa.schema([(column.name, ARROW_TYPES[column.type]) for column in contract(table).columns])
