"""What would become of a file if it were delivered now: judged by the rules of the load, and nothing is written.

It stands behind all that is published and all that lies in the landing zone, whatever their batches are, so that what
is found sound contradicts nothing that is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import functions as F

from lake.engine import session
from lake.scratch import scratch
from lake.snapshot import Snapshot
from spark_jobs.feed.feed import Feed
from spark_jobs.feed.inputs import assert_one_key
from spark_jobs.news.delivery import NEVER, Delivery, deliveries, in_order
from spark_jobs.news.known import Known, known_before
from spark_jobs.news.load import Load, rejects_of, sound_of, typed_rows
from spark_jobs.typed.mapping import mapping_for
from spark_jobs.wire.landing import DeliveredFile, batch_dates


@dataclass(frozen=True)
class Trial:
    """The lines of a file by what they would be. `refused`: (line, column, reason), in order."""

    lines: int
    news: int
    refused: Sequence[tuple[int, str, str]]
    same_as: str | None

    @property
    def duplicates(self) -> int:
        """The lines that say what is known already."""
        return self.lines - self.news - len(self.refused)


def tried(feed: Feed, landing: str, file: DeliveredFile) -> Trial:
    """The outcome of every line of a file. `same_as`: the address of a file of its batch with the same bytes."""
    snapshot = Snapshot.open()
    assert_one_key(snapshot)
    known = known_before(snapshot, feed.name, NEVER)
    days = sorted({*batch_dates(landing, feed.name), file.batch_date})
    there = in_order(deliveries(landing, feed.name, days, known), feed.name, known)
    mapping = mapping_for(feed.name, file.source, file.batch_date)
    own = Delivery(len(there), file, file.content(mapping), False, mapping)
    twins = [d for d in there if d.sha256 == own.sha256 and d.file.batch_date == file.batch_date]
    own = replace(own, is_repeat=own.sha256 in {d.sha256 for d in there})
    refused, news = _judged(feed, snapshot, known, [*there, own])
    return Trial(own.rows, news, refused, str(twins[0].file.path) if twins else None)


def _judged(
    feed: Feed, snapshot: Snapshot, known: Known, found: list[Delivery]
) -> tuple[list[tuple[int, str, str]], int]:
    """The refused lines of the last file, and how many of its lines are news."""
    *_, own = found
    with scratch(f"{feed.name}-trial") as folder:
        load = Load(session(), snapshot, feed.name, NEVER, own.file.batch_date, found, known, [], folder)
        typed = typed_rows(load, feed.rules.named)
        sound = sound_of(typed)
        judged = feed.rules.judge(load, sound)
        every = pa.concat_tables([rejects_of(typed), judged.refused])
        rows = every.filter(pc.equal(every["file_no"], own.file_no)).sort_by("line_no").to_pylist()
        is_own = F.col("file_sha256") == own.sha256
        news = 0 if own.is_repeat else judged.news[feed.silver].where(is_own).count()
    return [(row["line_no"], row["column"] or "", row["reason"]) for row in rows], news
