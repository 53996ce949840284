"""How jobs meet the lake: read a table as of a batch, write a pending batch. Delta's traps are guarded here."""

import shutil
from datetime import date
from pathlib import Path

from deltalake import Field, Schema, convert_to_deltalake
from deltalake.schema import PrimitiveType
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from expectations.contract import contract
from lake.snapshot import FILE_EVENTS, lake_path, pending_path, published, published_versions

BATCHED = Schema([Field("batch_date", PrimitiveType("date"))])


class SchemaDiffers(ValueError):
    """A frame does not have the columns that its contract declares; the message names both."""


def read(spark: SparkSession, table: str, first: date, last: date) -> DataFrame:
    """The published rows of batches in [first, last]; no rows where nothing is published yet."""
    ddl = contract(table).spark_ddl()
    version = published_versions().get(table)
    if version is None:
        return spark.createDataFrame([], ddl)
    stored = spark.read.format("delta").option("versionAsOf", version).load(str(lake_path(table)))
    between = F.col("batch_date").between(F.lit(first.isoformat()).cast("date"), F.lit(last.isoformat()).cast("date"))
    return stored.select(*contract(table).names).where(between)


def counting(spark: SparkSession, table: str, first: date, last: date, as_of: date) -> DataFrame:
    """The published rows of batches in [first, last] that count as of a day: without those of replaced files."""
    gone = [row["file_sha256"] for row in published(FILE_EVENTS, [("batch_date", "<=", as_of)]).to_pylist()
            if row["event"] == "withdrawn" and f"silver.{row['feed']}" == table]  # fmt: skip
    rows = read(spark, table, first, last)
    if not gone:
        return rows
    return rows.join(
        F.broadcast(spark.createDataFrame([(sha,) for sha in gone], "file_sha256 string")), "file_sha256", "left_anti"
    )


def pending(spark: SparkSession, table: str) -> DataFrame:
    """What a job has written for the batch under way."""
    return spark.read.format("delta").load(str(pending_path(table)))


def write_pending(frame: DataFrame, table: str, only: date | None = None) -> None:
    """Writes the pending batches of a table in the contract's columns and types, replacing an earlier attempt; `only`:
    the batch, where all rows are of one."""
    declared = contract(table)
    if set(frame.columns) != set(declared.names):
        raise SchemaDiffers(f"{table}: the frame has {frame.columns}, the contract {list(declared.names)}")
    typed = frame.select(*[F.col(column.name).cast(column.type).alias(column.name) for column in declared.columns])
    path = pending_path(table)
    clear(path)
    if only is None or not _written_whole(typed, path, only):
        typed.write.format("delta").partitionBy("batch_date").mode("overwrite").save(str(path))


def _written_whole(typed: DataFrame, path: Path, batch_date: date) -> bool:
    """Writes one batch as it comes: an engine that partitions sorts all rows first. False where there are no rows."""
    day = path / f"batch_date={batch_date}"
    typed.drop("batch_date").write.option("compression", "snappy").parquet(str(day))
    if not any(day.glob("*.parquet")):
        return False
    convert_to_deltalake(str(path), partition_by=BATCHED, partition_strategy="hive")
    return True


def clear(folder: Path) -> Path:
    """An empty folder: what an earlier attempt left there is gone."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
