"""From which addresses an account was used in 30 days, who else uses them, and where money left without an account."""

from collections.abc import Collection
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from spark_jobs.windows.asof import as_known, sum_where

KEY = "account_key"
KINDS = ("ip", "mac")
#: An address of more accounts is an office's or a carrier's and says nothing of those who use it.
SHARED_BY_MOST = 50
EXITS = ("merchant", "overseas", "unnamed")
PLACES = tuple(f"account_{kind}s_count_30d" for kind in KINDS)
SHARED = tuple(f"account_{kind}_sharing_largest_count_30d" for kind in KINDS)
LEFT = tuple(f"account_out_{code}_fen_30d" for code in EXITS)


def account_places(account_place_daily: DataFrame, days: Collection[date]) -> DataFrame:
    """account_key, as_of_date, PLACES and SHARED."""
    place = ("place_kind", "place_key", "as_of_date")
    told = as_known(account_place_daily, days).groupBy(KEY, *place).agg(F.sum("told_count").alias("told"))
    used = told.where("told > 0").select(KEY, *place)
    users = used.groupBy(*place).agg(F.count(F.lit(1)).alias("users"))
    return users.join(used, list(place), "inner").groupBy(KEY, "as_of_date").agg(*_of_places())


def _of_places() -> list[Column]:
    users = F.when(F.col("users") <= SHARED_BY_MOST, F.col("users")).otherwise(0)
    of_kind = {kind: F.col("place_kind") == kind for kind in KINDS}
    return [
        *[sum_where(of_kind[kind], F.lit(1)).alias(name) for kind, name in zip(KINDS, PLACES, strict=True)],
        *[F.max(F.when(of_kind[kind], users)).alias(name) for kind, name in zip(KINDS, SHARED, strict=True)],
    ]


def account_exits(exit_daily: DataFrame, days: Collection[date]) -> DataFrame:
    """account_key, as_of_date, LEFT."""
    fen = F.col("amount_fen") * F.col("told_count")
    legs = exit_daily.select(KEY, "exit_code", "event_date", "batch_date", fen.alias("fen"))
    sums = {code: sum_where(F.col("exit_code") == code, F.col("fen")) for code in EXITS}
    return (
        as_known(legs, days)
        .groupBy(KEY, "as_of_date")
        .agg(*[sums[code].alias(name) for code, name in zip(EXITS, LEFT, strict=True)])
    )
