"""One run of one feed and the steps that all feeds take: typed rows, what they tell, the columns of a contract."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, reduce
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from expectations.contract import contract
from expectations.measures import Measure
from expectations.settings import required
from lake.frames import Kept
from lake.snapshot import Snapshot
from spark_jobs.news.delivery import Delivery
from spark_jobs.news.known import Known
from spark_jobs.typed.mapping import Mapping as SourceMapping
from spark_jobs.typed.mapping import mapping_for
from spark_jobs.typed.parse import parse
from spark_jobs.wire.blocks import shares
from spark_jobs.wire.split import read_split, split

PLACE = ["file_no", "line_no"]
#: Refused lines of a run, however many: file and line number, reason and, where known, the wire column.
REJECTS = pa.schema(
    [("file_no", pa.int32()), ("line_no", pa.int32()), ("reason", pa.string()), ("column", pa.string())]
)
#: The rows of a mapping with what their names need.
Named = Callable[[DataFrame, SourceMapping], DataFrame]
#: A line that was refused in its own batch and taken up by a later one: file_no, line_no, reason, column.
Taken = tuple[int, int, str, str | None]


@dataclass(frozen=True)
class Load:
    """One run of one feed: engine, lake, batches [first, last], files, what is known of earlier ones, lines that a
    later batch took up, and the folder for text that goes when the run ends."""

    spark: SparkSession
    snapshot: Snapshot
    feed: str
    first: date
    last: date
    found: list[Delivery]
    known: Known
    taken: list[Taken]
    folder: str

    @cached_property
    def kept(self) -> Kept:
        """Keeps frames on disk while the load runs."""
        return Kept(self.folder)

    def apart(self, found: list[Delivery], name: str) -> "Load":
        """The same run over other files, which are only looked at."""
        return replace(self, found=found, taken=[], folder=f"{self.folder}/{name}")


@dataclass(frozen=True)
class Sound:
    """The lines of a run that neither wire nor mapping refuses: rows, how many of each file (by number), and, where
    they are events, how many of each file and date."""

    rows: DataFrame
    per_file: Mapping[int, int]
    per_date: Mapping[tuple[int, date], int]

    @property
    def event_dates(self) -> set[date]:
        """The dates of all events."""
        return {day for _, day in self.per_date}


@dataclass(frozen=True)
class Judged:
    """What is news, table by table in the columns of the contract, the sound lines that are refused (REJECTS), what
    later loads want to know of each batch beside, and what is measured of it by judging (by check code)."""

    news: Mapping[str, DataFrame]
    refused: pa.Table
    facts: Mapping[date, dict[str, Any]] = field(default_factory=dict)
    measures: Mapping[str, list[Measure]] = field(default_factory=dict)


NO_REJECTS = REJECTS.empty_table()


def typed_rows(load: Load, more: Named) -> DataFrame:
    """All new lines of all senders, typed, with content key, problem and the columns that `more` adds; kept on disk
    while the load runs."""
    key = bytes.fromhex(required("AFDW_TOKEN_KEY"))
    pieces = [(d.mapping, shares(d.file_no, d.file.path, d.content)) for d in load.found if d.is_read]
    places = [(d.file_no, d.file.source, d.file.batch_date) for d in load.found]
    folders = split(pieces, mapping_for(load.feed, "default", load.last), load.folder)
    read = ((mapping, read_split(load.spark, mapping, folder, places)) for mapping, folder in folders)
    frames = [more(parse(lines, mapping, key), mapping) for mapping, lines in read]
    together = reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), frames)
    return load.kept(_still_refused(load, together), "typed")


def _still_refused(load: Load, typed: DataFrame) -> DataFrame:
    """The rows with those refused that a later batch has taken up."""
    if not load.taken:
        return typed
    known = load.spark.createDataFrame(load.taken, "file_no int, line_no int, was_reason string, was_column string")
    was_refused = F.col("was_reason").isNotNull()
    return (
        typed.join(F.broadcast(known), PLACE, "left")
        .withColumn("reason_column", F.when(was_refused, F.col("was_column")).otherwise(F.col("reason_column")))
        .withColumn("reason_code", F.coalesce("was_reason", "reason_code"))
        .drop("was_reason", "was_column")
    )


def in_contract(rows: DataFrame, table: str) -> DataFrame:
    """The columns of a contract in order; one that no mapping fills is NULL."""
    absent = [column for column in contract(table).columns if column.name not in rows.columns]
    nothing = {column.name: F.lit(None).cast(column.type) for column in absent}
    return (rows.withColumns(nothing) if nothing else rows).select(*contract(table).names)


def rejects_of(rows: DataFrame) -> pa.Table:
    """The lines that the wire or the mapping refuses, as REJECTS."""
    why = [F.col("reason_code").alias("reason"), F.col("reason_column").alias("column")]
    return rows.where("reason_code is not null").select(*PLACE, *why).toArrow().cast(REJECTS)


def sound_of(rows: DataFrame) -> Sound:
    """The sound lines of typed rows, told in one pass."""
    good = rows.where("reason_code is null")
    by = ["file_no", *(name for name in ("event_date",) if name in rows.columns)]
    counts = good.groupBy(*by).count().collect()
    per_file: Counter[int] = Counter()
    for row in counts:
        per_file[row[0]] += row[-1]
    return Sound(good, per_file, {(row[0], row[1]): row[-1] for row in counts if len(by) > 1})
