"""Builds what each batch of transactions changed: features.account_daily, features.transfer_edge_daily,
features.exit_daily, features.account_place_daily, features.account_card_daily, and two of these in a second order.

python -m spark_jobs.build_money_days --batch-date 2021-10-25
python -m spark_jobs.build_money_days --from 2021-06-28 --to 2021-10-22

The days that are asked for are built, and those built already whose inputs have changed since: batches loaded behind
them, corrected, requeued. Without any day only the latter.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from pyspark.sql import DataFrame

from lake.frames import Kept
from lake.job import tell
from lake.product import Input, Product, run
from lake.scratch import scratch
from lake.snapshot import FILE_EVENTS, Snapshot
from spark_jobs import arguments
from spark_jobs.counting.files import event_dates, withdrawn_batches, withdrawn_files
from spark_jobs.money.counting import spans
from spark_jobs.money.days import money_days

FEED, LEGS = "transactions", "silver.transactions"


def legs_needed(snapshot: Snapshot, day: date) -> Collection[date]:
    """The batches of legs on which a day depends."""
    return spans(day, event_dates(snapshot, FEED), withdrawn_batches(snapshot, FEED))


PRODUCT = Product(
    "money_days",
    (
        "features.account_daily",
        "features.transfer_edge_daily",
        "features.transfer_edge_by_payee",
        "features.exit_daily",
        "features.account_place_daily",
        "features.account_card_daily",
        "features.account_card_by_card",
    ),
    (Input(LEGS, FEED, legs_needed), Input(FILE_EVENTS, FEED)),
    recipe=4,
)


def main(asked: list[date]) -> None:
    """Builds and tells which days were built, and which cannot be."""
    with scratch(PRODUCT.name) as folder:
        tell(PRODUCT, run(PRODUCT, asked, lambda snapshot, days: build(snapshot, days, folder)))


def build(snapshot: Snapshot, days: Sequence[date], folder: str) -> Mapping[str, DataFrame]:
    """All tables of some days."""
    needed = {batch for day in days for batch in legs_needed(snapshot, day)}
    legs = snapshot.frame(LEGS, min(needed), max(days))
    withdrawn = withdrawn_files(snapshot, FEED, max(days))
    return money_days(legs, withdrawn, days, Kept(f"{folder}/{min(days)}"))


if __name__ == "__main__":
    arguments.days("build_money_days", main)
