"""The delivered files of a run: their order, identity, mapping, and who replaces whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from expectations.accounts import FileCount, FileEvent
from expectations.contract import contract
from spark_jobs.news.known import Known, KnownFile
from spark_jobs.typed.mapping import Mapping, mapping_for
from spark_jobs.wire.blocks import NO_BYTES, Content
from spark_jobs.wire.header import header_problem, read_header
from spark_jobs.wire.landing import DeliveredFile, delivered

NEVER = date(9999, 12, 31)


@dataclass(frozen=True)
class Delivery:
    """One file of the run: its number in the order of arrival, its identity, whether its content is known already, and
    the batch from which a higher sequence replaces it. `requeued`: the numbers of the refused lines of a file that are
    taken up again; a file as it was delivered has none."""

    file_no: int
    file: DeliveredFile
    content: Content
    is_repeat: bool
    mapping: Mapping
    replaced_on: date = NEVER
    requeued: tuple[int, ...] = ()

    @property
    def is_requeued(self) -> bool:
        """Whether these are lines taken up again."""
        return bool(self.requeued)

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

    @cached_property
    def is_readable(self) -> bool:
        """Whether its lines can be told apart into columns."""
        if self.mapping.is_json:
            return True
        return header_problem(read_header(self.content.header, self.mapping)[1], self.mapping) is None

    @property
    def can_replace(self) -> bool:
        """A file whose header cannot be read, or that has no byte, says nothing about an earlier one; nor does one of a
        sender whose files of a day add up."""
        if self.mapping.sequence != "replaces":
            return False
        return not (self.is_repeat or self.is_requeued or self.sha256 == NO_BYTES) and self.is_readable


def deliveries(landing: str, feed: str, days: Sequence[date], known: Known) -> list[Delivery]:
    """The files of these batches in order of arrival; content seen in an earlier batch or earlier here is a repeat."""
    seen = {file.file_sha256 for file in known.files}
    found = []
    for file in delivered(landing, feed, days):
        mapping = mapping_for(feed, file.source, file.batch_date)
        content = file.content(mapping)
        found.append(Delivery(0, file, content, content.sha256 in seen, mapping))
        seen.add(content.sha256)
    return found


def in_order(found: Iterable[Delivery], feed: str, known: Known) -> list[Delivery]:
    """The deliveries numbered as they arrived (lines taken up again come last in their batch), each with the batch
    that replaces it."""
    ordered = sorted(found, key=lambda d: (d.file.batch_date, d.is_requeued, d.file))
    numbered = [replace(d, file_no=number) for number, d in enumerate(ordered)]
    return _with_replacements(numbered, known) if contract(f"landing.{feed}").properties.get("supersedes") else numbered


def withdrawals(
    known: Known, found: list[Delivery], counts: list[FileCount], taken: list[FileEvent]
) -> list[FileEvent]:
    """What the run takes back: rows of earlier batches, published or of the run, whose file a higher sequence of the
    same source and day replaces. `taken`: the run's lines that were taken up again."""
    replacing = [d for d in found if d.can_replace]
    written = {(count.batch_date, count.file): count.silver for count in counts}

    def event(day: date, sha256: str, file: str, source: str, data_date: date, silver: int) -> FileEvent:
        rows = silver + sum(e.rows for e in taken if (e.file_sha256, e.file) == (sha256, file) and e.batch_date < day)
        return FileEvent(day, sha256, "withdrawn", file, source, data_date, rows)

    events = [
        event(day, file.file_sha256, file.file, file.source, file.data_date, file.silver)
        for file in known.files
        if (day := replaced_on(file, replacing)) != NEVER and file.file_sha256 not in known.withdrawn
    ]
    events += [
        event(d.replaced_on, d.sha256, d.file.name, d.file.source, d.file.data_date, rows)
        for d in found
        if d.is_read and d.replaced_on != NEVER and not d.is_requeued
        if (rows := written[d.file.batch_date, d.file.name])
    ]
    return [item for item in events if item.rows]


def replaced_on(known: KnownFile, replacing: Iterable[Delivery]) -> date:
    """The batch of the run in which a published file is replaced."""
    return _replaced_on(known.source, known.data_date, known.seq, known.batch_date, replacing)


def as_frame(spark: SparkSession, found: list[Delivery]) -> DataFrame:
    """The files of the run: file_no, source, file, batch_date, data_date, file_sha256."""
    rows = [(d.file_no, d.file.source, d.file.batch_date, d.file.data_date, d.sha256) for d in found]
    ddl = "file_no int, source string, batch_date date, data_date date, file_sha256 string"
    return F.broadcast(spark.createDataFrame(rows, ddl))


def _with_replacements(found: list[Delivery], known: Known) -> list[Delivery]:
    """A lower sequence that comes after the higher one, or in the same batch, is replaced on its own batch."""
    replacing = [d for d in found if d.can_replace]
    ready = []
    for d in found:
        day = _replaced_on(d.file.source, d.file.data_date, d.file.seq, d.file.batch_date, replacing)
        if (
            not d.is_requeued
            and d.mapping.sequence == "replaces"
            and any(file.can_replace and _stands_above(file, d) for file in known.files)
        ):
            day = d.file.batch_date
        ready.append(replace(d, replaced_on=day))
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
