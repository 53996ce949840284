"""The only writer of the lake: brings checked batches from pending/ into lake/, one commit per table and run.

Files are linked, not copied. What belongs together becomes visible together: `ops.batches`, committed last, names the
table versions that readers open, so that a run that dies in between leaves yesterday's lake as it was.
"""

import fcntl
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake
from deltalake.transaction import AddAction, RemoveAction

from expectations.settings import home

BATCHES = "ops.batches"
FEED_LOAD = "ops.feed_load"
LOCK_SECONDS = 300


class Busy(RuntimeError):
    """Another run of the same feed holds the lake for longer than we wait."""


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


def now() -> datetime:
    """The wall clock: for the diary of runs only, never for data."""
    return datetime.now(UTC)


def leave(code: int) -> NoReturn:
    """Ends the process at once. Engine and Delta readers keep native threads, which now and then abort an orderly end
    of the interpreter (`terminate called without an active exception`) after all work is done."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


@contextmanager
def exclusive(feed: str) -> Iterator[None]:
    """One run per feed at a time: a second one waits, then says who is in the way."""
    path = home() / "run" / f"{feed}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as lock:
        deadline = time.monotonic() + LOCK_SECONDS
        while not _locked(lock.fileno()):
            if time.monotonic() > deadline:
                raise Busy(f"another run of feed {feed} holds {path} for more than {LOCK_SECONDS} s")
            time.sleep(0.2)
        yield


def published_versions() -> dict[str, int]:
    """The Delta version of each table that readers open; a table that no batch names yet is absent."""
    found: dict[str, int] = {}
    for row in _batches().to_pylist():
        for table, version in json.loads(row["table_versions"]).items():
            found[table] = max(version, found.get(table, version))
    return found


def published_batches(feed: str) -> list[date]:
    """The batches of a feed that exist for readers, in order."""
    return sorted(row["batch_date"] for row in _batches().to_pylist() if row["feed"] == feed)


def publish(feed: str, tables: list[str], first: date, last: date, counts: list[FileCount], started: datetime) -> None:
    """Replaces the batches [first, last] of a feed in all its tables by what is pending, then names them."""
    write_pending(FEED_LOAD, _feed_load(feed, counts, started))
    versions = {table: _bring_in(table, first, last) for table in [*tables, FEED_LOAD]}
    _name(feed, first, last, counts, versions)


def write_pending(table: str, rows: pa.Table) -> None:
    """Writes the pending batch of a table from memory, partitioned by batch date."""
    write_deltalake(str(pending_path(table)), rows, mode="overwrite", partition_by=["batch_date"])


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _bring_in(table: str, first: date, last: date) -> int:
    """One commit: the range's old files out, the pending ones in. Returns the new version."""
    pending, target = DeltaTable(str(pending_path(table))), lake_path(table)
    actions: list[AddAction | RemoveAction] = [
        _link(action, pending_path(table), target) for action in pa.table(pending.get_add_actions()).to_pylist()
    ]
    if not DeltaTable.is_deltatable(str(target)):
        DeltaTable.create(str(target), pending.schema(), partition_by=["batch_date"])
    lake = DeltaTable(str(target))
    span = [("batch_date", ">=", first.isoformat()), ("batch_date", "<=", last.isoformat())]
    lake.create_write_transaction(actions, "overwrite", lake.schema(), ["batch_date"], partition_filters=span)
    lake.update_incremental()
    return lake.version()


def _link(action: dict[str, object], source: Path, target: Path) -> AddAction:
    """The same file under the lake's folder: a hard link, so nothing is copied."""
    relative = str(action["path"])
    place = target / relative
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    os.link(source / relative, place)
    partition = {name: _text(value) for name, value in dict(action["partition"]).items()}  # type: ignore[call-overload]
    return AddAction(
        path=relative,
        size=int(str(action["size_bytes"])),
        partition_values=partition,
        modification_time=0,
        data_change=True,
        stats=json.dumps(_statistics(action)),
    )


def _statistics(action: dict[str, object]) -> dict[str, object]:
    names = {"num_records": "numRecords", "null_count": "nullCount", "min": "minValues", "max": "maxValues"}
    return {new: _plain(action[old]) for old, new in names.items() if action.get(old) is not None}


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if item is not None and not isinstance(item, bytes)}
    return value if isinstance(value, (int, float, bool, str)) else _text(value)


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else str(value)


def _feed_load(feed: str, counts: list[FileCount], started: datetime) -> pa.Table:
    stamps = {"started_at": started, "finished_at": now()}
    rows = [{"feed": feed} | vars(count) | stamps for count in counts]
    text, day, whole, instant = pa.string(), pa.date32(), pa.int32(), pa.timestamp("us", "UTC")
    return pa.Table.from_pylist(
        rows,
        pa.schema(
            [("feed", text), ("batch_date", day), ("file", text), ("source", text), ("data_date", day)]
            + [("file_sha256", text)]
            + [(name, whole) for name in ("rows", "silver", "duplicate", "superseded", "quarantine")]
            + [("started_at", instant), ("finished_at", instant)]
        ),
    )


def _batches() -> pa.Table:
    path = lake_path(BATCHES)
    text, whole = pa.string(), pa.int32()
    shape = [("feed", text), ("batch_date", pa.date32()), ("files", whole), ("rows", whole), ("table_versions", text)]
    if not DeltaTable.is_deltatable(str(path)):
        return pa.table({name: pa.array([], kind) for name, kind in shape})
    return DeltaTable(str(path)).to_pyarrow_table().select([name for name, _ in shape])


def _name(feed: str, first: date, last: date, counts: list[FileCount], versions: dict[str, int]) -> None:
    """The last commit: the feed's batches with the versions that hold them."""
    known = _batches()
    kept = [row for row in known.to_pylist() if row["feed"] == feed and not first <= row["batch_date"] <= last]
    new = [_batch(feed, day, counts, versions) for day in sorted({count.batch_date for count in counts})]
    rows = pa.Table.from_pylist(sorted(kept + new, key=lambda row: row["batch_date"]), known.schema)
    write_deltalake(
        str(lake_path(BATCHES)), rows, mode="overwrite", partition_by=["feed"], predicate=f"feed = '{feed}'"
    ) if known.num_rows else write_deltalake(str(lake_path(BATCHES)), rows, mode="overwrite", partition_by=["feed"])


def _batch(feed: str, day: date, counts: list[FileCount], versions: dict[str, int]) -> dict[str, object]:
    files = [count for count in counts if count.batch_date == day]
    total = sum(count.rows for count in files)
    return {
        "feed": feed, "batch_date": day, "files": len(files), "rows": total,
        "table_versions": json.dumps(versions, sort_keys=True),
    }  # fmt: skip
