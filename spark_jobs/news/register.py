"""Feeds whose rows are states or events of an entity (accounts, residents): versions in order of arrival.

What was known before the range comes in at file_no −1, one row per version that a delivered row could repeat.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from spark_jobs.news.delivery import as_frame
from spark_jobs.news.load import NO_REJECTS, PLACE, Judged, Load, Sound, in_contract
from spark_jobs.typed.mapping import Mapping

KNOWN_BEFORE = -1
BEGINNING = date(1970, 1, 1)


@dataclass(frozen=True)
class Register:
    """How the versions of a table are numbered. `key`: the columns that name the entity, `number` is the column of the
    version's number; `repeats_any`: a row equal to any earlier version is no news, instead of to the one before it."""

    table: str
    key: tuple[str, ...]
    number: str
    repeats_any: bool = False

    def named(self, typed: DataFrame, mapping: Mapping) -> DataFrame:
        """The typed rows as they are: an entity is named by its key."""
        return typed

    def judge(self, load: Load, sound: Sound) -> Judged:
        """The new versions of the run."""
        good = sound.rows
        fresh = good.select(*self.key, *PLACE, "content_key", F.lit(None).cast("int").alias("version_no"))
        rows = self._known(load, good).unionByName(fresh)
        numbered = versions(rows, self.key, self.repeats_any).withColumnRenamed("version_no", self.number)
        files = as_frame(load.spark, load.found).select("file_no", "file_sha256")
        news = in_contract(good.join(numbered, PLACE).join(files, "file_no"), self.table)
        return Judged({self.table: news}, NO_REJECTS)

    def _known(self, load: Load, good: DataFrame) -> DataFrame:
        known = load.snapshot.frame(self.table, BEGINNING, load.first - timedelta(days=1))
        return known.join(good.select(*self.key).distinct(), list(self.key), "left_semi").select(
            *self.key,
            F.lit(KNOWN_BEFORE).alias("file_no"),
            F.lit(0).alias("line_no"),
            "content_key",
            F.col(self.number).alias("version_no"),
        )


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
