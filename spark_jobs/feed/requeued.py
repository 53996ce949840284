"""Refused lines taken up again, after a mapping or a code list was corrected, as of the batch that takes them: out of
the quarantine, decrypted, with their header, as files of that batch."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import accumulate
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from expectations.accounts import FileEvent
from expectations.settings import required
from lake.snapshot import FILE_EVENTS, Snapshot
from spark_jobs.feed.quarantine import taken_up
from spark_jobs.news.delivery import Delivery
from spark_jobs.typed.mapping import mapping_for
from spark_jobs.wire.blocks import Content
from spark_jobs.wire.landing import laid_down

Row = dict[str, Any]


def taking_days(snapshot: Snapshot, feed: str, days: Collection[date]) -> list[date]:
    """Those of these batches that took up lines before: run again they do so again."""
    rows = snapshot.arrow(FILE_EVENTS, [("feed", "=", feed), ("event", "=", "requeued")], ["batch_date"])
    return sorted({day for day in rows["batch_date"].to_pylist() if day in days})


def refused(
    snapshot: Snapshot, feed: str, day: date, withdrawn: Collection[str], loaded: Mapping[date, Collection[str]]
) -> list[Row]:
    """The refused lines up to a batch that it may take up: of files that still count, and that no other batch took.

    `loaded`: the batches that the run loads anew with the SHA-256 of their files. A line of the batch itself is then
    judged with its own file, unless the batch had taken it up before.
    """
    taken = taken_up(snapshot, feed)

    def is_open(row: Row) -> bool:
        by = taken.get((row["file_sha256"], row["line_no"]))
        is_there = row["batch_date"] not in loaded or row["file_sha256"] in loaded[row["batch_date"]]
        may = {day} if row["batch_date"] == day and loaded else {None, day} if loaded else {None}
        return is_there and by in may and row["file_sha256"] not in withdrawn

    return [r for r in snapshot.arrow(f"quarantine.{feed}", [("batch_date", "<=", day)]).to_pylist() if is_open(r)]


def deliveries(feed: str, day: date, rows: Iterable[Row], folder: str) -> Iterator[Delivery]:
    """Refused lines as files of the batch: one per delivered file."""
    by_file: dict[tuple[date, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_file[row["batch_date"], row["file"], row["file_sha256"]].append(row)
    for number, key in enumerate(sorted(by_file)):
        own = sorted(by_file[key], key=lambda row: int(row["line_no"]))
        yield _delivery(feed, day, f"{folder}/requeued-{day}-{number}", own)


def taken(silver: DataFrame, found: Sequence[Delivery]) -> list[FileEvent]:
    """What was taken of each file: the requeued lines that stand in the pending table."""
    lines = [(d.file.batch_date, d.sha256, line) for d in found for line in d.requeued]
    if not lines:
        return []
    places = silver.sparkSession.createDataFrame(lines, "batch_date date, file_sha256 string, line_no int")
    there = silver.join(F.broadcast(places), places.columns, "left_semi").groupBy("batch_date", "file_sha256").count()
    rows = Counter({(row[0], row[1]): row[2] for row in there.collect()})
    return [_event(d, rows[d.file.batch_date, d.sha256]) for d in found if d.is_requeued]


def _event(delivery: Delivery, rows: int) -> FileEvent:
    file = delivery.file
    return FileEvent(
        file.batch_date, delivery.sha256, "requeued", file.name, file.source, file.data_date, rows
    )  # fmt: skip


def _delivery(feed: str, day: date, folder: str, rows: list[Row]) -> Delivery:
    """The lines of one file; marks tell where each run of neighbouring lines begins and its number."""
    cipher = AESSIV(bytes.fromhex(required("AFDW_QUARANTINE_KEY")))
    lines = [_decrypted(row["raw_encrypted"], cipher) for row in rows]
    numbers = tuple(int(row["line_no"]) for row in rows)
    starts = list(accumulate(map(len, lines), initial=0))
    begins = [at for at, number in enumerate(numbers) if not at or number != numbers[at - 1] + 1]
    marks = (*((starts[at], numbers[at]) for at in begins), (starts[-1], 0))
    content = Content(rows[0]["file_sha256"], _decrypted(rows[0]["header_encrypted"], cipher), len(rows), marks)
    # A few lines of a full file say nothing about the cases that others of its lines name.
    file = replace(laid_down(folder, rows[0]["file"], lines, day), is_full=False)
    return Delivery(0, file, content, False, mapping_for(feed, file.source, day), requeued=numbers)


def _decrypted(sealed: bytes, cipher: AESSIV) -> bytes:
    return (cipher.decrypt(bytes(sealed), None) if sealed else b"") + b"\n"
