"""With whom an account dealt in 1, 7 and 30 days up to a date, from features.transfer_edge_daily.

By the account's own legs: what its own bank told, whatever the other side's bank did.
"""

from collections.abc import Collection
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from spark_jobs.windows.asof import WINDOWS, as_known, sum_where

KEY = "account_key"
PEERS = ("payers", "payees")
DISTINCT = tuple(f"account_{peers}_distinct_count_{days}d" for peers in PEERS for days in WINDOWS)
NEW = tuple(f"account_{peers}_new_count_7d" for peers in PEERS)
#: Legs with each peer in 30 days, added up, and their squares.
LEGS = tuple(f"account_{peers}_legs_30d" for peers in PEERS)
SQUARES = tuple(f"account_{peers}_squares_30d" for peers in PEERS)
COLUMNS = (*DISTINCT, *NEW, *LEGS, *SQUARES)


def account_peers(transfer_edge_daily: DataFrame, days: Collection[date]) -> DataFrame:
    """account_key, as_of_date and COLUMNS."""
    legs = _own_legs(transfer_edge_daily, "payee", "payer").unionByName(
        _own_legs(transfer_edge_daily, "payer", "payee")
    )
    told = [sum_where(F.col("age_days") < w, F.col("told")).alias(f"told_{w}d") for w in WINDOWS]
    pairs = as_known(legs, days).groupBy(KEY, "peer_key", "is_payer", "as_of_date").agg(*told)
    sums = [column for peers in PEERS for column in _of_peers(peers)]
    return pairs.groupBy(KEY, "as_of_date").agg(*sums)


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


def _of_peers(peers: str) -> list[Column]:
    """The measures of payers or of payees; legs of a peer that were all taken back are none."""
    which = F.col("is_payer") if peers == "payers" else ~F.col("is_payer")
    legs = F.greatest("told_30d", F.lit(0))
    is_new = which & (F.col("told_7d") > 0) & (F.col("told_30d") <= F.col("told_7d"))
    return [
        *[_sum(which & (F.col(f"told_{w}d") > 0), F.lit(1), f"{peers}_distinct_count_{w}d") for w in WINDOWS],
        _sum(is_new, F.lit(1), f"{peers}_new_count_7d"),
        _sum(which, legs, f"{peers}_legs_30d"),
        _sum(which, legs * legs, f"{peers}_squares_30d"),
    ]


def _sum(condition: Column, what: Column, name: str) -> Column:
    return sum_where(condition, what).alias(f"account_{name}")
