"""Builds what each batch changed of residents' calls and money: features.resident_daily and its two tables of pairs.

python -m spark_jobs.build_resident_days --batch-date 2021-10-25
python -m spark_jobs.build_resident_days --from 2021-06-28 --to 2021-10-22

The days that are asked for are built, and those built already whose inputs have changed since: batches loaded behind
them, corrected, requeued. Whose a number is follows from all register batches up to the day, so that a register loaded
behind makes all built days from its batch on stale. Without any day only the latter.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from lake.frames import Kept
from lake.job import tell
from lake.product import Input, Product, Span, run, upto
from lake.scratch import scratch
from lake.snapshot import FILE_EVENTS, Snapshot
from spark_jobs import arguments
from spark_jobs.counting import files
from spark_jobs.counting.files import event_dates, withdrawn_batches, withdrawn_files
from spark_jobs.counting.spells import as_date
from spark_jobs.money import counting as money_counting
from spark_jobs.people.days import Delivered, resident_days
from spark_jobs.people.numbers import holders

CALLS, LEGS = "silver.call_records", "silver.transactions"
RESIDENTS, REGISTRATIONS = "silver.residents", "silver.registrations"
BEGINNING = date(1970, 1, 1)


def calls_needed(snapshot: Snapshot, day: date) -> Collection[date]:
    """The batches of calls on which a day depends."""
    return files.spans(day, event_dates(snapshot, "call_records"), withdrawn_batches(snapshot, "call_records"))


def legs_needed(snapshot: Snapshot, day: date) -> Collection[date]:
    """The batches of legs of money on which a day depends."""
    dates, withdrawn = event_dates(snapshot, "transactions"), withdrawn_batches(snapshot, "transactions")
    return money_counting.spans(day, dates, withdrawn)


PRODUCT = Product(
    "resident_days",
    ("features.resident_daily", "features.resident_call_pair_daily", "features.resident_payee_daily"),
    (
        Input(CALLS, "call_records", calls_needed),
        Input(LEGS, "transactions", legs_needed),
        Input(RESIDENTS, "residents", upto),
        Input(REGISTRATIONS, "registrations", upto),
        Input(FILE_EVENTS, "call_records"),
        Input(FILE_EVENTS, "transactions"),
    ),
)


def main(asked: list[date]) -> None:
    """Builds and tells which days were built, and which cannot be."""
    with scratch(PRODUCT.name) as folder:
        tell(PRODUCT, run(PRODUCT, asked, lambda snapshot, days: build(snapshot, days, folder)))


def build(snapshot: Snapshot, days: Sequence[date], folder: str) -> Mapping[str, DataFrame]:
    """All tables of some days."""
    last, keep = max(days), Kept(f"{folder}/{min(days)}")
    residents, registrations = (snapshot.frame(table, BEGINNING, last) for table in (RESIDENTS, REGISTRATIONS))
    held = holders(residents, registrations, keep)
    shared = held.where(F.col("resident_key").isNull() & (F.col("held_until") > as_date(last))).count()
    if shared:
        print(f"warning: numbers that several residents have as of {last}: {shared}; their calls count for nobody")
    calls, legs = (_delivered(snapshot, *of, days) for of in ((CALLS, calls_needed), (LEGS, legs_needed)))
    return resident_days(calls, legs, held, days, keep)


def _delivered(snapshot: Snapshot, table: str, needed: Span, days: Sequence[date]) -> Delivered:
    """The rows of a ledger on which some days depend, and its withdrawn files."""
    first = min(batch for day in days for batch in needed(snapshot, day))
    feed = table.removeprefix("silver.")
    return Delivered(snapshot.frame(table, first, max(days)), withdrawn_files(snapshot, feed, max(days)))


if __name__ == "__main__":
    arguments.days("build_resident_days", main)
