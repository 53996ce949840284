"""The three tables of the graph as of some dates: reached accounts, the transfers that carried the money, and rings."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame

from lake.columns import arrow_schema
from spark_jobs.graph.accounts import account_rows
from spark_jobs.graph.frontier import NAMES, Found, Money, frame_of, trace
from spark_jobs.graph.payees import places_of
from spark_jobs.graph.reached import Reached
from spark_jobs.graph.rings import named, rings
from spark_jobs.graph.transfers import SIDES

ACCOUNT_GRAPH, TRACED_TRANSFER, MULE_RING = "features.account_graph", "features.traced_transfer", "features.mule_ring"
#: Of a place: the account that used it, its kind, its key.
Place = tuple[int, str, int]


@dataclass(frozen=True)
class Built:
    """The tables, and per date what was stopped or left unjoined: code → accounts or cards."""

    tables: dict[str, pa.Table]
    told: dict[date, dict[str, int]]


def account_graph(money: Money, days: Collection[date], place_daily: DataFrame) -> Built:
    """The tables of some dates out of frames that hold the batches these dates need."""
    of = {day: Reached(found) for day, found in trace(money, days).items()}
    used = _places(place_daily, of)
    parts: dict[str, list[pa.Table]] = {ACCOUNT_GRAPH: [], TRACED_TRANSFER: [], MULE_RING: []}
    for day, reached in of.items():
        names = named(reached)
        accounts = account_rows(reached, names, used.get(day, []))
        rows = {
            ACCOUNT_GRAPH: accounts, TRACED_TRANSFER: _transfers(reached), MULE_RING: rings(reached, names, day),
        }  # fmt: skip
        for table, found in rows.items():
            parts[table].append(_dated(found, table, day))
    tables = {table: pa.concat_tables([arrow_schema(table).empty_table(), *found]) for table, found in parts.items()}
    return Built(tables, {day: _told(reached) for day, reached in of.items()})


def _dated(rows: pa.Table, table: str, day: date) -> pa.Table:
    """Rows in the columns of their contract."""
    schema = arrow_schema(table)
    dated = rows.append_column("as_of_date", pa.array([day] * rows.num_rows, pa.date32()))
    return dated.select(schema.names).cast(schema)


def _transfers(of: Reached) -> pa.Table:
    """Rows of features.traced_transfer."""
    rows = of.transfers.rename_columns(["event_at" if n == "at" else n for n in of.transfers.column_names])
    numbers = pa.array(np.arange(1, rows.num_rows + 1), pa.int32())
    return rows.append_column("transfer_no", numbers)


def _told(of: Reached) -> dict[str, int]:
    tracing = of.found.tracing
    found = {code: list(tracing.stopped.values()).count(code) for code in sorted(set(tracing.stopped.values()))}
    cards = of.found.known.aliases.within(_met(of)).counted()
    return found | {f"cards of several accounts ({reason})": count for reason, count in cards.items()}


def _met(of: Reached) -> set[int]:
    """The names in the transfers of the accounts that were looked at, and those that cases name."""
    named = {key for case in of.found.tracing.cases for key in case.accounts}
    transfers = of.found.traced.transfers
    return named.union(*(pc.unique(transfers[side].drop_null()).to_pylist() for side in SIDES))


def _places(place_daily: DataFrame, of: dict[date, Reached]) -> dict[date, list[Place]]:
    """as-of date → the places that its reached accounts used."""
    names = pa.concat_tables(
        [NAMES.empty_table(), *(_names(day, reached.found, reached) for day, reached in of.items())]
    )
    frame = frame_of(place_daily, names, ["as_of_date", "name"])
    used = places_of(place_daily, frame).toArrow()
    joined = used.cast(pa.schema([_typed(field) for field in used.schema])).join(names, ["as_of_date", "name"])
    found: dict[date, list[Place]] = {}
    for row in joined.to_pylist():
        found.setdefault(row["as_of_date"], []).append((row["account"], row["place_kind"], row["place_key"]))
    return found


def _names(day: date, found: Found, of: Reached) -> pa.Table:
    accounts, names = found.known.names(of.keys[~of.is_apart])
    days = pa.array([day] * len(names), pa.date32())
    return pa.table([days, pa.array(names, pa.int64()), pa.array(accounts, pa.int64())], schema=NAMES)


def _typed(field: pa.Field) -> pa.Field:
    return NAMES.field(field.name) if field.name in NAMES.names else field.with_nullable(True)
