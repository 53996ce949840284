"""Batches behind those of a run: published before it, they were judged by what was known then.

A batch that is loaded after a later one, or loaded again with other files, changes what its successors repeat, replace
or contradict. They are loaded again with it, so that the lake is the same in whatever order batches were loaded.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from lake.snapshot import FEED_LOAD, FileCount, published, published_batches
from spark_jobs.wire.landing import delivered, strange_folders

#: So far back a file is looked for that came into the folder of a batch after it had been published.
DAYS_BACK = 7
OUTCOMES = ("batch_date", "file", "file_sha256", "silver", "duplicate", "superseded", "quarantine")


class LandingDiffers(RuntimeError):
    """Later batches must be loaded again, and their files are not there as they were; the message names the first."""


def to_load_again(feed: str, landing: Path, days: list[date], counts: Iterable[FileCount]) -> list[date]:
    """The published batches behind the run, if its own end otherwise than they were published; else none."""
    behind = [day for day in published_batches(feed) if day > days[-1]]
    if not behind or _outcomes([vars(count) for count in counts]) == _outcomes(_published(feed, days)):
        return []
    known = {(row["batch_date"], row["file"], row["file_sha256"]) for row in _files(feed, behind)}
    there = {(file.batch_date, file.name, file.sha256()) for file in delivered(landing, feed, behind)}
    if known != there:
        day, name, _ = min(known ^ there, key=str)
        raise LandingDiffers(
            f"{feed}: batches {behind[0]} to {behind[-1]} were loaded before {days[0]} and have to be loaded again with"
            f" it, but {landing / feed} does not hold what they were loaded from: {name} of {day}"
        )
    return behind


def forgotten(feed: str, landing: Path, first: date) -> list[str]:
    """What lies in the landing zone and no run looks at: files that came into the folder of a batch after it was
    published, and folders that are no batch."""
    days = [day for day in published_batches(feed) if first - timedelta(days=DAYS_BACK) <= day < first]
    known = {(row["batch_date"], row["file"]) for row in _files(feed, days)}
    files = [file for file in delivered(landing, feed, days) if (file.batch_date, file.name) not in known]
    return [
        *(f"{file.path} came after its batch was published: run batch {file.batch_date} again" for file in files),
        *(
            f"{folder} is no batch: landing folders are named by their date"
            for folder in strange_folders(landing, feed)
        ),
    ]


def _files(feed: str, days: list[date]) -> list[dict[str, object]]:
    return [row for row in _published(feed, days) if row["file_sha256"]]


def _published(feed: str, days: list[date]) -> list[dict[str, object]]:
    if not days:
        return []
    span = [("feed", "=", feed), ("batch_date", ">=", days[0]), ("batch_date", "<=", days[-1])]
    rows: list[dict[str, object]] = published(FEED_LOAD, span, OUTCOMES).to_pylist()
    return rows


def _outcomes(rows: Iterable[dict[str, object]]) -> set[tuple[object, ...]]:
    return {tuple(row[name] for name in OUTCOMES) for row in rows if row["file_sha256"]}
