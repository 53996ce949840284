"""What a batch moves: the rows that begin (+1) or stop (−1) to count in it, and the others of what these touch.

A frame of moves has the columns of a row, `day` (the batch of the partial) and `delta`: +1, −1, or 0 for a row that
counts before and after and is only there because its key is told anew.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from spark_jobs.counting.spells import Counting, Keep, on_days


@dataclass(frozen=True)
class Ledger:
    """The rows of the batches that the days need, when they count, the batches to build, and what is rare: the moves
    outside of a row's own batch or of a row that other rows end."""

    rows: DataFrame
    columns: tuple[str, ...]
    counting: Counting
    days: Collection[date]
    rare: DataFrame


#: What a table sees of a frame of rows: which of them, with the columns of its key.
View = Callable[[DataFrame], DataFrame]


def ledger(
    rows: DataFrame, columns: tuple[str, ...], counting: Counting, withdrawn: DataFrame, days: Collection[date]
) -> Ledger:
    """Rows and withdrawals (file_sha256, withdrawn_on) with what is rare of them."""
    needed = rows.select(*columns)
    leaving = _turns(counting.once(_leaving(needed, withdrawn, days)), columns, days).where("delta < 0")
    turning = counting.turning(needed)
    rare = leaving if turning is None else _turns(turning, columns, days).unionByName(leaving)
    return Ledger(needed, columns, counting, days, rare)


def changed(of: Ledger, view: View) -> DataFrame:
    """The moves of the rows that begin or stop to count on a day."""
    own = of.counting.once(of.rows.where(on_days("batch_date", of.days)))
    common = own.select(*of.columns, F.col("batch_date").alias("day"), F.lit(1).alias("delta"))
    return view(common).unionByName(view(of.rare))


def moves(of: Ledger, key: tuple[str, ...], view: View, keep: Keep) -> DataFrame:
    """All moves of a table whose rows are told by `key` and day."""
    moved = changed(of, view)
    name = "_".join(key[:2])  # no two tables of a run have these in common
    touched = keep(late_or_ahead([(of, view, moved)], key), f"touched_{name}")
    found = keep(touched.join(view(of.rows), list(key), "inner").where("batch_date < day"), f"standing_{name}")
    return moved.unionByName(standing(of, found).select(*moved.columns))


def standing(of: Ledger, found: DataFrame) -> DataFrame:
    """The moves (0) of rows of earlier batches, each beside a `day` on which it is told anew, that count before it and
    after it."""
    turning = of.counting.turning(found)
    spells = of.counting.once(found) if turning is None else of.counting.once(found).unionByName(turning)
    return spells.where("counts_from < day and day < counts_until").withColumn("delta", F.lit(0))


def late_or_ahead(tables: Collection[tuple[Ledger, View, DataFrame]], key: tuple[str, ...]) -> DataFrame:
    """The keys and days that are touched by the moves of any of the tables (ledger, view, moves) and can have rows of
    earlier batches.

    Most moves are events of their own day. Earlier batches tell of that day only what they dated ahead, which is
    little and tells whose keys to look for.
    """
    late = reduce(_union, (moved.where("event_date < day").select(*key, "day") for _, _, moved in tables))
    own = reduce(_union, (moved.where("event_date >= day").select(*key, "day") for _, _, moved in tables))
    told = (view(of.rows.where("event_date > batch_date")).select(*key) for of, view, _ in tables)
    ahead = reduce(_union, told).distinct()
    return late.unionByName(ahead.join(own, list(key), "inner").select(*key, "day")).distinct()


def _union(one: DataFrame, other: DataFrame) -> DataFrame:
    return one.unionByName(other)


def _turns(spells: DataFrame, columns: tuple[str, ...], days: Collection[date]) -> DataFrame:
    """The moves at both ends of each spell."""
    turns = spells.withColumn("delta", F.explode(F.array(F.lit(1), F.lit(-1))))
    turned_on = F.when(F.col("delta") > 0, F.col("counts_from")).otherwise(F.col("counts_until"))
    return turns.select(*columns, turned_on.alias("day"), "delta").where(on_days("day", days))


def _leaving(rows: DataFrame, withdrawn: DataFrame, days: Collection[date]) -> DataFrame:
    """The rows of the files that are withdrawn on the days. The few stand on the left: there engines hash them."""
    files = withdrawn.where(on_days("withdrawn_on", days)).select("file_sha256")
    return files.join(rows, "file_sha256", "inner").select(*rows.columns)
