"""Transfers as known on a date, of the accounts that are asked about, out of features.transfer_edge_daily.

The engine finds what touches these accounts, and nothing else leaves it. Names are joined to accounts behind it: a
transfer of which one bank told the account and the other the card is one transfer all the same.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from spark_jobs.graph.register import Known
from spark_jobs.windows.asof import LONGEST

KEY = ("as_of_date", "payer_key", "payee_key", "event_date", "amount_fen")
TOLD = ("payer_told_count", "payee_told_count")
SIDES = ("payer_key", "payee_key")
#: The order of events, and the columns of a list of transfers.
ORDER = ("at", "payer_key", "payee_key", "amount_fen", "exit_code")
SCHEMA = pa.schema([
    ("payer_key", pa.int64()), ("payee_key", pa.int64()), ("exit_code", pa.string()),
    ("at", pa.timestamp("us", "UTC")), ("event_date", pa.date32()), ("amount_fen", pa.int64()),
])  # fmt: skip


def touching(edges: DataFrame, names: DataFrame) -> DataFrame:
    """What each side's bank told as of a date of the transfers of some names (as_of_date, name), in and out."""
    out = near(edges, names, "payer_key").drop("name")
    payers = F.broadcast(names.withColumnRenamed("name", "payer_key"))
    into = near(edges, names, "payee_key").drop("name").join(payers, ["as_of_date", "payer_key"], "left_anti")
    rows = out.unionByName(into.select(*out.columns))
    sums = [F.sum(name).alias(name) for name in TOLD]
    anew = [F.max_by(name, "batch_date").alias(name) for name in ("first_at", "last_at")]
    return rows.groupBy(*KEY).agg(*sums, *anew).where(_counts())


def crowded(edges: DataFrame, names: DataFrame, payees: int, payers: int) -> DataFrame:
    """as_of_date, account of those of some accounts (as_of_date, account, name) that paid more than `payees` other
    names, or were paid by more than `payers`."""
    limits = ((SIDES[0], SIDES[1], payees), (SIDES[1], SIDES[0], payers))
    sides = [_peers(near(edges, names, own), other).where(F.col("peers") > limit) for own, other, limit in limits]
    return sides[0].unionByName(sides[1]).select("as_of_date", "account").distinct()


def near(partials: DataFrame, names: DataFrame, side: str) -> DataFrame:
    """Partials whose `side` is one of the names, once per as-of date that knows them and has their event in its 30
    days."""
    joined = partials.join(F.broadcast(names), F.col(side) == F.col("name"), "inner")
    is_near = F.datediff("as_of_date", "event_date").between(0, LONGEST - 1)
    return joined.where(is_near & (F.col("batch_date") <= F.col("as_of_date")))


def matched(told: pa.Table, known: Known) -> pa.Table:
    """One row per transfer (`SCHEMA`, in the order of events) out of what both sides told of one as-of date: of each
    payer, payee, day and amount as many as the side that told more. Several lie evenly between the first and the last.
    """
    accounts = {side: pa.array(known.canonical(told[side].to_numpy())) for side in SIDES}
    named = pa.table(
        accounts | {name: told[name] for name in ("event_date", "amount_fen", *TOLD, "first_at", "last_at")}
    )
    aggregates = [(TOLD[0], "sum"), (TOLD[1], "sum"), ("first_at", "min"), ("last_at", "max")]
    rows = named.group_by(list(KEY[1:])).aggregate(aggregates)
    return spread(rows, np.maximum(*(rows[f"{name}_sum"].to_numpy() for name in TOLD)))


def spread(rows: pa.Table, counts: "np.typing.NDArray[np.int64]") -> pa.Table:
    """Each row as often as it counts, evenly between first_at_min and last_at_max."""
    counts = np.maximum(counts, 0)
    index = np.repeat(np.arange(rows.num_rows), counts)
    nth = np.arange(len(index)) - np.repeat(np.cumsum(counts) - counts, counts)
    first, last = (rows[name].cast(pa.int64()).to_numpy()[index] for name in ("first_at_min", "last_at_max"))
    at = first + (last - first) * nth // np.maximum(counts[index] - 1, 1)
    found = rows.take(pa.array(index))
    columns = {name: _column(found, name) for name in SCHEMA.names if name != "at"}
    return ordered(pa.table(columns | {"at": pa.array(at).cast(SCHEMA.field("at").type)}).select(SCHEMA.names))


def ordered(transfers: pa.Table) -> pa.Table:
    """Transfers in the order of events."""
    return transfers.take(pc.sort_indices(transfers, sort_keys=[(name, "ascending") for name in ORDER]))


def _column(rows: pa.Table, name: str) -> pa.Array:
    there = name in rows.column_names
    return rows[name].cast(SCHEMA.field(name).type) if there else pa.nulls(rows.num_rows, SCHEMA.field(name).type)


def _counts() -> Column:
    return (F.col(TOLD[0]) > 0) | (F.col(TOLD[1]) > 0)


def _peers(rows: DataFrame, other: str) -> DataFrame:
    """as_of_date, account, and how many other names have a transfer with it that counts."""
    sums = [F.sum(name).alias(name) for name in TOLD]
    pairs = rows.groupBy("as_of_date", "account", other).agg(*sums).where(_counts())
    return pairs.groupBy("as_of_date", "account").agg(F.count(F.lit(1)).alias("peers"))
