"""Loads case files: landing → silver.cases, silver.case_entities, quarantine.cases; checked and published as one.

python -m spark_jobs.load_cases --batch-date 2021-10-25
python -m spark_jobs.load_cases --from 2019-01-01 --to 2021-10-22
"""

from datetime import date, timedelta

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession

from expectations.settings import required
from lake import publish
from lake.frames import pending, read, write_pending
from lake.snapshot import FileCount, FileEvent
from spark_jobs import arguments
from spark_jobs.feed import counts as feed_counts
from spark_jobs.feed import run as load_feed
from spark_jobs.feed.load import PLACE, Load, refused_rows, rejects_of, typed_rows
from spark_jobs.news import case_history, case_tables
from spark_jobs.news.delivery import as_frame, known_files

FEED = "cases"
TABLES = ["silver.cases", "silver.case_entities", "quarantine.cases"]
BEGINNING = date(1970, 1, 1)


def run(batches: arguments.Batches) -> None:
    """Loads, checks and publishes the batches."""
    load_feed.run(FEED, TABLES, write, batches)


def write(load: Load) -> tuple[list[FileCount], list[FileEvent]]:
    """Writes the pending batches of the feed's tables."""
    rows = typed_rows(load)
    rejects, good = rejects_of(rows), rows.where("reason is null")
    files = as_frame(load.spark, load.found)
    events = good.select(*PLACE, *case_tables.EVENT).join(files, "file_no")
    known = known_before(load.spark, load.first)
    numbered, silent = case_history.versions(case_tables.events(events, known), full_files(load, rejects))
    warn(silent)
    news = case_tables.with_content(numbered, good, files)
    key = bytes.fromhex(required("AFDW_TOKEN_KEY"))
    write_pending(case_tables.cases(news, key), "silver.cases", load.only)
    write_pending(case_tables.entities(news, key), "silver.case_entities", load.only)
    publish.write_pending("quarantine.cases", refused_rows(load, rejects))
    return feed_counts.counted(load.found, good, rejects, pending(load.spark, "silver.cases")), []


def known_before(spark: SparkSession, first: date) -> DataFrame:
    """The last version of every case published before a batch, with the day that its file was about."""
    published = read(spark, "silver.cases", BEGINNING, first - timedelta(days=1))
    places = {(file.source, file.file_sha256, file.data_date) for file in known_files(FEED, first)}
    days = spark.createDataFrame(sorted(places), "source string, file_sha256 string, data_date date")
    return case_tables.last_versions(published, days)


def full_files(load: Load, rejects: pa.Table) -> list[case_history.FullFile]:
    """The full files that were read without a rejected row: only they may speak of absence."""
    broken = set(rejects["file_no"].unique().to_pylist())
    whole = [d for d in load.found if d.file.is_full and not d.is_repeat and d.file_no not in broken]
    for d in load.found:
        if d.file.is_full and d.file_no in broken:
            print(f"warning: {d.file.path}: a full file with rejected rows deletes nothing")
    return [case_history.FullFile(d.file.source, d.file.data_date, d.file_no) for d in whole]


def warn(silent: list[case_history.FullFile]) -> None:
    """Names the full files that are too thin to delete by."""
    for file in silent:
        print(f"warning: the full file of {file.source} for {file.data_date} names under 90 % of its cases; no deletes")


if __name__ == "__main__":
    arguments.main("load_cases", run)
