"""Batches behind those of a run: published before it, they were judged by what was known then.

A batch that is loaded after a later one, or loaded again with other files, changes what its successors repeat, replace
or contradict. Those that it can change are loaded again with it, so that the lake is the same in whatever order batches
were loaded.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from expectations.contract import contract
from expectations.failures import Failure
from lake.batches import Named
from lake.snapshot import FEED_LOAD, Snapshot
from spark_jobs.news.delivery import Delivery
from spark_jobs.wire.landing import delivered, leftovers, strange_folders

#: So far back a file is looked for that came into the folder of a batch after it had been published.
DAYS_BACK = 7
ONE_DAY = timedelta(days=1)
Ranges = list[tuple[date, date]]


class LandingDiffers(Failure):
    """Later batches must be loaded again, and their files are not there as they were; the message names the first."""


def to_load_again(
    snapshot: Snapshot, feed: str, landing: str, found: Sequence[Delivery], changed: dict[date, Ranges], last: date
) -> list[date]:
    """The published batches behind `last` up to the last one that the changed batches of the run can change; `changed`:
    batch → event dates of its rows. A register's versions follow from all before them: there it is every batch."""
    behind = [day for day in snapshot.named(feed) if day > last]
    if not behind or not changed:
        return []
    touched = [*_by_rows(snapshot, feed, behind, changed), *_by_files(snapshot, feed, behind, found)]
    again = [day for day in behind if touched and day <= max(touched)]
    _assert_there(snapshot, feed, landing, again, found)
    return again


def _by_rows(snapshot: Snapshot, feed: str, behind: list[date], changed: dict[date, Ranges]) -> list[date]:
    """The batches whose rows can repeat or contradict those of the changed ones."""
    look_back = contract(f"silver.{feed}").properties.get("contradictionBatches")
    if look_back is None:
        return behind
    near = max(changed) + timedelta(days=int(look_back))
    ranges = [item for own in changed.values() for item in own]
    return [day for day in behind if day <= near or _meet(event_ranges(snapshot.named(feed)[day]), ranges)]


def _by_files(snapshot: Snapshot, feed: str, behind: list[date], found: Sequence[Delivery]) -> list[date]:
    """The batches that hold a file of the same sender and day as the run, or of the same content."""
    own = {(d.file.source, d.file.data_date) for d in found} | {(d.sha256,) for d in found}
    rows = _files(snapshot, feed, behind)
    return [r["batch_date"] for r in rows if {(r["source"], r["data_date"]), (r["file_sha256"],)} & own]


def event_ranges(row: Named) -> Ranges:
    """The dates of the events of a named batch, as ranges."""
    return [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in row.facts["event_dates"]]


def ranges_of(dates: Iterable[date]) -> Ranges:
    """Dates as ranges of days that follow each other."""
    found: Ranges = []
    for day in sorted(dates):
        if found and found[-1][1] == day - ONE_DAY:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def dates_of(ranges: Ranges) -> set[date]:
    """The dates in ranges of days."""
    return {first + n * ONE_DAY for first, last in ranges for n in range((last - first).days + 1)}


def _meet(one: Ranges, other: Ranges) -> bool:
    return any(a <= d and c <= b for a, b in one for c, d in other)


def _assert_there(snapshot: Snapshot, feed: str, landing: str, again: list[date], found: Sequence[Delivery]) -> None:
    """The landing zone must hold what these batches were loaded from."""
    known = {(row["batch_date"], row["file"], row["file_sha256"]) for row in _files(snapshot, feed, again)}
    there = {(file.batch_date, file.name, file.sha256()) for file in delivered(landing, feed, again)}
    if known != there:
        day, name, _ = min(known ^ there, key=str)
        raise LandingDiffers(
            f"{feed}: batches {again[0]} to {again[-1]} were loaded before {found[0].file.batch_date if found else day}"
            f" and have to be loaded again with it, but {landing}/{feed} does not hold what they were loaded from:"
            f" {name} of {day}"
        )


def forgotten(snapshot: Snapshot, feed: str, landing: str, loaded: Sequence[date]) -> list[str]:
    """What lies in the landing zone and no run looks at: files that came into the folder of a batch after it was
    published, folders that are no batch, and what tools and clerks left beside the deliveries of the run."""
    first = loaded[0]
    days = [day for day in snapshot.named(feed) if first - timedelta(days=DAYS_BACK) <= day < first]
    known = {(row["batch_date"], row["file"]) for row in _files(snapshot, feed, days)}
    files = [file for file in delivered(landing, feed, days) if (file.batch_date, file.name) not in known]
    return [
        *(f"{path} is left out: its name is not that of a delivery" for path in leftovers(landing, feed, loaded)),
        *(f"{file.path} came after its batch was published: run batch {file.batch_date} again" for file in files),
        *(
            f"{folder} is no batch: landing folders are named by their date"
            for folder in strange_folders(landing, feed)
        ),
    ]


def _files(snapshot: Snapshot, feed: str, days: list[date]) -> list[dict[str, Any]]:
    if not days:
        return []
    span = [("feed", "=", feed), ("batch_date", ">=", days[0]), ("batch_date", "<=", days[-1])]
    rows = snapshot.arrow(FEED_LOAD, span, ("batch_date", "file", "file_sha256", "source", "data_date")).to_pylist()
    return [row for row in rows if row["file_sha256"]]
