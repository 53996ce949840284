"""Builds the partials of a generated ledger on the engine that SPARK_REMOTE names.

python money_engine.py FOLDER OUT: reads FOLDER/{legs,withdrawn}.parquet and OUT/plan.json (name → days, first batch
handed in), writes OUT/built/<name>/<table>.parquet, with what is rare kept on disk.
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
from spark_jobs.money.counting import Keep, anew, as_date
from spark_jobs.money.days import money_days

Plan = dict[str, tuple[list[str], str]]


def build(spark: SparkSession, folder: Path, days: list[str], first: str, keep: Keep = anew) -> dict[str, pa.Table]:
    """Both tables of some days, of the batches from `first` up to the last of them."""
    handed_in = F.col("batch_date").between(as_date(date.fromisoformat(first)), as_date(date.fromisoformat(days[-1])))
    legs = spark.read.parquet(str(folder / "legs.parquet")).where(handed_in)
    withdrawn = spark.read.parquet(str(folder / "withdrawn.parquet"))
    tables = money_days(legs, withdrawn, [date.fromisoformat(day) for day in days], keep)
    return {name: table.toArrow() for name, table in tables.items()}


def main(folder: Path, out: Path) -> None:
    """All of the plan."""
    spark = session()
    plan: Plan = json.loads((out / "plan.json").read_text())
    for name, (days, first) in plan.items():
        place = out / "built" / name

        def keep(frame: DataFrame, part: str, place: Path = place) -> DataFrame:
            frame.write.parquet(f"{place}-{part}")
            return spark.read.schema(frame.schema).parquet(f"{place}-{part}")

        tables = build(spark, folder, days, first, keep)
        place.mkdir()
        for table, rows in tables.items():
            pq.write_table(rows, place / f"{table}.parquet")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
