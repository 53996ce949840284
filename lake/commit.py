"""Single commits to Delta tables of the lake: files are linked from pending, never copied; engine-independent."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError
from deltalake.transaction import AddAction, RemoveAction

from lake.snapshot import lake_path, pending_path


@dataclass(frozen=True)
class Tidied:
    """What upkeep did to a table: its version now, and the number of files brought together and removed."""

    table: str
    version: int
    compacted: int
    removed: int


def forget_unnamed(table: str, named: int) -> None:
    """Takes back what a run committed that died before its batches were named: else naming these would show it."""
    if not DeltaTable.is_deltatable(str(lake_path(table))):
        return
    lake = DeltaTable(str(lake_path(table)))
    if lake.version() > named:
        lake.restore(named)


def bring_in(table: str, first: date, last: date, keep: bool = False) -> int:
    """One commit: the pending files in and, unless they are to be kept, the range's old ones out. The new version."""
    pending, target = DeltaTable(str(pending_path(table))), lake_path(table)
    actions: list[AddAction | RemoveAction] = [
        _link(action, pending_path(table), target) for action in pa.table(pending.get_add_actions()).to_pylist()
    ]
    if not DeltaTable.is_deltatable(str(target)):
        DeltaTable.create(str(target), pending.schema(), partition_by=["batch_date"])
    lake = DeltaTable(str(target))
    if keep:
        lake.create_write_transaction(actions, "append", lake.schema(), ["batch_date"])
    else:
        span = [("batch_date", ">=", first.isoformat()), ("batch_date", "<=", last.isoformat())]
        lake.create_write_transaction(actions, "overwrite", lake.schema(), ["batch_date"], partition_filters=span)
    lake.update_incremental()
    return lake.version()


def tidy(table: str, pinned: set[int], settled: date, hours: int) -> Tidied:
    """Compacts the batches up to `settled`, removes the files that no pinned version and not the newest one needs once
    they are so many hours old, and writes a checkpoint. No row changes; the caller names the version."""
    lake = DeltaTable(str(lake_path(table)))
    compacted = 0
    if lake.metadata().partition_columns == ["batch_date"]:
        old = [("batch_date", "<=", settled.isoformat())]
        compacted = lake.optimize.compact(partition_filters=old)["numFilesRemoved"]
    keep = sorted({version for version in pinned if _opens(table, version)} | {lake.version()})
    removed = lake.vacuum(hours, dry_run=False, enforce_retention_duration=False, full=True, keep_versions=keep)
    lake.update_incremental()
    lake.create_checkpoint()
    return Tidied(table, lake.version(), compacted, len(removed))


def _opens(table: str, version: int) -> bool:
    """Whether the log still reaches back to a version."""
    try:
        DeltaTable(str(lake_path(table)), version=version)
    except DeltaError:
        return False
    return True


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
