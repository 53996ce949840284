"""Feeds whose rows are events (calls, transactions): which delivered rows are news, which repeat, which contradict.

A row is blocked by an earlier row of the same key that counts when it arrives: equal content makes it a duplicate,
other content a contradiction, which is refused. A row of a file that has been replaced by then blocks nothing.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from lake.frames import counting
from lake.snapshot import FileCount, FileEvent
from spark_jobs.feed import counts as feed_counts
from spark_jobs.feed.load import Load, in_contract, kept, rejects_of, typed_rows
from spark_jobs.news.delivery import NEVER, as_frame, known_files, replaced_on, withdrawals
from spark_jobs.typed.tokens import fingerprint

NEWS, DUPLICATE, CONTRADICTS = "news", "duplicate", "contradicts_earlier"
PLACE = ("file_no", "line_no")
#: Where rows known before the run stand in the order of arrival.
KNOWN_BEFORE = -1
BEGINNING = date(1970, 1, 1)


@dataclass(frozen=True)
class Ledger:
    """One run of a ledger feed: the rows for its silver table, the sound lines, and the refused ones."""

    load: Load
    news: DataFrame
    good: DataFrame
    rejects: pa.Table

    def account(self, silver: DataFrame) -> tuple[list[FileCount], list[FileEvent]]:
        """Where the rows of each file ended, and which earlier files are replaced."""
        counts = feed_counts.counted(self.load.found, self.good, self.rejects, silver)
        return counts, withdrawals(self.load.feed, self.load.first, self.load.found, counts)


def read_ledger(load: Load, table: str, owner: str, identity: tuple[str, ...]) -> Ledger:
    """The rows of the run by what they are: news, duplicates, contradictions.

    `owner`: the key column of the account or number that the leg belongs to; `identity`: the columns that together with
    the sender name the leg, the first of them its serial, without which the whole content does.
    """
    rows = typed_rows(load, lambda typed: typed.withColumn("row_key", _row_key(identity)))
    good, key = rows.where("reason is null"), (owner, "row_key")
    doubtful = kept(load, _with_known(load, table, good, key), "doubtful")
    judged = kept(load, outcomes(doubtful, key).where(F.col("outcome") != NEWS), "judged")
    against = judged.where(F.col("outcome") == CONTRADICTS).withColumns(
        {"reason": F.lit(CONTRADICTS), "column": F.lit(None).cast("string")}
    )
    rejects = pa.concat_tables([rejects_of(rows), rejects_of(against)])
    news = good.join(judged, list(PLACE), "left_anti").join(
        as_frame(load.spark, load.found).select("file_no", "file_sha256"), "file_no"
    )
    return Ledger(load, in_contract(news, table), good, rejects)


def _row_key(identity: tuple[str, ...]) -> Column:
    serial, *others = identity
    named = F.concat_ws("\u001f", F.col(serial), *[F.col(name) for name in others])
    unnamed = F.concat(F.lit("\u001f"), F.col("content_key").cast("string"))
    own = F.when(F.col(serial).isNull(), unnamed).otherwise(named)
    return fingerprint(F.concat_ws("\u001f", F.col("source"), own))


def _with_known(load: Load, table: str, good: DataFrame, key: tuple[str, ...]) -> DataFrame:
    """The rows whose key is not alone, among the run's and those that counted before it."""
    columns = [*key, *PLACE, "content_key", "batch_date"]
    until = [(d.file_no, d.replaced_on) for d in load.found]
    fresh = good.select(*columns).join(
        F.broadcast(load.spark.createDataFrame(until, "file_no int, replaced_on date")), "file_no"
    )
    several = kept(load, fresh.groupBy(*key).count().where("count > 1").select(*key), "several")
    before = _known(load, table, key)
    if before is None:
        return fresh.join(several, list(key), "left_semi")
    known = before.join(fresh.select(*key), list(key), "left_semi")
    known = kept(load, known.select(fresh.columns), "known")
    open_keys = several.unionByName(known.select(*key)).distinct()
    return fresh.unionByName(known).join(open_keys, list(key), "left_semi")


def _known(load: Load, table: str, key: tuple[str, ...]) -> DataFrame | None:
    """The rows that count when the run begins, with the batch of the run that replaces their file."""
    files = [file for file in known_files(load.feed, load.first) if file.silver]  # not the same content again
    if not files:
        return None
    rows = counting(load.spark, table, BEGINNING, load.first - timedelta(days=1), load.first - timedelta(days=1))
    replacing = [d for d in load.found if d.can_replace]
    days = {file.file_sha256: day for file in files if (day := replaced_on(file, replacing)) != NEVER}
    until = F.broadcast(load.spark.createDataFrame(list(days.items()), "file_sha256 string, replaced_on date"))
    placed = rows.select(*key, "content_key", "batch_date", "line_no", "file_sha256").join(until, "file_sha256", "left")
    return placed.select(
        *key, F.lit(KNOWN_BEFORE).alias("file_no"), "line_no", "content_key", "batch_date",
        F.coalesce("replaced_on", F.lit(NEVER.isoformat()).cast("date")).alias("replaced_on"),
    )  # fmt: skip


def outcomes(rows: DataFrame, key: tuple[str, ...]) -> DataFrame:
    """What each row of the run is, of rows whose key is not alone.

    In: `key`, file_no, line_no, content_key, batch_date, replaced_on. Out: file_no, line_no, outcome.
    """
    found: DataFrame | None = None
    while True:
        judged = _judge(rows, key)
        done = judged.where("not is_open").select(*PLACE, "outcome")
        found = done if found is None else found.unionByName(done)
        # Only behind a replaced file can a key be free again.
        if not judged.where("is_open").limit(1).count():
            return found.where(F.col("file_no") > KNOWN_BEFORE)
        rows = judged.where("is_open").select(rows.columns)


def _judge(rows: DataFrame, key: tuple[str, ...]) -> DataFrame:
    """The first row of each key counts until its file is replaced; rows that come later stay open."""
    order = Window.partitionBy(*key).orderBy(*PLACE)
    holder_until, held = F.first("replaced_on").over(order), F.first("content_key").over(order)
    is_first = F.row_number().over(order) == 1
    outcome = F.when(is_first, NEWS).when(F.col("content_key") == held, DUPLICATE).otherwise(CONTRADICTS)
    is_open: Column = ~is_first & (F.col("batch_date") >= holder_until)
    return rows.withColumn("outcome", outcome).withColumn("is_open", is_open)
