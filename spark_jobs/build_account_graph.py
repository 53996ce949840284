"""Builds the money graph as of a date: features.account_graph, features.traced_transfer, features.mule_ring.

python -m spark_jobs.build_account_graph --batch-date 2021-10-25
python -m spark_jobs.build_account_graph --from 2021-06-28 --to 2021-10-22

The as-of dates that are asked for are built, and those built already whose inputs have changed since. Without any date
only the latter.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import pyarrow as pa
from pyspark.sql import DataFrame

from lake.job import tell
from lake.product import Input, Product, back, run, upto
from lake.snapshot import Snapshot
from spark_jobs import arguments
from spark_jobs.graph.frontier import Money
from spark_jobs.graph.tables import Built, account_graph
from spark_jobs.windows.asof import BATCHES, first_batch
from spark_jobs.windows.known_cases import CASE_BATCHES

EDGES, PARTIALS = "features.transfer_edge_daily", "money_days"
EXITS, PLACES = "features.exit_daily", "features.account_place_daily"
CARDS = "features.account_card_daily"
CASES, ENTITIES, ACCOUNTS = "silver.cases", "silver.case_entities", "silver.accounts"
#: Before the first batch of any register.
BEGINNING = date(1970, 1, 1)
#: Dates that are traced together: what is known of all of them lies in memory.
TOGETHER = 16

PRODUCT = Product(
    "account_graph",
    ("features.account_graph", "features.traced_transfer", "features.mule_ring"),
    (
        Input(EDGES, PARTIALS, back(BATCHES)),
        Input(EXITS, PARTIALS, back(BATCHES)),
        Input(PLACES, PARTIALS, back(BATCHES)),
        Input(CARDS, PARTIALS, back(BATCHES)),
        Input(CASES, "cases", back(CASE_BATCHES)),
        Input(ENTITIES, "cases", back(CASE_BATCHES)),
        Input(ACCOUNTS, "accounts", upto),
    ),
    recipe=2,
)


def main(asked: list[date]) -> None:
    """Builds and tells which dates were built, and which cannot be."""
    tell(PRODUCT, run(PRODUCT, asked, build))


def build(snapshot: Snapshot, days: Sequence[date]) -> Mapping[str, pa.Table]:
    """The graphs as of some days."""
    parts = [_together(snapshot, days[at : at + TOGETHER]) for at in range(0, len(days), TOGETHER)]
    for part in parts:
        for day, told in ((day, told) for day, told in part.told.items() if told):
            print(f"account_graph of {day}: " + ", ".join(f"{code} {count}" for code, count in told.items()))
    return {table: pa.concat_tables([part.tables[table] for part in parts]) for table in PRODUCT.tables}


def _together(snapshot: Snapshot, days: Sequence[date]) -> Built:
    def rows(table: str, batches: int) -> DataFrame:
        return snapshot.frame(table, first_batch(days, batches), max(days))

    money = Money(
        edges=rows(EDGES, BATCHES),
        exits=rows(EXITS, BATCHES),
        cards=rows(CARDS, BATCHES),
        cases=rows(CASES, CASE_BATCHES),
        entities=rows(ENTITIES, CASE_BATCHES),
        accounts=snapshot.frame(ACCOUNTS, BEGINNING, max(days)),
    )
    return account_graph(money, days, rows(PLACES, BATCHES))


if __name__ == "__main__":
    arguments.days("build_account_graph", main)
