"""The lake as readers meet it: where tables lie, and which version of each the published batches name."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
from deltalake import DeltaTable

from expectations.settings import home

BATCHES = "ops.batches"
FEED_LOAD = "ops.feed_load"


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


def lake_path(table: str) -> Path:
    """Where a published table lies."""
    return home() / "lake" / Path(*table.split("."))


def pending_path(table: str) -> Path:
    """Where a job writes the batch of a table that is still to be checked."""
    return home() / "pending" / Path(*table.split("."))


def published_versions() -> dict[str, int]:
    """The Delta version of each table that readers open; a table that no batch names yet is absent."""
    found: dict[str, int] = {}
    for row in batches().to_pylist():
        for table, version in json.loads(row["table_versions"]).items():
            found[table] = max(version, found.get(table, version))
    return found


def published_batches(feed: str) -> list[date]:
    """The batches of a feed that exist for readers, in order."""
    return sorted(row["batch_date"] for row in batches().to_pylist() if row["feed"] == feed)


def batches() -> pa.Table:
    """`ops.batches` itself; without rows where nothing is published yet."""
    path = lake_path(BATCHES)
    text, whole = pa.string(), pa.int32()
    shape = [("feed", text), ("batch_date", pa.date32()), ("files", whole), ("rows", whole), ("table_versions", text)]
    if not DeltaTable.is_deltatable(str(path)):
        return pa.table({name: pa.array([], kind) for name, kind in shape})
    return DeltaTable(str(path)).to_pyarrow_table().select([name for name, _ in shape])
