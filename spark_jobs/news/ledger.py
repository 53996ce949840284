"""Feeds whose rows are events (calls, transactions): which delivered rows are news, which repeat, which contradict.

A row is blocked by an earlier row of the same key that counts when it arrives: equal content makes it a duplicate,
other content a contradiction, which is refused. A row of a file that has been replaced by then blocks nothing.

What was known before is looked for where it can be, not in all of history: equal content has an equal event date, and
no batch before that date minus one can hold it. Other content under the same name is looked for in the same places and
in so many batches back as the contract says (`contradictionBatches`).
"""

from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from expectations.contract import contract
from spark_jobs.news.delivery import NEVER, as_frame, replaced_on
from spark_jobs.news.load import NO_REJECTS, REJECTS, Judged, Load, Sound, in_contract
from spark_jobs.typed.tokens import fingerprint

NEWS, DUPLICATE, CONTRADICTS = "news", "duplicate", "contradicts_earlier"
PLACE = ("file_no", "line_no")
#: Where rows known before the run stand in the order of arrival.
KNOWN_BEFORE = -1
#: A sender's clock may run ahead: an event may lie a day after its batch, so its batch a day before it.
AHEAD = timedelta(days=1)


@dataclass(frozen=True)
class Ledger:
    """How the legs of a table are told apart. `owner`: the key column of the account or number that a leg belongs to;
    `identity`: the columns that together with the sender name the leg, the first of them its serial, without which the
    whole content does."""

    table: str
    owner: str
    identity: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that name a leg."""
        return (self.owner, "row_key")

    def named(self, typed: DataFrame) -> DataFrame:
        """The typed rows with the fingerprint of what names the leg."""
        serial, *others = self.identity
        named = F.concat_ws("\u001f", F.col(serial), *[F.col(name) for name in others])
        unnamed = F.concat(F.lit("\u001f"), F.col("content_key").cast("string"))
        own = F.when(F.col(serial).isNull(), unnamed).otherwise(named)
        return typed.withColumn("row_key", fingerprint(F.concat_ws("\u001f", F.col("source"), own)))

    def judge(self, load: Load, sound: Sound) -> Judged:
        """The rows of the run by what they are: news, duplicates, contradictions."""
        good, files = sound.rows, as_frame(load.spark, load.found).select("file_no", "file_sha256")
        doubtful = self._doubtful(load, sound)
        if doubtful is None:
            return Judged({self.table: in_contract(good.join(files, "file_no"), self.table)}, NO_REJECTS)
        judged = load.kept(outcomes(doubtful, self.key).where(F.col("outcome") != NEWS), "judged")
        news = good.join(judged, list(PLACE), "left_anti").join(files, "file_no")
        return Judged({self.table: in_contract(news, self.table)}, refused(judged))

    def _doubtful(self, load: Load, sound: Sound) -> DataFrame | None:
        """The rows whose key is not alone, among the run's and those that counted before it; None without any."""
        until = load.spark.createDataFrame([(d.file_no, d.replaced_on) for d in load.found], UNTIL)
        columns = [*self.key, *PLACE, "content_key", "batch_date"]
        fresh = sound.rows.select(*columns).join(F.broadcast(until), "file_no")
        keys = load.kept(fresh.groupBy(*self.key).count().where("count > 1").select(*self.key), "several")
        rows, is_alone = fresh, not keys.limit(1).count()
        if any(file.silver for file in load.known.files):  # else nothing counts yet
            known = load.kept(self._known(load, sound), "known")
            keys, rows = keys.unionByName(known.select(*self.key)).distinct(), fresh.unionByName(known)
            is_alone = is_alone and not known.limit(1).count()
        return None if is_alone else load.kept(rows.join(keys, list(self.key), "left_semi"), "doubtful")

    def _known(self, load: Load, sound: Sound) -> DataFrame:
        """The rows with a key of the run's that count when it begins, with the batch that replaces their file."""
        begin = load.first - timedelta(days=int(contract(self.table).properties["contradictionBatches"]))
        keys = sound.rows.select(*self.key, "event_date")
        near = self._counting(load, begin, load.first - timedelta(days=1))
        found = near.join(keys.drop("event_date"), list(self.key), "left_semi")
        if dates := [day for day in sound.event_dates if day < begin + AHEAD]:
            is_old = F.col("event_date").isin(*[F.lit(day.isoformat()).cast("date") for day in dates])
            older = self._counting(load, min(dates) - AHEAD, begin - timedelta(days=1)).where(is_old)
            found = found.unionByName(older.join(keys.where(is_old), [*self.key, "event_date"], "left_semi"))
        return self._placed(load, found)

    def _counting(self, load: Load, first: date, last: date) -> DataFrame:
        """The published rows of these batches that count when the run begins."""
        rows = load.snapshot.frame(self.table, first, last)
        gone = [(sha,) for sha in sorted(load.known.withdrawn)]
        if not gone:
            return rows
        files = load.spark.createDataFrame(gone, "file_sha256 string")
        return rows.join(F.broadcast(files), "file_sha256", "left_anti")

    def _placed(self, load: Load, rows: DataFrame) -> DataFrame:
        replacing = [d for d in load.found if d.can_replace]
        files = [file for file in load.known.files if file.silver]  # not the same content again
        days = {file.file_sha256: day for file in files if (day := replaced_on(file, replacing)) != NEVER}
        until = F.broadcast(load.spark.createDataFrame(list(days.items()), "file_sha256 string, replaced_on date"))
        never = F.lit(NEVER.isoformat()).cast("date")
        return rows.join(until, "file_sha256", "left").select(
            *self.key, F.lit(KNOWN_BEFORE).alias("file_no"), "line_no", "content_key", "batch_date",
            F.coalesce("replaced_on", never).alias("replaced_on"),
        )  # fmt: skip


UNTIL = "file_no int, replaced_on date"


def refused(judged: DataFrame) -> pa.Table:
    """The rows that contradict an earlier one, as REJECTS."""
    against = judged.where(F.col("outcome") == CONTRADICTS).select(
        *PLACE, F.lit(CONTRADICTS).alias("reason"), F.lit(None).cast("string").alias("column")
    )
    return against.toArrow().cast(REJECTS)


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
