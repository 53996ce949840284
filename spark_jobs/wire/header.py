"""The first line of a delivered file: its encoding, and whether it names the columns that the mapping knows."""

import csv
from dataclasses import replace

from spark_jobs.typed.mapping import Mapping
from spark_jobs.wire.blocks import Content
from spark_jobs.wire.heal import heal_name
from spark_jobs.wire.lines import Problem, split

BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\x84\x31\x95\x33": "gb18030"}

#: How pages and answers of machines begin; what stands between columns.
PAGES, DELIMITERS = (b"<", b"{", b"["), (b",", b";", b"|", b"\t")


def read_header(header: bytes, mapping: Mapping) -> tuple[str, list[str]]:
    """The encoding and the names. A byte order mark is healed; it decides the encoding only if the names agree."""
    if mapping.is_json:
        return mapping.encoding, [heal_name(name) for name in mapping.columns]
    encodings = [mapping.encoding]
    for mark, named in BYTE_ORDER_MARKS.items():
        if header.startswith(mark):
            header, encodings = header[len(mark) :], list(dict.fromkeys([named, mapping.encoding]))
    read = [(encoding, _names(header, encoding, mapping.delimiter)) for encoding in encodings]
    known = {heal_name(name) for name in mapping.columns}
    return next((found for found in read if set(found[1]) == known), read[-1])


def header_problem(names: list[str], mapping: Mapping) -> Problem | None:
    """A header must name every column of the mapping once, in any order, and no other."""
    known = [heal_name(name) for name in mapping.columns]
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


def without_table(content: Content, begin: bytes, size: int, mapping: Mapping) -> Content:
    """A file that is no table, such as an error page or a sentence, is no delivery: it is refused as a whole, as its
    first line. `begin`: its first bytes."""
    if not size or not _is_no_table(content, begin, mapping):
        return content
    end = (begin.find(b"\n") + 1 or size) if content.rows else size
    return replace(content, header=b"", rows=1, marks=((0, 1), (end, 0)), line_end=b"\n")


def _is_no_table(content: Content, begin: bytes, mapping: Mapping) -> bool:
    """Whether it is one line that is no header; or no column is named, and it begins as a page does or as no header
    can: one whose columns all have other names is a table, whose lines a corrected mapping may take up."""
    bare = begin.lstrip(b"\xef\xbb\xbf \t\r\n")
    if mapping.is_json:
        return bare.startswith(b"<")
    problem = header_problem(read_header(content.header, mapping)[1], mapping)
    if problem is None or not content.rows:
        return problem is not None
    is_page = bare.startswith(PAGES) or not any(sign in content.header for sign in DELIMITERS)
    return is_page and problem == Problem("bad_header")


def _names(header: bytes, encoding: str, delimiter: str) -> list[str]:
    try:
        fields = split(header.decode(encoding), delimiter)
    except (UnicodeDecodeError, csv.Error):
        return []
    return [heal_name(field) for field in fields]
