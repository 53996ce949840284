"""Money that leaves without an account that it goes to, and from which addresses an account is used."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from spark_jobs.counting.moves import Ledger, changed, moves
from spark_jobs.counting.spells import Keep, anew
from spark_jobs.counting.sums import first_and_last, signed

EXIT_KEY = ("account_key", "exit_code", "event_date", "amount_fen")
PLACE_KEY = ("account_key", "place_kind", "place_key", "event_date")


def exit_daily(of: Ledger, keep: Keep = anew) -> DataFrame:
    """features.exit_daily: per account, kind of exit, event date, amount and batch."""
    moved = moves(of, EXIT_KEY, _exits, keep)
    return moved.groupBy(*EXIT_KEY, F.col("day").alias("batch_date")).agg(
        signed(F.lit(True)).alias("told_count"), *first_and_last()
    )


def account_place_daily(of: Ledger) -> DataFrame:
    """features.account_place_daily: per account, address, event date and batch. All of it adds up."""
    names = ("account_key", "ip_key", "mac_key", "event_date", "day")
    used = changed(of, lambda legs: legs.where("ip_key is not null or mac_key is not null"))
    sums = used.groupBy(*names).agg(F.sum("delta").alias("delta"))
    kinds = [F.struct(F.lit(kind).alias("kind"), F.col(f"{kind}_key").alias("key")) for kind in ("ip", "mac")]
    each = sums.withColumn("place", F.explode(F.array(*kinds))).where("place.key is not null")
    named = each.select(
        "account_key",
        F.col("place.kind").alias("place_kind"),
        F.col("place.key").alias("place_key"),
        "event_date",
        F.col("day").alias("batch_date"),
        "delta",
    )
    return named.groupBy(*PLACE_KEY, "batch_date").agg(F.sum("delta").alias("told_count"))


def _exits(legs: DataFrame) -> DataFrame:
    """The legs out that name no peer account, with `exit_code`."""
    return legs.where("direction_code = 'out' and peer_account_key is null").withColumn("exit_code", _exit_code())


def _exit_code() -> Column:
    """What the money became, the first that is told; banks tell cash by a mark, others by the type of the movement."""
    channel = F.col("channel_code")
    is_fee = F.col("memo_class_code").eqNullSafe("fee") | channel.eqNullSafe("fee")
    is_cash = F.col("is_cash").eqNullSafe(True) | channel.eqNullSafe("atm_withdrawal")
    is_merchant = F.col("merchant_key").isNotNull() | channel.eqNullSafe("pos")
    is_overseas = F.coalesce(F.col("place_area_code").rlike("^[A-Za-z]"), F.lit(False))  # no division's code
    code = F.when(is_fee, "fee").when(is_overseas, "overseas").when(is_cash, "cash").when(is_merchant, "merchant")
    return code.otherwise("unnamed")
