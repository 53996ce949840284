"""Loads case files: landing → silver.cases, silver.case_entities, quarantine.cases; checked and published as one.

python -m spark_jobs.load_cases --batch-date 2021-10-25
python -m spark_jobs.load_cases --from 2019-01-01 --to 2021-10-22
"""

import shutil
from datetime import date, timedelta
from functools import reduce

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from expectations import check, publish
from expectations.lake import FileCount, pending_path
from expectations.run import exclusive, now
from expectations.settings import required
from spark_jobs import arguments, case_history, case_tables, feed_counts, quarantine
from spark_jobs.delivery import Delivery, as_frame, data_dates_before, deliveries, read_split, split, staging_path
from spark_jobs.engine import session
from spark_jobs.parse import parse
from spark_jobs.tables import read, write_pending
from spark_jobs.tokens import token

FEED = "cases"
TABLES = ["silver.cases", "silver.case_entities", "quarantine.cases"]
BEGINNING = date(1970, 1, 1)
PLACE = ["file_no", "line_no"]


def run(batches: arguments.Batches) -> None:
    """Loads, checks and publishes the batches; a failed check leaves the lake as it was."""
    started = now()
    check.prepare()
    with exclusive(FEED):
        found = deliveries(batches.landing, FEED, batches.first, batches.last)
        if not found:
            print(f"warning: no {FEED} file between {batches.first} and {batches.last} in {batches.landing / FEED}")
        spark = session()
        try:
            counts = load(spark, batches.first, batches.last, found)
        finally:
            shutil.rmtree(staging_path(FEED), ignore_errors=True)
        check.audit(spark, FEED, TABLES, counts)
        publish.publish(FEED, TABLES, batches.first, batches.last, counts, started)
    print(feed_counts.summary(FEED, counts))


def load(spark: SparkSession, first: date, last: date, found: list[Delivery]) -> list[FileCount]:
    """Writes the pending batches of the feed's tables; returns where the rows of each file ended."""
    rows = typed_rows(spark, last, found)
    rejects = [row.asDict() for row in rows.where("reason is not null").select(*PLACE, "reason", "column").collect()]
    good = rows.where("reason is null")
    events = good.select(*PLACE, *case_tables.EVENT).join(as_frame(spark, found), "file_no")
    known = known_before(spark, first)
    numbered, silent = case_history.versions(case_tables.events(events, known), full_files(found, rejects))
    warn(silent)
    news = case_tables.with_content(numbered, good, as_frame(spark, found))
    key = bytes.fromhex(required("AFDW_TOKEN_KEY"))
    write_pending(case_tables.cases(news, key), "silver.cases")
    write_pending(case_tables.entities(news, key), "silver.case_entities")
    refused = quarantine.rejected_rows(rejects, found, bytes.fromhex(required("AFDW_QUARANTINE_KEY")))
    publish.write_pending("quarantine.cases", refused)
    return feed_counts.counted(found, good, rejects, pending_path("silver.cases"))


def typed_rows(spark: SparkSession, last: date, found: list[Delivery]) -> DataFrame:
    """All new lines of all senders, typed, with content token and problem; kept on disk while the load runs."""
    key = bytes.fromhex(required("AFDW_TOKEN_KEY"))
    frames = [parse(read_split(spark, folder, found), mapping) for mapping, folder in split(found, FEED, last)]
    together = reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), frames)
    path = staging_path(FEED) / "typed"
    typed = together.withColumn("content_key", token("row", F.col("content"), key)).drop("content")
    typed.write.parquet(str(path))
    return spark.read.schema(typed.schema).parquet(str(path))  # without rows there may be no file to tell the columns


def known_before(spark: SparkSession, first: date) -> DataFrame:
    """The last version of every case published before a batch, with the day that its file was about."""
    published = read(spark, "silver.cases", BEGINNING, first - timedelta(days=1))
    days = spark.createDataFrame(
        data_dates_before(FEED, first), "source string, file_sha256 string, data_date date"
    ).distinct()
    return case_tables.last_versions(published, days)


def full_files(found: list[Delivery], rejects: list[dict[str, object]]) -> list[case_history.FullFile]:
    """The full files that were read without a rejected row: only they may speak of absence."""
    broken = {reject["file_no"] for reject in rejects}
    whole = [d for d in found if d.file.is_full and not d.is_repeat and d.file_no not in broken]
    for d in found:
        if d.file.is_full and d.file_no in broken:
            print(f"warning: {d.file.path}: a full file with rejected rows deletes nothing")
    return [case_history.FullFile(d.file.source, d.file.data_date, d.file_no) for d in whole]


def warn(silent: list[case_history.FullFile]) -> None:
    """Names the full files that are too thin to delete by."""
    for file in silent:
        print(f"warning: the full file of {file.source} for {file.data_date} names under 90 % of its cases; no deletes")


if __name__ == "__main__":
    arguments.main("load_cases", run)
