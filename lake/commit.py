"""Single commits to Delta tables of the lake: files are linked from pending, never copied; engine-independent."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable, Schema
from deltalake.transaction import AddAction, RemoveAction

from expectations.contract import contract
from expectations.failures import Failure
from lake.columns import arrow_schema
from lake.locks import Busy
from lake.place import is_table, lake_address, link


class SchemaChanged(Failure):
    """A contract differs from its table in more than new columns that may be empty; the message names the column."""


@dataclass(frozen=True)
class Part:
    """What is to be brought into a table: its pending address and the parts (values of the partition column, as text)
    that are replaced; `keep`: nothing is replaced, the rows are added."""

    table: str
    pending: str
    values: tuple[str, ...]
    keep: bool = False


def bring_in(part: Part, named: int) -> int:
    """One commit: the pending files of these parts in and, unless they are to be kept, the old ones out. `named` is the
    version that readers open: what a run committed that died before its days were named is taken back first. Returns
    the new version; where another commit came between, everything is taken back and the run is Busy."""
    lake = _table(part.table, named)
    stands_on = _with_new_columns(lake, part.table)
    actions: list[AddAction | RemoveAction] = [*_links(part)]
    column = contract(part.table).partition
    if part.keep:
        lake.create_write_transaction(actions, "append", lake.schema(), [column])
    else:
        parts = [(column, "in", list(part.values))]
        lake.create_write_transaction(actions, "overwrite", lake.schema(), [column], partition_filters=parts)
    lake.update_incremental()
    if lake.version() != stands_on + 1:
        lake.restore(named)
        raise Busy(f"another run committed to {part.table} in between; run again")
    return int(lake.version())


def drop(table: str, values: Iterable[str], named: int) -> int:
    """One commit that takes parts out of a table; the new version."""
    lake, column = _table(table, named), contract(table).partition
    parts = [(column, "in", list(values))]
    lake.create_write_transaction([], "overwrite", lake.schema(), [column], partition_filters=parts)
    lake.update_incremental()
    return int(lake.version())


def forget_unnamed(table: str, named: int) -> int:
    """Takes back what a run committed that died before its days were named: else naming these would show it. The
    version that holds the named rows now."""
    return int(_table(table, named).version())


def _table(table: str, named: int) -> DeltaTable:
    """The table as readers know it; made without rows if it is not there."""
    address = lake_address(table)
    if not is_table(address):
        DeltaTable.create(address, _delta_schema(table), partition_by=[contract(table).partition])
    lake = DeltaTable(address)
    if lake.version() > named:
        lake.restore(named)
        lake.update_incremental()
    return lake


def _delta_schema(table: str) -> Schema:
    """Every column may be empty, as engines write it: what is required the checks hold."""
    return Schema.from_arrow(arrow_schema(table))


def _with_new_columns(lake: DeltaTable, table: str) -> int:
    """Adds the columns that the contract has got since, and refuses any other change; the version to stand on."""
    there = {field.name: field for field in lake.schema().fields}
    declared = {field.name: field for field in _delta_schema(table).fields}
    required = {column.name for column in contract(table).columns if column.required}
    new = [field for name, field in declared.items() if name not in there]
    changed = [name for name, field in there.items() if name not in declared or declared[name].type != field.type]
    if changed or any(field.name in required for field in new):
        names = ", ".join(changed or [field.name for field in new if field.name in required])
        raise SchemaChanged(
            f"{table}: {names}: the contract may only add columns that may be empty to a table that exists"
        )
    if new:
        lake.alter.add_columns(new)
        lake.update_incremental()
    return int(lake.version())


def _links(part: Part) -> Iterable[AddAction]:
    """The pending files of the parts, each linked into the table's folder."""
    column, wanted = contract(part.table).partition, set(part.values)
    for action in pa.table(DeltaTable(part.pending).get_add_actions()).to_pylist():
        if _text(action["partition"][column]) in wanted:
            link(part.pending, lake_address(part.table), action["path"])
            yield _added(action)


def _added(action: dict[str, Any]) -> AddAction:
    return AddAction(
        path=action["path"],
        size=int(action["size_bytes"]),
        partition_values={name: _text(value) for name, value in action["partition"].items()},
        modification_time=0,
        data_change=True,
        stats=json.dumps(_statistics(action)),
    )


def _statistics(action: dict[str, Any]) -> dict[str, Any]:
    names = {"num_records": "numRecords", "null_count": "nullCount", "min": "minValues", "max": "maxValues"}
    return {new: _plain(action[old]) for old, new in names.items() if action.get(old) is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if item is not None and not isinstance(item, bytes)}
    return value if isinstance(value, (int, float, bool, str)) else _text(value)


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else str(value)


def values_of(days: Collection[date]) -> tuple[str, ...]:
    """Days as the values of a partition column."""
    return tuple(sorted(day.isoformat() for day in days))
