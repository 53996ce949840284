"""What a run of a feed writes to pending, and the account of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
from pyspark.sql import Column
from pyspark.sql import functions as F

from expectations.accounts import FileCount, FileEvent
from expectations.contract import contract
from expectations.measures import Measure
from expectations.settings import required
from lake.frames import NEAR_DAYS
from lake.publication import Groups, Publication
from lake.snapshot import FEED_LOAD
from spark_jobs.feed import counts, quarantine, requeued
from spark_jobs.feed.feed import Feed
from spark_jobs.news.delivery import Delivery, withdrawals
from spark_jobs.news.load import Judged, Load, Sound, rejects_of, sound_of, typed_rows

#: Raised when the meaning of the feeds' tables changes.
RECIPE = 2
#: A quarter of the rows of a run are many.
MANY = 4
OUTCOMES = ("batch_date", "file", "file_sha256", "silver", "duplicate", "superseded", "quarantine")


@dataclass(frozen=True)
class Written:
    """What a run wrote: the rows of the silver table in groups (batch, file, whether they are lines of it, date of the
    event), where the rows of each file ended, the lines taken up again, what became of earlier files, and what the
    rules of the feed tell of a batch."""

    run: Publication
    found: list[Delivery]
    groups: Groups
    counts: list[FileCount]
    taken: list[FileEvent]
    events: list[FileEvent]
    facts: Mapping[date, dict[str, Any]]
    measures: Mapping[str, list[Measure]]

    def event_dates(self, day: date) -> set[date]:
        """The dates of the events that a batch brought."""
        return {key[3] for key in self.groups if key[0] == day and len(key) > 3}

    def changed_days(self) -> list[date]:
        """The batches that now hold something else than what is published, or whose files ended otherwise."""
        span = [("feed", "=", self.run.product), ("batch_date", ">=", min(self.run.days))]
        rows = self.run.snapshot.arrow(FEED_LOAD, span, OUTCOMES).to_pylist()
        before, after = set(_outcomes(rows)), set(_outcomes(map(vars, self.counts)))
        changed = {row[0] for row in before ^ after} & set(self.run.days)
        return sorted({*changed, *self.run.changed()})


def write(feed: Feed, load: Load, run: Publication) -> Written:
    """Types, judges and writes the lines of a run; one that only adds to a batch leaves its quarantine as it is."""
    typed = typed_rows(load, feed.rules.named)
    sound, rejects = sound_of(typed), rejects_of(typed)
    judged = feed.rules.judge(load, sound)
    groups = {table: run.write(table, news, *_by(table), has_late=_has_late(load, sound, table))
              for table, news in judged.news.items()}  # fmt: skip
    if not run.adds:
        every = pa.concat_tables([rejects, judged.refused])
        key = bytes.fromhex(required("AFDW_QUARANTINE_KEY"))
        run.write_rows(feed.quarantine, quarantine.rejected_rows(feed.name, every, load.found, key))
    return _accounted(feed, load, run, sound, rejects, judged, groups[feed.silver])


def _accounted(
    feed: Feed, load: Load, run: Publication, sound: Sound, rejects: pa.Table, judged: Judged, groups: Groups
) -> Written:
    files = [d for d in load.found if not d.is_requeued]
    taken = requeued.taken(run.pending(feed.silver), load.found)
    rows = counts.written(groups)
    rows.subtract({(event.batch_date, event.file_sha256): event.rows for event in taken})
    against = counts.per_file(judged.refused)
    found = counts.counted(files, sound.per_file, counts.per_file(rejects) + against, against, rows)
    supersedes = contract(f"landing.{feed.name}").properties.get("supersedes")
    events = withdrawals(load.known, load.found, found, taken) if supersedes else []
    return Written(run, load.found, groups, found, taken, events, judged.facts, judged.measures)


def _by(table: str) -> list[Column]:
    """By what the rows of a silver table are counted beside their batch: file, whether they are lines of it (an absence
    is none), and, where they are events, their date."""
    dates = ["event_date"] if "event_date" in contract(table).names else []
    return (
        [F.col("file_sha256"), F.col("line_no") > 0, *map(F.col, dates)] if "line_no" in contract(table).names else []
    )


def _has_late(load: Load, sound: Sound, table: str) -> bool:
    """Whether some events lie days before their batch; where many do, there is little to keep apart from them."""
    begin = {d.file_no: d.file.batch_date - timedelta(days=NEAR_DAYS) for d in load.found}
    late = sum(rows for (file_no, day), rows in sound.per_date.items() if day < begin[file_no])
    return "event_date" in contract(table).names and 0 < late < sum(sound.per_file.values()) / MANY


def _outcomes(rows: Any) -> Iterator[tuple[Any, ...]]:
    return (tuple(row[name] for name in OUTCOMES) for row in rows if row["file_sha256"])
