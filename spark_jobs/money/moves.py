"""What a batch moves: the legs that begin (+1) or stop (−1) to count in it, and the others of what these touch.

A frame of moves has the columns of a leg, `day` (the batch of the partial) and `delta`: +1, −1, or 0 for a leg that
counts before and after and is only there because its key is told anew.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from spark_jobs.money import counting
from spark_jobs.money.counting import LEG, Keep, on_days


@dataclass(frozen=True)
class Ledger:
    """The legs of the batches that the days need (`counting.spans`), the files withdrawn, the batches to build, and of
    both what is rare: who reverses whom, and the moves outside of a leg's own batch or of a leg that is named."""

    legs: DataFrame
    withdrawn: DataFrame
    days: Collection[date]
    reversing: DataFrame
    rare: DataFrame


#: What a table sees of a frame of legs: which of them, with the columns of its key.
View = Callable[[DataFrame], DataFrame]


def ledger(legs: DataFrame, withdrawn: DataFrame, days: Collection[date], keep: Keep) -> Ledger:
    """Legs and withdrawals (file_sha256, withdrawn_on) with what both tables need of them."""
    rows = legs.select(*LEG)
    reversing = keep(counting.reversals(rows, withdrawn), "reversals")
    turned = _turns(counting.named(rows, withdrawn, reversing), days)
    gone = _turns(counting.never_named(_leaving(rows, withdrawn, days), withdrawn, reversing), days)
    rare = turned.unionByName(gone.where("delta < 0"))
    return Ledger(rows, withdrawn, days, reversing, keep(rare, "rare_moves"))


def moves(of: Ledger, key: tuple[str, ...], view: View, keep: Keep) -> DataFrame:
    """All moves of a table whose rows are told by `key` and day."""
    own = counting.never_named(of.legs.where(on_days("batch_date", of.days)), of.withdrawn, of.reversing)
    common = own.select(*LEG, F.col("batch_date").alias("day"), F.lit(1).alias("delta"))
    changed = view(common).unionByName(view(of.rare))
    return changed.unionByName(_standing(of, key, view, changed, keep))


def _turns(spells: DataFrame, days: Collection[date]) -> DataFrame:
    """The moves at both ends of each spell."""
    turns = spells.withColumn("delta", F.explode(F.array(F.lit(1), F.lit(-1))))
    turned_on = F.when(F.col("delta") > 0, F.col("counts_from")).otherwise(F.col("counts_until"))
    return turns.select(*LEG, turned_on.alias("day"), "delta").where(on_days("day", days))


def _leaving(legs: DataFrame, withdrawn: DataFrame, days: Collection[date]) -> DataFrame:
    """The legs of the files that are withdrawn on the days. The few stand on the left: there engines hash them."""
    files = withdrawn.where(on_days("withdrawn_on", days)).select("file_sha256")
    return files.join(legs, "file_sha256", "inner").select(*LEG)


def _standing(of: Ledger, key: tuple[str, ...], view: View, changed: DataFrame, keep: Keep) -> DataFrame:
    """The legs that count before and after a day on which their key is touched, once per such day."""
    touched = keep(_touched(view(of.legs), key, changed), f"touched_{key[0]}")
    legs = keep(touched.join(view(of.legs), list(key), "inner").where("batch_date < day"), f"standing_{key[0]}")
    spells = counting.spells(legs, of.withdrawn, of.reversing).where("counts_from < day and day < counts_until")
    return spells.withColumn("delta", F.lit(0)).select(*changed.columns)


def _touched(legs: DataFrame, key: tuple[str, ...], changed: DataFrame) -> DataFrame:
    """The keys and days that are touched and can have legs of earlier batches.

    Most moves are events of their own day. Earlier batches tell of that day only what they dated ahead, which is
    little and tells whose keys to look for.
    """
    late = changed.where("event_date < day").select(*key, "day")
    ahead = legs.where("event_date > batch_date").select(*key).distinct()
    today = ahead.join(changed.where("event_date >= day").select(*key, "day"), list(key), "inner")
    return late.unionByName(today.select(*key, "day")).distinct()
