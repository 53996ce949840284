"""Builds the partials of a generated ledger on the engine that SPARK_REMOTE names.

python money_engine.py FOLDER OUT: reads FOLDER/{legs,withdrawn,accounts}.parquet and OUT/plan.json (name → days, first
batch handed in), writes OUT/built/<name>/<table>.parquet, with what is rare kept on disk, and OUT/windows.parquet, the
windows as of AS_OF from the partials of `range`.
"""

import json
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lake.engine import session
from spark_jobs.counting.spells import Keep, anew, as_date
from spark_jobs.money.days import money_days
from spark_jobs.windows.accounts import Known, account_window

Plan = dict[str, tuple[list[str], str]]
#: Days with events behind and ahead, and one on which nothing comes.
AS_OF = [date(2021, 7, 4), date(2021, 8, 2), date(2021, 9, 1)]


def build(spark: SparkSession, folder: Path, days: list[str], first: str, keep: Keep = anew) -> dict[str, pa.Table]:
    """All tables of some days, of the batches from `first` up to the last of them."""
    handed_in = F.col("batch_date").between(as_date(date.fromisoformat(first)), as_date(date.fromisoformat(days[-1])))
    legs = spark.read.parquet(str(folder / "legs.parquet")).where(handed_in)
    withdrawn = spark.read.parquet(str(folder / "withdrawn.parquet"))
    tables = money_days(legs, withdrawn, [date.fromisoformat(day) for day in days], keep)
    return {name: table.toArrow() for name, table in tables.items()}


def windows(spark: SparkSession, built: Path, folder: Path) -> pa.Table:
    """Windows from the partials that were written to files, in order of their keys."""
    names = ("account_daily", "transfer_edge_daily", "exit_daily", "account_place_daily")
    partials = [spark.read.parquet(str(built / f"features.{name}.parquet")) for name in names]
    known = Known(*partials, spark.read.parquet(str(folder / "accounts.parquet")))
    rows = account_window(known, AS_OF).toArrow()
    return rows.select(sorted(rows.column_names)).sort_by([("account_key", "ascending"), ("as_of_date", "ascending")])


def keeping(spark: SparkSession, place: Path) -> Keep:
    """Writes what is rare into a folder and reads it again."""

    def keep(frame: DataFrame, name: str) -> DataFrame:
        frame.write.parquet(str(place / name))
        return spark.read.schema(frame.schema).parquet(str(place / name))

    return keep


def main(folder: Path, out: Path) -> None:
    """All of the plan."""
    plan: Plan = json.loads((out / "plan.json").read_text())
    for name, (days, first) in plan.items():
        tables = build(session(), folder, days, first, keeping(session(), out / "kept" / name))
        place = out / "built" / name
        place.mkdir(parents=True)
        for table, rows in tables.items():
            pq.write_table(rows, place / f"{table}.parquet")
    pq.write_table(windows(session(), out / "built" / "range", folder), out / "windows.parquet")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
