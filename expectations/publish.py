"""The only writer of the lake: brings checked batches from pending/ into lake/, one commit per table and run.

Files are linked, not copied. What belongs together becomes visible together: `ops.batches`, committed last, names the
table versions that readers open, so that a run that dies in between leaves yesterday's lake as it was.
"""

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake
from deltalake.transaction import AddAction, RemoveAction

from expectations.contract import contract
from expectations.lake import BATCHES, FEED_LOAD, FileCount, batches, lake_path, pending_path, published_versions
from expectations.run import now


def publish(feed: str, tables: list[str], first: date, last: date, counts: list[FileCount], started: datetime) -> None:
    """Replaces the batches [first, last] of a feed in all its tables by what is pending, then names them."""
    write_pending(FEED_LOAD, _feed_load(feed, counts, started))
    named = published_versions()
    for table in [*tables, FEED_LOAD]:
        _forget_unnamed(table, named.get(table, 0))
    versions = {table: _bring_in(table, first, last) for table in [*tables, FEED_LOAD]}
    _name(feed, first, last, counts, versions)


def write_pending(table: str, rows: pa.Table) -> None:
    """Writes the pending batch of a table from memory, partitioned by batch date."""
    write_deltalake(str(pending_path(table)), rows, mode="overwrite", partition_by=["batch_date"])


def _forget_unnamed(table: str, named: int) -> None:
    """Takes back what a run committed that died before its batches were named: else naming these would show it."""
    if not DeltaTable.is_deltatable(str(lake_path(table))):
        return
    lake = DeltaTable(str(lake_path(table)))
    if lake.version() > named:
        lake.restore(named)


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
    """The rows of `ops.feed_load` in the types of its contract."""
    stamps = {"started_at": started, "finished_at": now()}
    types = {"string": pa.string(), "date": pa.date32(), "int": pa.int32(), "timestamp": pa.timestamp("us", "UTC")}
    shape = pa.schema([(column.name, types[column.type]) for column in contract(FEED_LOAD).columns])
    return pa.Table.from_pylist([{"feed": feed} | vars(count) | stamps for count in counts], shape)


def _name(feed: str, first: date, last: date, counts: list[FileCount], versions: dict[str, int]) -> None:
    """The last commit: the feed's batches with the versions that hold them."""
    known = batches()
    kept = [row for row in known.to_pylist() if row["feed"] == feed and not first <= row["batch_date"] <= last]
    new = [_batch(feed, day, counts, versions) for day in sorted({count.batch_date for count in counts})]
    rows = pa.Table.from_pylist(sorted(kept + new, key=lambda row: row["batch_date"]), known.schema)
    predicate = f"feed = '{feed}'" if known.num_rows else None
    write_deltalake(str(lake_path(BATCHES)), rows, mode="overwrite", partition_by=["feed"], predicate=predicate)


def _batch(feed: str, day: date, counts: list[FileCount], versions: dict[str, int]) -> dict[str, object]:
    files = [count for count in counts if count.batch_date == day]
    total = sum(count.rows for count in files)
    return {
        "feed": feed, "batch_date": day, "files": len(files), "rows": total,
        "table_versions": json.dumps(versions, sort_keys=True),
    }  # fmt: skip
