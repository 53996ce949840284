"""Single commits to Delta tables of the lake: files are linked from pending, never copied; engine-independent."""

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.transaction import AddAction, RemoveAction

from expectations.lake import lake_path, pending_path


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
