"""The account of a feed: every row of every file in exactly one of silver, duplicate, superseded, quarantine."""

from collections import Counter
from pathlib import Path

from deltalake import DeltaTable
from pyspark.sql import DataFrame

from expectations.lake import FileCount
from spark_jobs.delivery import Delivery


def counted(found: list[Delivery], good: DataFrame, rejects: list[dict[str, object]], silver: Path) -> list[FileCount]:
    """Counts per file from what was read and written; a file of known content is all duplicates. The audit holds the
    sum against the lines of the file. Absences (line 0) are no rows."""
    refused = Counter(int(str(reject["file_no"])) for reject in rejects)
    read = {row["file_no"]: row["count"] for row in good.groupBy("file_no").count().collect()}
    written = _written(silver)
    return [_count(d, written, read.get(d.file_no, 0), refused[d.file_no]) for d in found]


def summary(feed: str, counts: list[FileCount]) -> str:
    """One line for the log."""
    total = {name: sum(getattr(c, name) for c in counts) for name in ("rows", "silver", "duplicate", "quarantine")}
    return f"{feed}: {len(counts)} files, " + ", ".join(f"{value} {name}" for name, value in total.items())


def _written(silver: Path) -> Counter[tuple[object, str]]:
    table = DeltaTable(str(silver)).to_pyarrow_table(columns=["batch_date", "file_sha256", "line_no"])
    rows = zip(*(table[name].to_pylist() for name in ("batch_date", "file_sha256", "line_no")), strict=True)
    return Counter((batch_date, sha256) for batch_date, sha256, line_no in rows if line_no > 0)


def _count(delivery: Delivery, written: Counter[tuple[object, str]], read: int, refused: int) -> FileCount:
    file = delivery.file
    silver = 0 if delivery.is_repeat else written[(file.batch_date, delivery.sha256)]
    return FileCount(
        batch_date=file.batch_date,
        file=file.name,
        source=file.source,
        data_date=file.data_date,
        file_sha256=delivery.sha256,
        rows=delivery.rows,
        silver=silver,
        duplicate=delivery.rows if delivery.is_repeat else read - silver,
        superseded=0,
        quarantine=refused,
    )
