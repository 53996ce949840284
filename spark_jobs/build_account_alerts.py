"""Builds the accounts on which a rule of the banks' reporting fires as of a date: features.account_alert.

python -m spark_jobs.build_account_alerts --batch-date 2021-10-25
python -m spark_jobs.build_account_alerts --from 2021-06-28 --to 2021-10-22

The as-of dates that are asked for are built, and those built already of which partials have changed since. Without any
date only the latter.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from pyspark.sql import DataFrame

from lake.frames import Kept
from lake.job import tell
from lake.product import Input, Product, back, run
from lake.scratch import scratch
from lake.snapshot import Snapshot
from spark_jobs import arguments
from spark_jobs.windows.alerts import BATCHES, account_alerts
from spark_jobs.windows.asof import first_batch

EDGES, PARTIALS = "features.transfer_edge_daily", "money_days"

PRODUCT = Product("account_alerts", ("features.account_alert",), (Input(EDGES, PARTIALS, back(BATCHES)),))


def main(asked: list[date]) -> None:
    """Builds and tells which dates were built, and which cannot be."""
    with scratch(PRODUCT.name) as folder:
        tell(PRODUCT, run(PRODUCT, asked, lambda snapshot, days: build(snapshot, days, folder)))


def build(snapshot: Snapshot, days: Sequence[date], folder: str) -> Mapping[str, DataFrame]:
    """The alerts as of some days."""
    edges = snapshot.frame(EDGES, first_batch(days, BATCHES), max(days))
    return {"features.account_alert": account_alerts(edges, days, Kept(f"{folder}/{min(days)}"))}


if __name__ == "__main__":
    arguments.days("build_account_alerts", main)
