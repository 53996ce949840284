"""How jobs meet the lake: read a table as of a batch, write a pending batch. Delta's traps are guarded here."""

import shutil
from datetime import date
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from expectations.contract import contract
from expectations.lake import lake_path, pending_path, published_versions


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


def write_pending(frame: DataFrame, table: str) -> None:
    """Writes the pending batch of a table in the contract's columns and types, replacing an earlier attempt."""
    declared = contract(table)
    if set(frame.columns) != set(declared.names):
        raise SchemaDiffers(f"{table}: the frame has {frame.columns}, the contract {list(declared.names)}")
    typed = frame.select(*[F.col(column.name).cast(column.type).alias(column.name) for column in declared.columns])
    path = pending_path(table)
    clear(path)
    typed.write.format("delta").partitionBy("batch_date").mode("overwrite").save(str(path))


def clear(folder: Path) -> Path:
    """An empty folder: what an earlier attempt left there is gone."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
