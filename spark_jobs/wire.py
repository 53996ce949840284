"""From bytes to clean text: lines are split as bytes, decoded one by one where they must be, and healed.

One bad byte costs one line. What comes out is Parquet with one text column per wire column, beside file and line
number and, where a line cannot be read at all, the reason. Nothing here knows what a column means.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from spark_jobs.mapping import Mapping

CHUNK_LINES = 50_000
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\x84\x31\x95\x33": "gb18030"}
BLANKS = " \t\r\u00a0\u3000\ufeff\u200b"
WIDE, WIDE_IN_TEXT = "[\uff01-\uff5e\u3000\u00a0]", "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
TO_ASCII = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x00A0: 0x20}


@dataclass(frozen=True)
class WireFile:
    """One file to read: its number in the order of arrival and its place."""

    file_no: int
    path: Path


@dataclass(frozen=True)
class Problem:
    """Why a line cannot be read: reason code and, where known, the wire column."""

    reason: str
    column: str | None = None


Row = tuple[int, list[str] | Problem]


def schema(mapping: Mapping) -> pa.Schema:
    """`file_no`, `line_no`, `wire_reason`, `wire_column`, then w0, w1, … in the order of `mapping.columns`."""
    place = [pa.field("file_no", pa.int32()), pa.field("line_no", pa.int32())]
    problem = [pa.field("wire_reason", pa.string()), pa.field("wire_column", pa.string())]
    return pa.schema(place + problem + [pa.field(f"w{i}", pa.string()) for i in range(len(mapping.columns))])


def split_to_parquet(files: list[WireFile], mapping: Mapping, target: Path) -> None:
    """Reads whole files and writes their lines as clean text into one Parquet file."""
    with pq.ParquetWriter(target, schema(mapping), compression="zstd", compression_level=1) as writer:
        for file in files:
            for lines in _chunks(file.path):
                writer.write_table(_table(file.file_no, lines, mapping))


def _chunks(path: Path) -> Iterator[tuple[bytes, int, list[bytes]]]:
    """The header line, then the lines after it in chunks with the number of the first; `\\n` never occurs inside a
    character of UTF-8 or GB18030, so bytes can be split on it."""
    with path.open("rb") as file:
        header, number = file.readline(), 2
        while lines := file.readlines(CHUNK_LINES * 512):
            yield header, number, lines
            number += len(lines)


def _table(file_no: int, chunk: tuple[bytes, int, list[bytes]], mapping: Mapping) -> pa.Table:
    header, first_line, lines = chunk
    encoding, names = _read_header(header, mapping)
    problem = _header_problem(names, mapping)
    if problem:
        rows: list[Row] = [(first_line + i, problem) for i in range(len(lines))]
    else:
        rows = _parse(lines, first_line, encoding, mapping.delimiter, names)
    good = [(number, fields) for number, fields in rows if not isinstance(fields, Problem)]
    bad = [(number, fields) for number, fields in rows if isinstance(fields, Problem)]
    return pa.concat_tables([_good_table(file_no, good, names, mapping), _bad_table(file_no, bad, mapping)])


def _read_header(header: bytes, mapping: Mapping) -> tuple[str, list[str]]:
    """The encoding and the names. A byte order mark is healed; it decides the encoding only if the names agree."""
    encodings = [mapping.encoding]
    for mark, named in BYTE_ORDER_MARKS.items():
        if header.startswith(mark):
            header, encodings = header[len(mark) :], list(dict.fromkeys([named, mapping.encoding]))
    read = [(encoding, _names(header, encoding, mapping.delimiter)) for encoding in encodings]
    return next((found for found in read if set(found[1]) == set(mapping.columns)), read[-1])


def _names(header: bytes, encoding: str, delimiter: str) -> list[str]:
    try:
        fields = _split(header.decode(encoding), delimiter)
    except (UnicodeDecodeError, csv.Error):
        return []
    return [field.translate(TO_ASCII).strip(BLANKS) for field in fields]


def _header_problem(names: list[str], mapping: Mapping) -> Problem | None:
    """A header must name every column of the mapping once, in any order, and no other."""
    known = [name.translate(TO_ASCII).strip(BLANKS) for name in mapping.columns]
    if not set(names) & set(known):
        return Problem("bad_header")
    for reason, candidates in (
        ("missing_column", [name for name in known if name not in names]),
        ("unknown_column", [name for name in names if name not in known]),
        ("duplicate_column", [name for name in names if names.count(name) > 1]),
    ):
        if candidates:
            return Problem(reason, candidates[0])
    return None


def _parse(lines: list[bytes], first_line: int, encoding: str, delimiter: str, names: list[str]) -> list[Row]:
    """All lines at once where every line is sound; else one by one, so that a fault costs its own line only."""
    try:
        rows = list(csv.reader(b"".join(lines).decode(encoding).split("\n"), delimiter=delimiter, strict=True))
    except (UnicodeDecodeError, csv.Error):
        rows = []
    if rows and not rows[-1] and lines[-1].endswith(b"\n"):
        rows.pop()
    width = len(names)
    if len(rows) == len(lines) and all(len(row) == width for row in rows):
        return list(enumerate(rows, first_line))
    return [(first_line + i, _parse_line(line, encoding, delimiter, names)) for i, line in enumerate(lines)]


def _parse_line(line: bytes, encoding: str, delimiter: str, names: list[str]) -> list[str] | Problem:
    try:
        fields = _split(line.decode(encoding), delimiter)
    except UnicodeDecodeError as error:
        return Problem("undecodable", _column_at(line[: error.start].decode(encoding), delimiter, names))
    except csv.Error:
        return Problem("malformed_line")
    if not any(field.strip(BLANKS) for field in fields):
        return Problem("empty_line")
    return fields if len(fields) == len(names) else Problem("field_count")


def _column_at(text: str, delimiter: str, names: list[str]) -> str | None:
    """The column in which a text breaks off: the fields before it, read leniently as its quote may be open."""
    try:
        position = len(next(csv.reader([text + "."], delimiter=delimiter))) - 1
    except csv.Error:
        return None
    return names[position] if position < len(names) else None


def _split(line: str, delimiter: str) -> list[str]:
    """The fields of one line; blanks between a closing quote and the delimiter are healed."""
    bare = line.rstrip("\r\n")
    try:
        return next(csv.reader([bare], delimiter=delimiter, strict=True), [])
    except csv.Error:
        closed = re.sub(rf'"[\t ]+(?={re.escape(delimiter)}|$)', '"', bare)
        return next(csv.reader([closed], delimiter=delimiter, strict=True), [])


def _good_table(file_no: int, rows: list[tuple[int, list[str]]], names: list[str], mapping: Mapping) -> pa.Table:
    wanted = [name.translate(TO_ASCII).strip(BLANKS) for name in mapping.columns]
    columns = dict(zip(names, zip(*(fields for _, fields in rows), strict=True), strict=True)) if rows else {}
    texts = [_heal(columns.get(name, ()), name in mapping.ignored) for name in wanted]
    nothing = pa.nulls(len(rows), pa.string())
    place = [pa.array([file_no] * len(rows), pa.int32()), pa.array([number for number, _ in rows], pa.int32())]
    return pa.table([*place, nothing, nothing, *texts], schema=schema(mapping))


def _bad_table(file_no: int, rows: list[tuple[int, Problem]], mapping: Mapping) -> pa.Table:
    place = [pa.array([file_no] * len(rows), pa.int32()), pa.array([number for number, _ in rows], pa.int32())]
    problem = [pa.array([getattr(p, key) for _, p in rows], pa.string()) for key in ("reason", "column")]
    nothing = [pa.nulls(len(rows), pa.string()) for _ in mapping.columns]
    return pa.table([*place, *problem, *nothing], schema=schema(mapping))


def _heal(values: tuple[str, ...], is_free_text: bool) -> pa.Array:
    """TABs, blanks and full-width forms are how senders' tools write, not what they mean; empty text is NULL.

    Full-width punctuation is at home in free text: only digits and letters are a fault there.
    """
    text = pc.utf8_trim(pa.array(values, pa.string()), BLANKS)
    if not pc.all(pc.string_is_ascii(text)).as_py():
        wide = pc.match_substring_regex(text, WIDE_IN_TEXT if is_free_text else WIDE)
        healed = [value.translate(TO_ASCII).strip(BLANKS) for value in text.filter(wide).to_pylist()]
        text = pc.replace_with_mask(text, wide, pa.array(healed, pa.string()))
    return pc.if_else(pc.equal(text, ""), None, text)
