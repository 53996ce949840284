"""Builds what a model may know of a resident on a date: features.resident_window.

python -m spark_jobs.build_resident_windows --batch-date 2021-10-25
python -m spark_jobs.build_resident_windows --from 2021-06-28 --to 2021-10-22

The as-of dates that are asked for are built, and those built already whose inputs have changed since. Without any date
only the latter.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from pyspark.sql import DataFrame

from lake.job import tell
from lake.product import Input, Product, back, run, upto
from lake.snapshot import Snapshot
from spark_jobs import arguments
from spark_jobs.windows.asof import BATCHES, first_batch
from spark_jobs.windows.contacts import NEW_BATCHES
from spark_jobs.windows.known_cases import CASE_BATCHES
from spark_jobs.windows.residents import Known, resident_window

DAILY, PAYEES, PARTIALS = "features.resident_daily", "features.resident_payee_daily", "resident_days"
PAIRS = "features.resident_call_pair_daily"
CASES, ENTITIES = "silver.cases", "silver.case_entities"
RESIDENTS, REGISTRATIONS = "silver.residents", "silver.registrations"
#: Before the first batch of any register.
BEGINNING = date(1970, 1, 1)

PRODUCT = Product(
    "resident_windows",
    ("features.resident_window",),
    (
        Input(DAILY, PARTIALS, back(BATCHES)),
        Input(PAIRS, PARTIALS, back(NEW_BATCHES)),
        Input(PAYEES, PARTIALS, back(NEW_BATCHES)),
        Input(CASES, "cases", back(CASE_BATCHES)),
        Input(ENTITIES, "cases", back(CASE_BATCHES)),
        Input(RESIDENTS, "residents", upto),
        Input(REGISTRATIONS, "registrations", upto),
    ),
)


def main(asked: list[date]) -> None:
    """Builds and tells which dates were built, and which cannot be."""
    tell(PRODUCT, run(PRODUCT, asked, build))


def build(snapshot: Snapshot, days: Sequence[date]) -> Mapping[str, DataFrame]:
    """The windows as of some days."""

    def rows(table: str, batches: int) -> DataFrame:
        return snapshot.frame(table, first_batch(days, batches), max(days))

    known = Known(
        resident_daily=rows(DAILY, BATCHES),
        call_pairs=rows(PAIRS, NEW_BATCHES),
        payees=rows(PAYEES, NEW_BATCHES),
        cases=rows(CASES, CASE_BATCHES),
        case_entities=rows(ENTITIES, CASE_BATCHES),
        residents=snapshot.frame(RESIDENTS, BEGINNING, max(days)),
        registrations=snapshot.frame(REGISTRATIONS, BEGINNING, max(days)),
    )
    return {"features.resident_window": resident_window(known, days)}


if __name__ == "__main__":
    arguments.days("build_resident_windows", main)
