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
from lake.product import Input, Product, back, run, upto
from lake.snapshot import Snapshot
from spark_jobs import arguments
from spark_jobs.windows.accounts import Known, account_window
from spark_jobs.windows.asof import BATCHES, first_batch

ACCOUNTS, EDGES, PARTIALS = "features.account_daily", "features.transfer_edge_daily", "money_days"
EXITS, PLACES = "features.exit_daily", "features.account_place_daily"
REGISTER = "silver.accounts"
#: Before the first batch of the register.
BEGINNING = date(1970, 1, 1)

PRODUCT = Product(
    "account_windows",
    ("features.account_window",),
    (
        *(Input(table, PARTIALS, back(BATCHES)) for table in (ACCOUNTS, EDGES, EXITS, PLACES)),
        Input(REGISTER, "accounts", upto),
    ),
    recipe=2,
)


def main(asked: list[date]) -> None:
    """Builds and tells which dates were built, and which cannot be."""
    tell(PRODUCT, run(PRODUCT, asked, build))


def build(snapshot: Snapshot, days: Sequence[date]) -> Mapping[str, DataFrame]:
    """The windows as of some days."""

    def partials(table: str) -> DataFrame:
        return snapshot.frame(table, first_batch(days), max(days))

    known = Known(
        account_daily=partials(ACCOUNTS),
        edges=partials(EDGES),
        exits=partials(EXITS),
        places=partials(PLACES),
        accounts=snapshot.frame(REGISTER, BEGINNING, max(days)),
    )
    return {"features.account_window": account_window(known, days)}


if __name__ == "__main__":
    arguments.days("build_account_windows", main)
