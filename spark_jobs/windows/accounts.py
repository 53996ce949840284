"""features.account_window: what came into an account and went out of it, and with how many others, as of a date."""

from collections.abc import Collection
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from spark_jobs.windows.asof import WINDOWS, as_known, together, windowed

KEY = "account_key"
SUMS = ("in_count", "out_count", "in_fen", "out_fen")
PEERS = ("payers_distinct_count", "payees_distinct_count")
COLUMNS = tuple(f"account_{name}_{days}d" for name in (*SUMS, *PEERS) for days in WINDOWS)


def account_window(account_daily: DataFrame, transfer_edge_daily: DataFrame, days: Collection[date]) -> DataFrame:
    """Windows of the accounts as of `days`, from the partials of the last `asof.BATCHES` batches of each of them.

    Whoever has a leg that counts in the 30 days has a row, and nobody else: sums that cancelled out are no row.
    """
    rows = together([sums(account_daily, days), peers(transfer_edge_daily, days)], KEY, COLUMNS)
    return rows.fillna(0, list(COLUMNS)).where("account_in_count_30d > 0 or account_out_count_30d > 0")


def sums(account_daily: DataFrame, days: Collection[date]) -> DataFrame:
    """Counts and fen of each window."""
    names = [F.col(name).alias(f"account_{name}") for name in SUMS]
    known = as_known(account_daily.select(KEY, "event_date", "batch_date", *names), days)
    return windowed(known, [KEY], [f"account_{name}" for name in SUMS])


def peers(transfer_edge_daily: DataFrame, days: Collection[date]) -> DataFrame:
    """Distinct payers and payees of each window by the account's own legs: what its own bank told, whatever the other
    side's bank did."""
    legs = _own_legs(transfer_edge_daily, "payee", "payer").unionByName(
        _own_legs(transfer_edge_daily, "payer", "payee")
    )
    told = [F.sum(F.when(F.col("age_days") < w, F.col("told")).otherwise(0)).alias(f"told_{w}d") for w in WINDOWS]
    pairs = as_known(legs, days).groupBy(KEY, "peer_key", "is_payer", "as_of_date").agg(*told)
    named = ((name, is_payer) for name, is_payer in zip(PEERS, (F.col("is_payer"), ~F.col("is_payer")), strict=True))
    counts = [_number(which, days).alias(f"account_{name}_{days}d") for name, which in named for days in WINDOWS]
    return pairs.groupBy(KEY, "as_of_date").agg(*counts)


def _own_legs(edges: DataFrame, own: str, peer: str) -> DataFrame:
    """The legs that one side's bank told, seen from the account on that side."""
    return edges.where(f"{own}_told_count <> 0").select(
        F.col(f"{own}_key").alias(KEY),
        F.col(f"{peer}_key").alias("peer_key"),
        F.lit(peer == "payer").alias("is_payer"),
        "event_date",
        "batch_date",
        F.col(f"{own}_told_count").alias("told"),
    )


def _number(which: Column, days: int) -> Column:
    """How many of these peers have a leg that counts in a window."""
    return F.sum(F.when(which & (F.col(f"told_{days}d") > 0), 1).otherwise(0))
