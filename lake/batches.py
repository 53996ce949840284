"""`ops.batches`: the days of every product that exist for readers. Rewritten whole, so that every naming removes a file
and two that stand on the same version cannot both succeed."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import DeltaError

from expectations.failures import Failure
from lake.columns import arrow_schema
from lake.locks import Busy
from lake.place import is_table, lake_address

BATCHES = "ops.batches"
LIVE, RETIRED = "live", "retired"
JSON = ("table_versions", "content", "inputs", "facts")


class OldLake(Failure):
    """The lake was made by an earlier version of this software, which named days differently."""


@dataclass(frozen=True)
class Named:
    """One day of one product.

    `table_versions`: table → Delta version that holds the day; `content`: table → [rows, digest]; `inputs`: input →
    digest; `facts`: what is told beside, outside of any comparison.
    """

    product: str
    batch_date: date
    recipe: int
    table_versions: dict[str, int]
    content: dict[str, list[Any]]
    inputs: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    state: str = LIVE


def read() -> tuple[int | None, list[Named]]:
    """The version of the table, None before the first naming, and the named days."""
    if not is_table(lake_address(BATCHES)):
        return None, []
    table = DeltaTable(lake_address(BATCHES))
    names = {found.name for found in table.schema().fields}
    if not set(arrow_schema(BATCHES).names) <= names:
        raise OldLake(f"the lake in {lake_address(BATCHES)} was made by an earlier version: load it anew (make clean)")
    rows = table.to_pyarrow_table(columns=arrow_schema(BATCHES).names).to_pylist()
    return table.version(), [_named(row) for row in rows]


def write(days: Iterable[Named], stands_on: int | None) -> None:
    """Names these days and no others, on the version that was read; one that came between is Busy."""
    rows = [_row(day) for day in sorted(days, key=lambda day: (day.product, day.batch_date))]
    content = pa.Table.from_pylist(rows, arrow_schema(BATCHES))
    try:
        if stands_on is None:
            write_deltalake(lake_address(BATCHES), content, mode="error")
        else:
            write_deltalake(DeltaTable(lake_address(BATCHES), version=stands_on), content, mode="overwrite")
    except DeltaError as error:
        raise Busy(f"another run named days of {BATCHES} in between; run again") from error


def _named(row: dict[str, Any]) -> Named:
    return Named(**row | {name: json.loads(row[name]) for name in JSON})


def _row(day: Named) -> dict[str, object]:
    return vars(day) | {
        name: json.dumps(getattr(day, name), sort_keys=True, separators=(",", ":"), ensure_ascii=False) for name in JSON
    }
