"""The account of a feed: every row of every file in exactly one of silver, duplicate, superseded, quarantine."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame

from lake.snapshot import MISSING, FileCount
from spark_jobs.news.delivery import Delivery


def counted(found: list[Delivery], good: DataFrame, rejects: pa.Table, silver: DataFrame) -> list[FileCount]:
    """Counts per file from what was read (`good`: file_no, line_no of the sound lines) and what was written (`silver`).

    The audit holds the sum against the lines of the file. Absences (line 0) are no rows; contradictions are sound lines
    that were refused.
    """
    refused = _per_file(rejects)
    sound = {row["file_no"]: row["count"] for row in good.groupBy("file_no").count().collect()}
    rows = silver.where("line_no > 0").groupBy("batch_date", "file_sha256").count().collect()
    written = {(row["batch_date"], row["file_sha256"]): row["count"] for row in rows}
    late = _per_file(rejects.filter(pc.equal(rejects["reason"], "contradicts_earlier")))
    return [_count(d, written, sound.get(d.file_no, 0) - late[d.file_no], refused[d.file_no]) for d in found]


def _per_file(rejects: pa.Table) -> Counter[int]:
    return Counter({row["values"]: row["counts"] for row in rejects["file_no"].value_counts().to_pylist()})


def missing(found: list[Delivery], days: list[date]) -> Iterator[FileCount]:
    """A row without rows for every batch in which no file of the feed had come."""
    there = {d.file.batch_date for d in found}
    for day in days:
        if day not in there:
            yield FileCount(day, MISSING, "", day, "", 0, 0, 0, 0, 0)


def summary(feed: str, counts: list[FileCount]) -> str:
    """One line for the log."""
    names = ("rows", "silver", "duplicate", "superseded", "quarantine")
    total = {name: sum(getattr(c, name) for c in counts) for name in names}
    files = sum(1 for count in counts if count.file_sha256)
    return f"{feed}: {files} files, " + ", ".join(f"{value} {name}" for name, value in total.items())


def _count(delivery: Delivery, written: dict[tuple[date, str], int], sound: int, refused: int) -> FileCount:
    file, silver = delivery.file, 0
    if delivery.is_read:
        silver = written.get((file.batch_date, delivery.sha256), 0)
    return FileCount(
        batch_date=file.batch_date,
        file=file.name,
        source=file.source,
        data_date=file.data_date,
        file_sha256=delivery.sha256,
        rows=delivery.rows,
        silver=silver,
        duplicate=delivery.rows if delivery.is_repeat else sound - silver,
        superseded=delivery.rows if delivery.is_superseded else 0,
        quarantine=refused,
    )
