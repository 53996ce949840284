"""Lines that need a closer look, one by one: the fields of each, or why it cannot be read."""

import csv
import json
import re
from dataclasses import dataclass
from typing import Any

from spark_jobs.typed.mapping import Mapping
from spark_jobs.wire.blocks import LONGEST_LINE
from spark_jobs.wire.heal import BLANKS, heal_name

csv.field_size_limit(2 * LONGEST_LINE)


@dataclass(frozen=True)
class Problem:
    """Why a line cannot be read: reason code and, where known, the wire column."""

    reason: str
    column: str | None = None


Row = tuple[int, list[str] | Problem]
AS_TEXT: dict[str, Any] = {"parse_int": str, "parse_float": str, "parse_constant": str}


def parse_lines(lines: list[bytes], first: int, encoding: str, names: list[str], mapping: Mapping) -> list[Row]:
    """All lines at once where every line is sound; else one by one, so that a fault costs its own line only."""
    if mapping.is_json:
        return [(first + i, _parse_object(line, encoding, names, mapping)) for i, line in enumerate(lines)]
    may_repeat = may_hold_header(b"\n".join(lines), encoding, names)
    rows = [] if may_repeat else _all_at_once(lines, encoding, mapping.delimiter)
    if len(rows) == len(lines) and all(len(row) == len(names) for row in rows):
        return list(enumerate(rows, first))
    return [(first + i, _parse_line(line, encoding, mapping.delimiter, names)) for i, line in enumerate(lines)]


def may_hold_header(block: bytes, encoding: str, names: list[str]) -> bool:
    """Whether a header may stand in these bytes: its first two names and its last."""
    return all(name.encode(encoding) in block for name in (*names[:2], names[-1]))


def _all_at_once(lines: list[bytes], encoding: str, delimiter: str) -> list[list[str]]:
    text = b"\n".join(lines)
    if b"\0" in text:
        return []
    try:
        return list(csv.reader(text.decode(encoding).split("\n"), delimiter=delimiter, strict=True))
    except (UnicodeDecodeError, csv.Error):
        return []


def _parse_line(line: bytes, encoding: str, delimiter: str, names: list[str]) -> list[str] | Problem:
    if b"\0" in line:
        return Problem("malformed_line")
    try:
        fields = split(line.decode(encoding), delimiter)
    except UnicodeDecodeError as error:
        return Problem("undecodable", _column_at(line[: error.start].decode(encoding), delimiter, names))
    except csv.Error:
        return Problem("malformed_line")
    if not any(field.strip(BLANKS) for field in fields):
        return Problem("empty_line")
    if may_hold_header(line, encoding, names) and [heal_name(field) for field in fields] == names:
        return Problem("repeated_header")
    return fields if len(fields) == len(names) else Problem("field_count")


def _column_at(text: str, delimiter: str, names: list[str]) -> str | None:
    """The column in which a text breaks off: the fields before it, read leniently as its quote may be open."""
    try:
        position = len(next(csv.reader([text + "."], delimiter=delimiter))) - 1
    except csv.Error:
        return None
    return names[position] if position < len(names) else None


def split(line: str, delimiter: str) -> list[str]:
    """The fields of one line; blanks between a closing quote and the delimiter are healed."""
    bare = line.rstrip("\r\n")
    try:
        return next(csv.reader([bare], delimiter=delimiter, strict=True), [])
    except csv.Error:
        closed = re.sub(rf'"[\t ]+(?={re.escape(delimiter)}|$)', '"', bare)
        return next(csv.reader([closed], delimiter=delimiter, strict=True), [])


def _parse_object(line: bytes, encoding: str, names: list[str], mapping: Mapping) -> list[str] | Problem:
    """One JSON object: every name once, each value a text, a number or null, in `lists` also texts of a list; null is a
    name that is not there, where it may be absent."""
    if not line.strip():
        return Problem("empty_line")
    try:
        # Numbers stay text: Python refuses to read one of thousands of digits, and 1.0 is not 1.
        pairs = json.loads(line.decode(encoding).strip(BLANKS), object_pairs_hook=list, **AS_TEXT)
    except UnicodeDecodeError:
        return Problem("undecodable")
    except (json.JSONDecodeError, RecursionError):
        return Problem("malformed_line")
    if b"\0" in line or not isinstance(pairs, list) or not all(isinstance(pair, tuple) for pair in pairs):
        return Problem("malformed_line")
    pairs = [(name, _joined(value) if name in mapping.lists else value) for name, value in pairs]
    if any("\ud800" <= sign <= "\udfff" for name, value in pairs for sign in name + str(value)):
        return Problem("undecodable")  # half a character, which no encoding can write
    absent: dict[str, object] = dict.fromkeys(mapping.may_be_absent)
    return _values([name for name, _ in pairs], absent | dict(pairs), names, mapping)


def _joined(value: object) -> object:
    """The texts of a list with `;` between, as another wire would write them; anything else as it is."""
    is_list = isinstance(value, list) and all(isinstance(item, str) and ";" not in item for item in value)
    return ";".join(value) if is_list and isinstance(value, list) else value


def _values(keys: list[str], found: dict[str, object], names: list[str], mapping: Mapping) -> list[str] | Problem:
    """The cells of an object; what is no text stands as JSON in an optional cell, whose type leaves it out."""
    for reason, candidates in (
        ("missing_column", [name for name in names if name not in found]),
        ("unknown_column", [name for name in keys if name not in names]),
        ("duplicate_column", [name for name in keys if keys.count(name) > 1]),
        (
            "bad_format",
            [n for n, value in found.items() if isinstance(value, (list, bool)) and not _is_optional(n, mapping)],
        ),
    ):
        if candidates:
            return Problem(reason, candidates[0])
    return ["" if found[name] is None else _text(found[name]) for name in names]


def _is_optional(name: str, mapping: Mapping) -> bool:
    """Whether a column may hold what cannot be read, since no field that reads it refuses."""
    return name in mapping.columns and not any(name in item.wires for item in mapping.fields if item.refuses)


def _text(value: object) -> str:
    return json.dumps([value]) if isinstance(value, (list, bool)) else str(value)
