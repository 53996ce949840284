"""Feeds whose rows are states or events of an entity (accounts, residents): versions in order of arrival.

What was known before the range comes in at file_no −1, one row per version that a delivered row could repeat.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from lake.frames import read
from lake.snapshot import FileCount, FileEvent
from spark_jobs.feed import counts as feed_counts
from spark_jobs.feed.load import PLACE, Load, in_contract, rejects_of, typed_rows
from spark_jobs.news.delivery import as_frame

KNOWN_BEFORE = -1
BEGINNING = date(1970, 1, 1)


@dataclass(frozen=True)
class Register:
    """One run of a register: the rows for its silver table, the sound lines, and the refused ones."""

    load: Load
    news: DataFrame
    good: DataFrame
    rejects: pa.Table

    def account(self, silver: DataFrame) -> tuple[list[FileCount], list[FileEvent]]:
        """Where the rows of each file ended; a register's files are never replaced."""
        return feed_counts.counted(self.load.found, self.good, self.rejects, silver), []


def read_register(load: Load, table: str, key: str, number: str, repeats_any: bool = False) -> Register:
    """The new versions of the run; `key` names the entity, `number` the column of the version's number."""
    rows = typed_rows(load)
    good = rows.where("reason is null")
    known = read(load.spark, table, BEGINNING, load.first - timedelta(days=1))
    known = known.join(good.select(key).distinct(), key, "left_semi").select(
        key,
        F.lit(KNOWN_BEFORE).alias("file_no"),
        F.lit(0).alias("line_no"),
        "content_key",
        F.col(number).alias("version_no"),
    )
    fresh = good.select(key, *PLACE, "content_key", F.lit(None).cast("int").alias("version_no"))
    numbered = versions(known.unionByName(fresh), (key,), repeats_any).withColumnRenamed("version_no", number)
    files = as_frame(load.spark, load.found).select("file_no", "file_sha256")
    return Register(load, in_contract(good.join(numbered, PLACE).join(files, "file_no"), table), good, rejects_of(rows))


def versions(rows: DataFrame, key: tuple[str, ...], repeats_any: bool) -> DataFrame:
    """Numbers the news of each entity.

    A row equal to the version before it (`repeats_any`: to any version before it) is none.
    In: `key`, file_no, line_no, content_key, version_no (of rows at −1). Out: file_no, line_no, version_no of the news.
    """
    same = [*key, "content_key"] if repeats_any else list(key)
    order = Window.partitionBy(*same).orderBy("file_no", "line_no", "version_no")
    if repeats_any:
        is_repeat = F.row_number().over(order) > 1
    else:
        is_repeat = F.coalesce(F.col("content_key") == F.lag("content_key").over(order), F.lit(False))
    news = rows.withColumn("is_repeat", is_repeat).where(~F.col("is_repeat") | (F.col("file_no") == KNOWN_BEFORE))
    upto = (
        Window.partitionBy(*key).orderBy("file_no", "line_no", "version_no").rowsBetween(Window.unboundedPreceding, 0)
    )
    before = F.coalesce(F.max("version_no").over(upto), F.lit(0))
    count = F.sum(F.when(F.col("file_no") > KNOWN_BEFORE, 1).otherwise(0)).over(upto)
    numbered = news.withColumn("number", (before + count).cast("int")).where(F.col("file_no") > KNOWN_BEFORE)
    return numbered.select("file_no", "line_no", F.col("number").alias("version_no"))
