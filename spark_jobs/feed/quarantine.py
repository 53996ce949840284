"""Rejected lines: place and reason in the clear, line and header encrypted, because they may hold personal data."""

from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from lake.columns import arrow_schema
from lake.snapshot import FILE_EVENTS, Snapshot, distinct
from spark_jobs.news.delivery import Delivery
from spark_jobs.news.load import Taken
from spark_jobs.wire.blocks import numbered_lines

ROWS_AT_ONCE = 20_000


def rejected_rows(feed: str, rejects: pa.Table, found: list[Delivery], key: bytes) -> pa.RecordBatchReader:
    """The rows of quarantine.<feed> of REJECTS, raw lines read again from the landing zone, in batches."""
    ordered = rejects.sort_by([("file_no", "ascending"), ("line_no", "ascending")])
    schema, cipher = arrow_schema(f"quarantine.{feed}"), AESSIV(key)
    files = ((d, ordered.filter(pc.equal(ordered["file_no"], d.file_no))) for d in found)
    rows = (row for d, own in files if own.num_rows for row in _rows(d, own, cipher))
    return pa.RecordBatchReader.from_batches(schema, _batches(rows, schema))


def taken_up(snapshot: Snapshot, feed: str) -> dict[tuple[str, int], date]:
    """(file_sha256, line_no) → batch, of the refused lines that a batch took up. Lines of these files that were never
    refused may be among them."""
    events = snapshot.arrow(FILE_EVENTS, [("feed", "=", feed), ("event", "=", "requeued")])
    if not events.num_rows:
        return {}
    filters = [(name, "in", distinct(events[name])) for name in ("batch_date", "file_sha256")]
    rows = snapshot.arrow(f"silver.{feed}", filters, ["file_sha256", "line_no", "batch_date"]).to_pylist()
    return {(row["file_sha256"], row["line_no"]): row["batch_date"] for row in rows}


def taken_later(snapshot: Snapshot, feed: str, found: list[Delivery]) -> list[Taken]:
    """The lines of these files that a batch took up, with the reasons they were refused for: their rows stand in that
    batch, so where they came in they stay refused whatever the mapping says now."""
    numbers = {d.sha256: d.file_no for d in found if d.is_read and not d.is_requeued}
    taken = {place for place in taken_up(snapshot, feed) if place[0] in numbers}
    if not taken:
        return []
    columns = ["file_sha256", "line_no", "reason_code", "column"]
    shas = [("file_sha256", "in", sorted({sha for sha, _ in taken}))]
    return [
        (numbers[row["file_sha256"]], row["line_no"], row["reason_code"], row["column"])
        for row in snapshot.arrow(f"quarantine.{feed}", shas, columns).to_pylist()
        if (row["file_sha256"], row["line_no"]) in taken
    ]


def _batches(rows: Iterator[dict[str, object]], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    part: list[dict[str, object]] = []
    for row in rows:
        part.append(row)
        if len(part) == ROWS_AT_ONCE:
            yield pa.RecordBatch.from_pylist(part, schema)
            part = []
    if part:
        yield pa.RecordBatch.from_pylist(part, schema)


def _rows(delivery: Delivery, rejects: pa.Table, cipher: AESSIV) -> Iterator[dict[str, object]]:
    header, lines = (
        _encrypted(delivery.content.header, cipher),
        numbered_lines(delivery.file.path, delivery.content.marks),
    )
    for reject in (row for part in rejects.to_batches(ROWS_AT_ONCE) for row in part.to_pylist()):
        line_no, raw = next(line for line in lines if line[0] == reject["line_no"])
        yield {
            "file_sha256": delivery.sha256,
            "line_no": line_no,
            "source": delivery.file.source,
            "file": delivery.file.name,
            "column": reject["column"],
            "reason_code": reject["reason"],
            "raw_encrypted": _encrypted(raw, cipher),
            "header_encrypted": header,
            "batch_date": delivery.file.batch_date,
        }


def _encrypted(raw: bytes, cipher: AESSIV) -> bytes:
    bare = raw.rstrip(b"\r\n")
    return cipher.encrypt(bare, None) if bare else b""
