"""Builds what came into accounts and went out of them in 1, 7 and 30 days up to a date: features.account_window.

python -m spark_jobs.build_account_windows --batch-date 2021-10-25
python -m spark_jobs.build_account_windows --from 2021-06-28 --to 2021-10-22

The as-of dates that are asked for are built, and those built already of which partials have changed since. Without any
date only the latter.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from pyspark.sql import DataFrame

from lake.job import tell
from lake.product import Input, Product, back, run
from lake.snapshot import Snapshot
from spark_jobs import arguments
from spark_jobs.windows.accounts import account_window
from spark_jobs.windows.asof import BATCHES, first_batch

ACCOUNTS, EDGES, PARTIALS = "features.account_daily", "features.transfer_edge_daily", "money_days"

PRODUCT = Product(
    "account_windows",
    ("features.account_window",),
    (Input(ACCOUNTS, PARTIALS, back(BATCHES)), Input(EDGES, PARTIALS, back(BATCHES))),
)


def main(asked: list[date]) -> None:
    """Builds and tells which dates were built, and which cannot be."""
    tell(PRODUCT, run(PRODUCT, asked, build))


def build(snapshot: Snapshot, days: Sequence[date]) -> Mapping[str, DataFrame]:
    """The windows as of some days."""
    accounts, edges = (snapshot.frame(table, first_batch(days), max(days)) for table in (ACCOUNTS, EDGES))
    return {"features.account_window": account_window(accounts, edges, days)}


if __name__ == "__main__":
    arguments.days("build_account_windows", main)
