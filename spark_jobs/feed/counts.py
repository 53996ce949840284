"""The account of a feed: every row of every file in exactly one of silver, duplicate, superseded, quarantine."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import pyarrow as pa

from expectations.accounts import MISSING, FileCount
from expectations.contract import contract
from lake.publication import Groups
from spark_jobs.news.delivery import Delivery

#: Number of the file → lines; (batch, file_sha256) → rows.
PerFile = Mapping[int, int]
Rows = Mapping[tuple[date, str], int]


def counted(
    found: list[Delivery], sound: PerFile, refused: PerFile, contradicting: PerFile, rows: Rows
) -> list[FileCount]:
    """Counts per file from what was read (`sound`, `refused`, of the sound ones `contradicting`, by number of the file)
    and what was written (`rows`). The audit holds the sum against the lines of the file."""
    return [
        _count(d, rows, sound.get(d.file_no, 0) - contradicting.get(d.file_no, 0), refused.get(d.file_no, 0))
        for d in found
    ]


def per_file(rejects: pa.Table) -> Counter[int]:
    """How many lines of each file are refused."""
    return Counter({row["values"]: row["counts"] for row in rejects["file_no"].value_counts().to_pylist()})


def written(groups: Groups) -> Counter[tuple[date, str]]:
    """(batch, file_sha256) → lines, of groups by batch, file, whether they are lines of it, and whatever else."""
    found: Counter[tuple[date, str]] = Counter()
    for key, sums in groups.items():
        found[key[0], key[1]] += sums[0] if key[2] else 0
    return found


def missing(feed: str, found: list[Delivery], days: Sequence[date]) -> Iterator[FileCount]:
    """A row without rows for every batch in which no file of the feed had come, unless nothing was due."""
    if contract(f"landing.{feed}").properties.get("mayBeAbsent"):
        return
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


def _count(delivery: Delivery, rows: Rows, sound: int, refused: int) -> FileCount:
    file = delivery.file
    silver = rows.get((file.batch_date, delivery.sha256), 0) if delivery.is_read else 0
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
