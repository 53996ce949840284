"""The order of a case's life: which delivered rows are news, which repeat, and whom a full file no longer names.

Positions are (file_no, line_no): the order of arrival. What was known before the range comes in as one row per case
at file_no −1. A full file speaks for its own source, of what had arrived in files about days up to its own; absence
from it is a deletion at its line 0.
"""

from dataclasses import dataclass
from datetime import date

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql.window import WindowSpec

KNOWN_BEFORE = -1
COVERAGE = 0.9
CASE = ("source", "case_no")


@dataclass(frozen=True)
class FullFile:
    """A full file of the range that was read without a rejected row."""

    source: str
    data_date: date
    file_no: int


def versions(events: DataFrame, full_files: list[FullFile]) -> tuple[DataFrame, list[FullFile]]:
    """The versions of the range, and the full files that delete nothing for want of coverage.

    In: source, case_no, file_no, line_no, data_date, op, content_key, updated_at, version_no (of the row at −1).
    Out: source, case_no, file_no, line_no, version_no, op, updated_at of rows that are news, absences included.
    """
    speaking, silent = _with_coverage(events, full_files)
    return _number(_with_absences(events, speaking)), silent


def _with_coverage(events: DataFrame, full_files: list[FullFile]) -> tuple[list[FullFile], list[FullFile]]:
    """Drops, in order of arrival, each full file that names under 90 % of the cases known to it: dropping one changes
    what is known at the next."""
    speaking, silent = sorted(full_files, key=lambda file: file.file_no), []
    while speaking:
        counts = _coverage(events, speaking)
        poor = next((file for file in speaking if _is_poor(counts.get(file.file_no, (0, 0)))), None)
        if poor is None:
            break
        speaking.remove(poor)
        silent.append(poor)
    return speaking, silent


def _is_poor(counts: tuple[int, int]) -> bool:
    present, absent = counts
    return present < COVERAGE * (present + absent)


def _coverage(events: DataFrame, speaking: list[FullFile]) -> dict[int, tuple[int, int]]:
    """Per full file the known cases that it names and those that it does not."""
    placed = _next_full(events, speaking)
    order = Window.partitionBy(*CASE).orderBy("file_no", "line_no")
    before_full = F.lag("next_full").over(order)
    alive = (F.lag("op").over(order) != "D") & (before_full.isNull() | (before_full >= F.col("file_no")))
    first_in_file = F.lag("file_no").over(order) != F.col("file_no")
    seen = placed.withColumn("is_present", alive & first_in_file).withColumn("is_absent", _is_absent(order))
    present = seen.where("is_present").groupBy("file_no").count().collect()
    absent = seen.where("is_absent").groupBy(F.col("next_full").alias("file_no")).count().collect()
    there, gone = ({row["file_no"]: row["count"] for row in rows} for rows in (present, absent))
    return {file.file_no: (there.get(file.file_no, 0), gone.get(file.file_no, 0)) for file in speaking}


def _is_absent(order: WindowSpec) -> Column:
    """Alive, and the next full file comes and goes before the case is heard of again."""
    following = F.lead("file_no").over(order)
    return (F.col("op") != "D") & (F.col("next_full") < F.coalesce(following, F.lit(2**31 - 1)))


def _with_absences(events: DataFrame, speaking: list[FullFile]) -> DataFrame:
    """The events and, for each case that a full file no longer names, a deletion at that file's line 0."""
    if not speaking:
        return events
    order = Window.partitionBy(*CASE).orderBy("file_no", "line_no")
    upto = Window.partitionBy(*CASE).orderBy("file_no", "line_no").rowsBetween(Window.unboundedPreceding, 0)
    seen = _next_full(events, speaking).withColumn("latest", F.max("updated_at").over(upto))
    gone = seen.withColumn("is_absent", _is_absent(order)).where("is_absent")
    deletions = gone.select(
        *CASE,
        F.col("next_full").cast("int").alias("file_no"),
        F.lit(0).alias("line_no"),
        F.col("data_date"),
        F.lit("D").alias("op"),
        F.lit(None).cast("bigint").alias("content_key"),
        F.col("latest").alias("updated_at"),
        F.lit(None).cast("int").alias("version_no"),
    )
    return events.select(deletions.columns).unionByName(deletions)


def _next_full(events: DataFrame, speaking: list[FullFile]) -> DataFrame:
    """Each event with the first full file after it that can speak of it, in `next_full`."""
    spark: SparkSession = events.sparkSession
    places = events.select("source", "file_no", "data_date").distinct().collect()
    rows = [(place[0], place[1], place[2], _first_after(place[0], place[1], place[2], speaking)) for place in places]
    table = spark.createDataFrame(rows, "source string, file_no int, data_date date, next_full int")
    return events.join(F.broadcast(table), ["source", "file_no", "data_date"], "left")


def _first_after(source: str, file_no: int, data_date: date, speaking: list[FullFile]) -> int | None:
    later = (f.file_no for f in speaking if f.source == source and f.file_no > file_no and f.data_date >= data_date)
    return next(later, None)


def _number(events: DataFrame) -> DataFrame:
    """Numbers the news; a row equal to the version before it is none."""
    order = Window.partitionBy(*CASE).orderBy("file_no", "line_no")
    is_repeat = F.coalesce(F.col("content_key") == F.lag("content_key").over(order), F.lit(False))
    news = events.withColumn("is_repeat", is_repeat).where(~F.col("is_repeat"))
    upto = order.rowsBetween(Window.unboundedPreceding, 0)
    before = F.coalesce(F.max("version_no").over(upto), F.lit(0))
    count = F.sum(F.when(F.col("file_no") > KNOWN_BEFORE, 1).otherwise(0)).over(upto)
    numbered = news.withColumn("number", (before + count).cast("int")).where(F.col("file_no") > KNOWN_BEFORE)
    return numbered.select(
        *CASE, "file_no", "line_no", F.col("number").alias("version_no"), "op", "updated_at", "content_key"
    )
