"""Rejected lines: place and reason in the clear, line and header encrypted, because they may hold personal data."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from expectations.lake import arrow_schema, published, taken_up
from spark_jobs.delivery import Delivery

ROWS_AT_ONCE = 20_000
#: What is kept of a line; the landing zone holds the rest of one that is longer.
KEPT_BYTES = 1 << 20


@dataclass(frozen=True, order=True)
class Reject:
    """One refused line: file and line number, reason and, where known, the wire column."""

    file_no: int
    line_no: int
    reason: str
    column: str | None


def rejected_rows(feed: str, rejects: list[Reject], found: list[Delivery], key: bytes) -> pa.Table:
    """The rows of quarantine.<feed>, raw lines read again from the landing zone."""
    by_file: dict[int, dict[int, Reject]] = defaultdict(dict)
    for reject in rejects:
        by_file[reject.file_no][reject.line_no] = reject
    schema, cipher = arrow_schema(f"quarantine.{feed}"), AESSIV(key)
    rows = (row for d in found if d.file_no in by_file for row in _rows(d, by_file[d.file_no], cipher))
    return pa.Table.from_batches(_batches(rows, schema), schema)


def taken_later(feed: str, found: list[Delivery]) -> list[Reject]:
    """The lines of these files that a later batch took up, with the reasons they were refused for: their rows stand
    in that batch, so here they stay refused whatever the mapping says now."""
    numbers = {d.sha256: d.file_no for d in found if d.is_read}
    taken = {place for place in taken_up(feed) if place[0] in numbers}
    if not taken:
        return []
    columns = ["file_sha256", "line_no", "reason_code", "column"]
    rows = published(f"quarantine.{feed}", [("file_sha256", "in", sorted({sha for sha, _ in taken}))], columns)
    return [
        Reject(numbers[row["file_sha256"]], row["line_no"], row["reason_code"], row["column"])
        for row in rows.to_pylist()
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


def _rows(delivery: Delivery, rejects: dict[int, Reject], cipher: AESSIV) -> Iterator[dict[str, object]]:
    header = _encrypted(delivery.content.header, cipher)
    for line_no, raw in _lines(delivery.file.path, set(rejects)):
        reject = rejects[line_no]
        yield {
            "file_sha256": delivery.sha256,
            "line_no": line_no,
            "source": delivery.file.source,
            "file": delivery.file.name,
            "column": reject.column,
            "reason_code": reject.reason,
            "raw_encrypted": _encrypted(raw, cipher),
            "header_encrypted": header,
            "batch_date": delivery.file.batch_date,
        }


def _encrypted(raw: bytes, cipher: AESSIV) -> bytes:
    bare = raw.rstrip(b"\r\n")
    return cipher.encrypt(bare, None) if bare else b""


def _lines(path: Path, wanted: set[int]) -> Iterator[tuple[int, bytes]]:
    """The wanted lines; of a giant one its beginning."""
    number, is_begin = 1, True
    with path.open("rb") as file:
        while piece := file.readline(KEPT_BYTES):
            if is_begin and number in wanted:
                yield number, piece
            is_begin = piece.endswith(b"\n")
            number += is_begin
