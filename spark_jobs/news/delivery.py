"""The delivered files of a feed and what is known of them: their order, identity, mapping, and who replaces whom."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from expectations.contract import contract
from lake.snapshot import FEED_LOAD, FILE_EVENTS, FileCount, FileEvent, published
from spark_jobs.typed.mapping import Mapping, mapping_for
from spark_jobs.wire.blocks import Content
from spark_jobs.wire.header import header_problem, read_header
from spark_jobs.wire.landing import DeliveredFile, delivered

NEVER = date(9999, 12, 31)
NO_BYTES = hashlib.sha256(b"").hexdigest()
#: Reasons that a whole file is refused for.
HEADER_REASONS = ("bad_header", "missing_column", "unknown_column", "duplicate_column")


@dataclass(frozen=True)
class Delivery:
    """One file of the run: its number in the order of arrival, its identity, whether its content is known already, and
    the batch from which a higher sequence replaces it."""

    file_no: int
    file: DeliveredFile
    content: Content
    is_repeat: bool
    mapping: Mapping
    replaced_on: date = NEVER

    @property
    def sha256(self) -> str:
        """Identity of the content."""
        return self.content.sha256

    @property
    def rows(self) -> int:
        """Lines after the header."""
        return self.content.rows

    @property
    def is_superseded(self) -> bool:
        """Whether it was replaced when its own batch was closed: none of its rows is taken."""
        return not self.is_repeat and self.replaced_on <= self.file.batch_date

    @property
    def is_read(self) -> bool:
        """Whether its lines are looked at."""
        return not self.is_repeat and not self.is_superseded

    @property
    def can_replace(self) -> bool:
        """A file whose header cannot be read, or that has no byte, says nothing about an earlier one."""
        if self.is_repeat or self.sha256 == NO_BYTES:
            return False
        if self.mapping.is_json:
            return True
        return header_problem(read_header(self.content.header, self.mapping)[1], self.mapping) is None


@dataclass(frozen=True)
class KnownFile:
    """A file published before the run; `silver`: its rows there, those taken up later included."""

    batch_date: date
    file: str
    source: str
    data_date: date
    file_sha256: str
    rows: int
    silver: int
    can_replace: bool

    @property
    def seq(self) -> int:
        """The number at the end of its name."""
        return int(self.file.rsplit("_", 1)[1].split(".")[0])


def deliveries(landing: Path, feed: str, days: list[date]) -> list[Delivery]:
    """The files of these batches, behind which none is published, in order of arrival; content seen in an earlier
    batch or earlier here is a repeat."""
    known = known_files(feed, days[0])
    seen = {file.file_sha256 for file in known}
    found = []
    for file_no, file in enumerate(delivered(landing, feed, days)):
        mapping = mapping_for(feed, file.source, file.batch_date)
        content = file.content(has_header=not mapping.is_json)
        found.append(Delivery(file_no, file, content, content.sha256 in seen, mapping))
        seen.add(content.sha256)
    return _with_replacements(found, known) if contract(f"landing.{feed}").properties.get("supersedes") else found


def known_files(feed: str, first: date) -> list[KnownFile]:
    """Every file published before a batch, in order of arrival; missing deliveries are none."""
    columns = ("batch_date", "file", "source", "data_date", "file_sha256", "rows", "silver")
    before = [("feed", "=", feed), ("batch_date", "<", first)]
    rows = [row for row in published(FEED_LOAD, before, columns).to_pylist() if row["file_sha256"]]
    seen, taken = {NO_BYTES, *_without_header(feed, first)}, _taken_before(feed, first)
    known = []
    for row in sorted(rows, key=lambda row: (row["batch_date"], row["data_date"], row["file"])):
        row["silver"] += taken.pop((row["file_sha256"], row["file"]), 0)
        known.append(KnownFile(**row, can_replace=row["rows"] > 0 and row["file_sha256"] not in seen))
        seen.add(row["file_sha256"])
    return known


def _taken_before(feed: str, first: date) -> Counter[tuple[str, str]]:
    """(file_sha256, file) → refused lines that batches before had taken up."""
    found: Counter[tuple[str, str]] = Counter()
    for row in published(FILE_EVENTS, [("feed", "=", feed), ("batch_date", "<", first)]).to_pylist():
        if row["event"] == "requeued":
            found[row["file_sha256"], row["file"]] += row["rows"]
    return found


def _without_header(feed: str, first: date) -> set[str]:
    """SHA-256 of the files that were refused as a whole."""
    filters = [("reason_code", "in", list(HEADER_REASONS)), ("batch_date", "<", first)]
    return set(published(f"quarantine.{feed}", filters, ["file_sha256"])["file_sha256"].to_pylist())


def withdrawals(feed: str, first: date, found: list[Delivery], counts: list[FileCount]) -> list[FileEvent]:
    """What the run takes back: rows of earlier batches, published or of the run, whose file a higher sequence of the
    same source and day replaces."""
    before = withdrawn_before(feed, first)
    replacing = [d for d in found if d.can_replace]
    written = {(count.batch_date, count.file): count.silver for count in counts}
    events = [
        _event(day, known.file_sha256, known.file, known.source, known.data_date, known.silver)
        for known in known_files(feed, first)
        if (day := replaced_on(known, replacing)) != NEVER and known.file_sha256 not in before
    ]
    events += [
        _event(d.replaced_on, d.sha256, d.file.name, d.file.source, d.file.data_date, rows)
        for d in found
        if d.is_read and d.replaced_on != NEVER and (rows := written[d.file.batch_date, d.file.name])
    ]
    return [event for event in events if event.rows]


def replaced_on(known: KnownFile, replacing: Iterable[Delivery]) -> date:
    """The batch of the run in which a published file is replaced."""
    return _replaced_on(known.source, known.data_date, known.seq, known.batch_date, replacing)


def withdrawn_before(feed: str, first: date) -> set[str]:
    """SHA-256 of the files that no longer count when a batch begins."""
    rows = published(FILE_EVENTS, [("feed", "=", feed), ("batch_date", "<", first)]).to_pylist()
    return {str(row["file_sha256"]) for row in rows if row["event"] == "withdrawn"}


def as_frame(spark: SparkSession, found: list[Delivery]) -> DataFrame:
    """The files of the run: file_no, source, file, batch_date, data_date, file_sha256."""
    rows = [(d.file_no, d.file.source, d.file.batch_date, d.file.data_date, d.sha256) for d in found]
    ddl = "file_no int, source string, batch_date date, data_date date, file_sha256 string"
    return F.broadcast(spark.createDataFrame(rows, ddl))


def _with_replacements(found: list[Delivery], known: list[KnownFile]) -> list[Delivery]:
    """A lower sequence that comes after the higher one, or in the same batch, is replaced on its own batch."""
    replacing = [d for d in found if d.can_replace]
    ready = []
    for d in found:
        day = _replaced_on(d.file.source, d.file.data_date, d.file.seq, d.file.batch_date, replacing)
        if any(file.can_replace and _stands_above(file, d) for file in known):
            day = d.file.batch_date
        ready.append(Delivery(d.file_no, d.file, d.content, d.is_repeat, d.mapping, day))
    return ready


def _replaced_on(source: str, data_date: date, seq: int, batch_date: date, replacing: Iterable[Delivery]) -> date:
    """The first batch, not before the file's own, in which a higher sequence is there. One without rows replaces what
    came before it, and bars nothing that comes later: later its header is not known any more."""
    days = (
        max(d.file.batch_date, batch_date)
        for d in replacing
        if d.file.source == source and d.file.data_date == data_date and d.file.seq > seq
        if d.rows or d.file.batch_date >= batch_date
    )
    return min(days, default=NEVER)


def _stands_above(file: KnownFile, delivery: Delivery) -> bool:
    same = file.source == delivery.file.source and file.data_date == delivery.file.data_date
    return same and file.seq > delivery.file.seq


def _event(day: date, sha256: str, file: str, source: str, data_date: date, rows: int) -> FileEvent:
    return FileEvent(day, sha256, "withdrawn", file, source, data_date, rows)
