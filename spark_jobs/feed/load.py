"""One run of one feed and the steps that all feeds take: typed rows, refused lines, the columns of a contract."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from pathlib import Path

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from expectations.contract import contract
from expectations.settings import required
from lake.snapshot import FileCount, FileEvent
from spark_jobs.feed import quarantine
from spark_jobs.news.delivery import Delivery
from spark_jobs.typed.parse import parse
from spark_jobs.wire.split import read_split, split

PLACE = ["file_no", "line_no"]


@dataclass(frozen=True)
class Load:
    """One run of one feed: its engine, batches, files, and the folder for text that goes when the run ends."""

    spark: SparkSession
    feed: str
    first: date
    last: date
    found: list[Delivery]
    folder: Path

    @property
    def only(self) -> date | None:
        """The batch of a run that loads one."""
        return self.first if self.first == self.last else None


#: Writes the pending tables of a feed; returns where the rows of each file ended and what became of earlier files.
Writer = Callable[[Load], tuple[list[FileCount], list[FileEvent]]]


def typed_rows(load: Load, more: Callable[[DataFrame], DataFrame] = lambda rows: rows) -> DataFrame:
    """All new lines of all senders, typed, with content key, problem and the columns that `more` adds; kept on disk
    while the load runs."""
    key = bytes.fromhex(required("AFDW_TOKEN_KEY"))
    frames = []
    for mapping, folder in split(load.found, load.feed, load.last, load.folder):
        frames.append(parse(read_split(load.spark, mapping, folder, load.found), mapping, key))
    together = reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), frames)
    return kept(load, _still_refused(load, more(together)), "typed")


def _still_refused(load: Load, typed: DataFrame) -> DataFrame:
    """The rows with those refused that a later batch has taken up."""
    taken = quarantine.taken_later(load.feed, load.found)
    if not taken:
        return typed
    known = load.spark.createDataFrame(taken, "file_no int, line_no int, was_reason string, was_column string")
    was_refused = F.col("was_reason").isNotNull()
    return (
        typed.join(F.broadcast(known), PLACE, "left")
        .withColumn("column", F.when(was_refused, F.col("was_column")).otherwise(F.col("column")))
        .withColumn("reason", F.coalesce("was_reason", "reason"))
        .drop("was_reason", "was_column")
    )


def kept(load: Load, frame: DataFrame, name: str) -> DataFrame:
    """The frame written to the run's folder and read again: computed once, whoever reads it."""
    path = load.folder / name
    frame.write.option("compression", "lz4").parquet(str(path))
    return load.spark.read.schema(frame.schema).parquet(str(path))  # without rows no file may tell the columns


def in_contract(rows: DataFrame, table: str) -> DataFrame:
    """The columns of a contract in order; one that no mapping fills is NULL."""
    absent = [column for column in contract(table).columns if column.name not in rows.columns]
    nothing = {column.name: F.lit(None).cast(column.type) for column in absent}
    return (rows.withColumns(nothing) if nothing else rows).select(*contract(table).names)


def rejects_of(rows: DataFrame) -> pa.Table:
    """The lines that the wire or the mapping refuses, as REJECTS."""
    return rows.where("reason is not null").select(*PLACE, "reason", "column").toArrow().cast(quarantine.REJECTS)


def refused_rows(load: Load, rejects: pa.Table) -> pa.RecordBatchReader:
    """The pending rows of the feed's quarantine."""
    return quarantine.rejected_rows(load.feed, rejects, load.found, bytes.fromhex(required("AFDW_QUARANTINE_KEY")))
