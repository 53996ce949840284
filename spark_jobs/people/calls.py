"""Calls and messages of residents: whose a leg is, what a day of them adds up to, and the pairs that matter later."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from spark_jobs.counting.moves import View
from spark_jobs.counting.sums import signed, told

#: The columns of silver.call_records that partials of calls are made of.
CALL = (
    "own_key", "peer_key", "peer_class_code", "call_type_code", "direction_code", "event_at", "event_date",
    "duration_s", "line_no", "file_sha256", "batch_date",
)  # fmt: skip
CALLER_KEY = ("resident_key", "event_date", "day")
PEER_KEY = (*CALLER_KEY, "peer_key")
LONG_S, SHORT_S = 1200, 15
#: Carriers cut records of long calls: parts begin at most so many seconds before or after the end of the one before.
APART_S = 120
#: Peers of which it matters whether they were new or were reported; of mobiles only those whom no resident has.
CLASSES = ("foreign", "service", "virtual")
MOBILE = "mobile"


def of_holders(holders: DataFrame) -> View:
    """Calls with `resident_key`, who had the own number as of the call's batch; others are left out."""
    whose = holders.where("resident_key is not null")

    def view(calls: DataFrame) -> DataFrame:
        return whose.join(calls, _held_as("own_key"), "inner").select("resident_key", *calls.columns)

    return view


def found(calls: DataFrame, holders: DataFrame, touched: DataFrame) -> DataFrame:
    """The calls of earlier batches of the persons and event dates touched (resident_key, event_date, day). Their few
    numbers are looked for, so that nobody asks of all calls whose they are."""
    whose = touched.join(holders, "resident_key", "inner").withColumnRenamed("number_key", "own_key")
    theirs = whose.join(calls, ["own_key", "event_date"], "inner")
    return theirs.where(_is_held() & (F.col("batch_date") < F.col("day"))).drop("held_from", "held_until")


def call_sums(moved: DataFrame) -> DataFrame:
    """What adds up, and the longest call, per resident, event date and day."""
    is_in, peer = _is_answered("in"), F.col("peer_class_code")
    seconds = F.col("duration_s").cast("bigint")
    return moved.groupBy(*CALLER_KEY).agg(
        signed(is_in).alias("calls_in_count"),
        signed(is_in, seconds).alias("calls_in_s"),
        *[signed(is_in & (peer == name)).alias(f"calls_in_{name}_count") for name in CLASSES],
        signed(is_in & (seconds >= LONG_S)).alias("calls_in_long_count"),
        signed(is_in & (seconds < SHORT_S)).alias("calls_in_short_count"),
        signed((F.col("direction_code") == "in") & ~_is_call()).alias("texts_in_count"),
        signed((F.col("direction_code") == "forward") & _is_call()).alias("calls_forwarded_count"),
        signed(_is_answered("out")).alias("calls_out_count"),
        F.max(told(F.when(is_in, seconds))).alias("call_in_longest_s"),
    )


def joined_longest(moved: DataFrame) -> DataFrame:
    """The longest call in with the parts of one long call summed, per resident, event date and day.

    Only of peers who called twice on a date anything can be summed: nearly all calls need not be put in order.
    """
    parts = moved.where(_is_answered("in") & (F.col("delta") >= 0)).select(*PEER_KEY, "event_at", "duration_s")
    peers = parts.groupBy(*PEER_KEY).agg(F.count(F.lit(1)).alias("parts"), F.max("duration_s").alias("seconds"))
    again = peers.where("parts > 1").select(*PEER_KEY).join(parts, list(PEER_KEY), "inner")
    alone = peers.where("parts = 1").select(*CALLER_KEY, F.col("seconds").cast("bigint").alias("seconds"))
    calls = alone.unionByName(_joined(again))
    return calls.groupBy(*CALLER_KEY).agg(F.max("seconds").alias("call_in_joined_longest_s"))


def _joined(parts: DataFrame) -> DataFrame:
    """The calls of which these are parts."""
    begin = F.unix_seconds("event_at")
    of_peer = Window.partitionBy(*PEER_KEY).orderBy("event_at", "duration_s")
    apart = F.abs(begin - F.lag(begin + F.col("duration_s")).over(of_peer))
    begins = F.when(apart <= APART_S, 0).otherwise(1)
    upto = of_peer.rowsBetween(Window.unboundedPreceding, 0)
    numbered = parts.withColumn("begins", begins).withColumn("call_no", F.sum("begins").over(upto))
    return (
        numbered.groupBy(*PEER_KEY, "call_no").agg(F.sum("duration_s").alias("seconds")).select(*CALLER_KEY, "seconds")
    )


def call_pairs(moved: DataFrame, holders: DataFrame) -> DataFrame:
    """features.resident_call_pair_daily."""
    answered = moved.where(_is_answered("in") | _is_answered("out"))
    strange = answered.where(F.col("peer_class_code").isin(*CLASSES))
    mobiles = answered.where(F.col("peer_class_code") == MOBILE)
    # `right`, as the holders are to be hashed, who are fewer than the calls
    unheld = holders.select("number_key", "held_from", "held_until").join(mobiles, _held_as("peer_key"), "right")
    nobodys = unheld.where("number_key is null").select(*moved.columns)
    key = ("resident_key", "peer_key", "event_date", F.col("day").alias("batch_date"))
    return (
        strange.unionByName(nobodys)
        .groupBy(*key)
        .agg(
            F.max("peer_class_code").alias("peer_class_code"),
            signed(_is_answered("in")).alias("in_count"),
            signed(_is_answered("in"), F.col("duration_s").cast("bigint")).alias("in_s"),
            signed(_is_answered("out")).alias("out_count"),
        )
    )


def _held_as(name: str) -> Column:
    """Whether somebody had a number as of the batch of the call that names it."""
    return (F.col("number_key") == F.col(name)) & _is_held()


def _is_held() -> Column:
    return (F.col("held_from") <= F.col("batch_date")) & (F.col("batch_date") < F.col("held_until"))


def _is_call() -> Column:
    return F.col("call_type_code").isin("voice", "video")


def _is_answered(direction: str) -> Column:
    return (F.col("direction_code") == direction) & _is_call() & (F.coalesce("duration_s", F.lit(0)) > 0)
