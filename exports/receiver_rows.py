"""The receiver's view of rows: unpacked no further than the manifest says, each one possible, no subscriber twice.

Part of the reference receiver (receiver.py); uses the standard library only.
"""

import hashlib
import zlib
from collections.abc import Iterator
from typing import Any

COLUMNS = ("subscriber_id", "code", "reasons", "effective_date", "expires_date", "model_version")
DELTA_COLUMNS = ("op", "previous_code", *COLUMNS)
CODES = ("G", "Y", "R", "U", "S")
Row = tuple[str | None, ...]
Rows = Iterator[Row]


class Refused(Exception):
    """A batch that is not applied: `code` for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def rows(name: str, content: bytes, entry: dict[str, Any], columns: tuple[str, ...]) -> Rows:
    """The rows of a packed CSV, an empty text as None. Not more is unpacked than the manifest says."""
    header, *lines = _unpacked(name, content, entry["unpacked_bytes"]).removesuffix("\n").split("\n")
    if header != ",".join(columns) or len(lines) != entry["rows"]:
        raise Refused("content", f"{name} has {len(lines)} rows or another header than {entry['rows']} and {columns}")
    seen: set[str | None] = set()
    for line in lines:
        fields = tuple(text or None for text in line.split(","))
        if len(fields) != len(columns) or not _is_possible(fields) or fields[-len(COLUMNS)] in seen:
            raise Refused("content", f"{name} has a row that cannot be, or a subscriber twice")
        seen.add(fields[-len(COLUMNS)])
        yield fields


def digest(state: Rows) -> str:
    """The order-free digest of a state: the first eight bytes of the SHA-256 of each CSV line, summed modulo 2^64."""
    total = 0
    for row in state:
        line = ",".join(text or "" for text in row)
        total += int.from_bytes(hashlib.sha256(line.encode()).digest()[:8], "big")
    return f"h{total % 2**64:016x}"


def _is_possible(fields: Row) -> bool:
    """Whether somebody has a code from a day on, or leaves and nothing is told of them."""
    (subscriber, code, _, effective, *_), ops = fields[-len(COLUMNS) :], fields[: -len(COLUMNS)]
    if ops and ops[0] == "D":
        return bool(subscriber) and not any(fields[-len(COLUMNS) + 1 :])
    return bool(subscriber and effective) and code in CODES and (not ops or ops[0] in ("I", "U"))


def _unpacked(name: str, content: bytes, size: int) -> str:
    try:
        unpacked = zlib.decompressobj(wbits=31).decompress(content, size + 1)
        if len(unpacked) == size:
            return unpacked.decode("utf-8")
    except (zlib.error, ValueError):
        pass
    raise Refused("content", f"{name} does not unpack to {size} bytes of UTF-8")
