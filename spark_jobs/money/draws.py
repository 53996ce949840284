"""What came into an account and went out of it again on the same day: first in, first out.

What goes out is taken from what came in earlier on that day or in the same second, the oldest first, each fen once;
what finds none left is taken from elsewhere. Days stand alone: in before midnight and out after it is no draw.

Fen are numbered in the order in which they came. Those of a leg in end at what had come by then; those of a leg out end
at what had been drawn by then, which is all that went out less what found none: the most by which it ever ran ahead of
what had come. Cut at all these ends, each piece has one leg in and one leg out.
"""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql.window import WindowSpec

KEY = ("account_key", "event_date", "day")
COLUMNS = ("passed_fen", "passed_60min_fen", "dwell_median_s")
WITHIN_S = 60 * 60


def draws(moved: DataFrame) -> DataFrame:
    """KEY and COLUMNS of the days on which something was drawn, from moves that hold all legs of each day."""
    legs = moved.where("delta >= 0 and amount_fen > 0").select(
        *KEY, F.col("direction_code") == "in", F.unix_seconds("event_at"), F.col("amount_fen")
    )
    named = legs.toDF(*KEY, "is_in", "at_s", "fen")
    return _told(_pieces(_numbered(_with_both(named))))


def _with_both(legs: DataFrame) -> DataFrame:
    """The legs of days on which one goes out not before one comes in: on most there is nothing to draw."""
    came, gone = (F.when(way, F.col("at_s")) for way in (F.col("is_in"), ~F.col("is_in")))
    ends = legs.groupBy(*KEY).agg(F.min(came).alias("came"), F.max(gone).alias("gone"))
    return ends.where("came <= gone").select(*KEY).join(legs, list(KEY), "inner")


def _numbered(legs: DataFrame) -> DataFrame:
    """Legs with `end`, the number of their last fen; at equal times money comes before it goes."""
    upto = _upto(F.col("at_s"), F.desc("is_in"))
    fen, is_in = F.col("fen"), F.col("is_in")
    sums = legs.withColumns({
        "come": F.sum(F.when(is_in, fen).otherwise(0)).over(upto),
        "gone": F.sum(F.when(is_in, 0).otherwise(fen)).over(upto),
    })  # fmt: skip
    ahead = F.greatest(F.max(F.col("gone") - F.col("come")).over(upto), F.lit(0))
    return sums.withColumn("end", F.when(is_in, F.col("come")).otherwise(F.col("gone") - ahead))


def _pieces(numbered: DataFrame) -> DataFrame:
    """KEY, fen, dwell_s of each piece: the first leg in and the first leg out that end behind it are its own."""
    back = _upto(F.desc("end"))
    came, gone = (F.min(F.when(way, F.col("at_s"))).over(back) for way in (F.col("is_in"), ~F.col("is_in")))
    begin = F.lead("end", 1, 0).over(Window.partitionBy(*KEY).orderBy(F.desc("end")))
    found = numbered.select(*KEY, (F.col("end") - begin).alias("fen"), (gone - came).alias("dwell_s"))
    return found.where("fen > 0 and dwell_s is not null")


def _told(pieces: DataFrame) -> DataFrame:
    """KEY and COLUMNS: the median is the shortest dwell that at least half of the fen do not exceed."""
    fen, dwell = F.col("fen"), F.col("dwell_s")
    whole = F.sum("fen").over(Window.partitionBy(*KEY))
    upto = pieces.withColumns({"by_then": F.sum("fen").over(_upto(dwell)), "whole": whole})
    is_half = F.col("by_then") >= F.col("whole") - F.col("by_then")
    values = (F.sum(fen), F.sum(F.when(dwell <= WITHIN_S, fen).otherwise(0)), F.min(F.when(is_half, dwell)))
    return upto.groupBy(*KEY).agg(*[value.alias(name) for value, name in zip(values, COLUMNS, strict=True)])


def _upto(*order: Column) -> WindowSpec:
    """The rows of an account's day up to this one."""
    return Window.partitionBy(*KEY).orderBy(*order).rowsBetween(Window.unboundedPreceding, Window.currentRow)
