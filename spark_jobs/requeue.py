"""Takes up refused lines again, after a mapping or a code list was corrected, as of the batch in which they are taken.

python -m spark_jobs.requeue --feed transactions [--batch-date 2021-10-25]

The lines come from the quarantine, decrypted, with their header; what the mapping valid on that batch accepts becomes
rows of it under the file and line it was delivered in. Counts of files never change: silver.file_events tells.
"""

import argparse
import shutil
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from itertools import groupby
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from pyspark.sql import SparkSession

from expectations import check
from expectations.settings import home, required
from lake import publish
from lake.engine import session
from lake.locks import exclusive, leave
from lake.publish import Account
from lake.snapshot import FEED_LOAD, FileEvent, published, published_batches, taken_up
from spark_jobs import arguments
from spark_jobs.feed.load import Load, Writer
from spark_jobs.news.delivery import Delivery, withdrawn_before
from spark_jobs.typed.mapping import mapping_for
from spark_jobs.wire.blocks import Content
from spark_jobs.wire.landing import parse_name
from spark_jobs.wire.split import staging

Row = dict[str, object]


class NothingPublished(RuntimeError):
    """A feed of which no batch is published has nothing to take up."""


def take(spark: SparkSession, feed: str, tables: list[str], write: Writer, day: date) -> int:
    """Adds to a published batch what its mapping now accepts of the lines refused up to it; returns the lines taken.

    The caller holds the feed's lock.
    """
    folder = staging(feed)
    try:
        found = _deliveries(feed, day, folder)
        if not found:
            return 0
        counts, _ = write(Load(spark, feed, day + timedelta(days=1), day, found, folder))
        own = [table for table in tables if not table.startswith("quarantine.")]
        breaches = check.table_breaches(spark, own)
        if breaches:
            raise check.CheckFailed("; ".join(breaches) + "; nothing was taken up")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    events = [
        FileEvent(day, d.sha256, "requeued", d.file.name, d.file.source, d.file.data_date, count.silver)
        for d, count in zip(found, counts, strict=True)
        if count.silver
    ]
    if events:
        publish.append(feed, own, day, Account([], events))
    return sum(event.rows for event in events)


def refused(feed: str, day: date) -> list[Row]:
    """The refused lines up to a batch that have not been taken up, of files that still count."""
    rows = published(f"quarantine.{feed}", [("batch_date", "<=", day)]).to_pylist()
    gone = withdrawn_before(feed, day + timedelta(days=1))
    taken = taken_up(feed)
    return [r for r in rows if r["file_sha256"] not in gone and (r["file_sha256"], r["line_no"]) not in taken]


def _deliveries(feed: str, day: date, folder: Path) -> list[Delivery]:
    """The refused lines as files of the batch: one per delivered file, in order of arrival."""
    by_file: dict[tuple[date, str, str], list[Row]] = defaultdict(list)
    for row in refused(feed, day):
        by_file[row["batch_date"], str(row["file"]), str(row["file_sha256"])].append(row)  # type: ignore[index]
    return [_delivery(feed, day, n, key, by_file[key], folder) for n, key in enumerate(sorted(by_file))]


def _delivery(feed: str, day: date, number: int, key: tuple[date, str, str], rows: list[Row], folder: Path) -> Delivery:
    _, name, sha256 = key
    cipher = AESSIV(bytes.fromhex(required("AFDW_QUARANTINE_KEY")))
    path = folder / str(number) / name
    path.parent.mkdir()
    header = _decrypted(rows[0]["header_encrypted"], cipher)
    content = _written(path, header, sorted(rows, key=lambda row: int(str(row["line_no"]))), sha256, cipher)
    # A few lines of a full file say nothing about the cases that others of its lines name.
    file = replace(parse_name(path, day), is_full=False)
    return Delivery(number, file, content, False, mapping_for(feed, file.source, day))


def _written(path: Path, header: bytes, rows: list[Row], sha256: str, cipher: AESSIV) -> Content:
    """Writes the lines; marks tell where each run of neighbouring lines begins and its number."""
    marks, lines, size = [], [], 0
    for _, run in groupby(enumerate(rows), key=lambda item: int(str(item[1]["line_no"])) - item[0]):
        for place, (_, row) in enumerate(run):
            if not place:
                marks.append((size, int(str(row["line_no"]))))
            lines.append(_decrypted(row["raw_encrypted"], cipher))
            size += len(lines[-1])
    path.write_bytes(b"".join(lines))
    return Content(sha256, header, len(rows), (*marks, (size, 0)))


def _decrypted(sealed: object, cipher: AESSIV) -> bytes:
    return (cipher.decrypt(bytes(sealed), None) if sealed else b"") + b"\n"  # type: ignore[call-overload]


def _job(given: argparse.Namespace) -> None:
    feed: str = given.feed
    module = import_module(f"spark_jobs.load_{feed}")
    with exclusive(feed):
        days = published_batches(feed)
        if not days:
            raise NothingPublished(f"no batch of feed {feed} is published in {home()}")
        taken = take(session(), feed, module.TABLES, module.write, given.batch_date or days[-1])
    print(f"{feed}: {taken} lines taken up as of {given.batch_date or days[-1]}")


def main() -> None:
    """The command line; a known failure is one clear sentence and exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m spark_jobs.requeue")
    feeds = sorted({row["feed"] for row in published(FEED_LOAD, columns=["feed"]).to_pylist()})
    parser.add_argument("--feed", required=True, choices=feeds or None)
    parser.add_argument("--batch-date", type=date.fromisoformat)
    try:
        _job(parser.parse_args())
    except (*arguments.KNOWN_FAILURES, NothingPublished) as error:
        print(f"requeue: {error}", file=sys.stderr)
        leave(1)
    leave(0)


if __name__ == "__main__":
    main()
