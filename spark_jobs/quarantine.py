"""Rejected lines: place and reason in the clear, the line itself encrypted, because it may hold personal data."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from spark_jobs.delivery import Delivery

SCHEMA = pa.schema(
    {
        "file_sha256": pa.string(),
        "line_no": pa.int32(),
        "source": pa.string(),
        "file": pa.string(),
        "column": pa.string(),
        "reason_code": pa.string(),
        "raw_encrypted": pa.binary(),
        "batch_date": pa.date32(),
    }
)


def rejected_rows(rejects: list[dict[str, object]], found: list[Delivery], key: bytes) -> pa.Table:
    """The quarantine rows of rejects (file_no, line_no, reason, column), raw lines read again from the landing zone."""
    by_file: dict[int, dict[int, dict[str, object]]] = defaultdict(dict)
    for reject in rejects:
        by_file[int(str(reject["file_no"]))][int(str(reject["line_no"]))] = reject
    cipher = AESSIV(key)
    rows = [row for d in found if d.file_no in by_file for row in _rows(d, by_file[d.file_no], cipher)]
    return pa.Table.from_pylist(rows, SCHEMA)


def _rows(delivery: Delivery, rejects: dict[int, dict[str, object]], cipher: AESSIV) -> Iterator[dict[str, object]]:
    for line_no, raw in _lines(delivery.file.path, set(rejects)):
        reject = rejects[line_no]
        yield {
            "file_sha256": delivery.sha256,
            "line_no": line_no,
            "source": delivery.file.source,
            "file": delivery.file.name,
            "column": reject["column"],
            "reason_code": reject["reason"],
            "raw_encrypted": cipher.encrypt(raw, None) if raw else b"",
            "batch_date": delivery.file.batch_date,
        }


def _lines(path: Path, wanted: set[int]) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if number in wanted:
                yield number, line.rstrip(b"\r\n")
