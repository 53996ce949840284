"""Cuts delivered files into blocks of whole lines, so that the largest file is read in parallel and in little memory.

`\\n` never occurs inside a character of UTF-8 or GB18030, so bytes can be cut on it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

BLOCK_BYTES = 8 << 20
SHARE_BYTES = 32 << 20
LONGEST_LINE = 1 << 17
#: What is kept of a line; the landing zone holds the rest of one that is longer.
KEPT_BYTES = 1 << 20
LINE_FEED = ord("\n")
NO_BYTES = hashlib.sha256(b"").hexdigest()
#: What stands for a line longer than LONGEST_LINE: no line may hold a NUL.
TOO_LONG = b"\0\n"


@dataclass(frozen=True)
class Share:
    """Whole lines of one file: bytes [start, end), the first of them line `first_line`, and the file's header."""

    file_no: int
    path: Path
    header: bytes
    start: int
    end: int
    first_line: int


@dataclass(frozen=True)
class Content:
    """What one pass over a file tells: identity, header, data lines, and (offset, line) marks at starts of lines."""

    sha256: str
    header: bytes
    rows: int
    marks: tuple[tuple[int, int], ...]


def read_content(path: Path, has_header: bool) -> Content:
    """SHA-256 (the same content is the same delivery, whatever its name) and line marks about every SHARE_BYTES."""
    digest, lines, offset, last, header_end = hashlib.sha256(), 0, 0, b"\n", None if has_header else 0
    marks: list[tuple[int, int]] = []
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
            if header_end is None and (end := block.find(b"\n")) >= 0:
                header_end = offset + end + 1
            end, lines = block.rfind(b"\n"), lines + line_count(block)
            cut = offset + end + 1
            if header_end is not None and end >= 0 and cut - (marks[-1][0] if marks else header_end) >= SHARE_BYTES:
                marks.append((cut, lines + 1))
            offset, last = offset + len(block), block[-1:]
    first = (offset if header_end is None else header_end, 1 + has_header)
    rows = max(lines + (last != b"\n") - has_header, 0)
    header = _header(path) if has_header else b""
    return Content(
        digest.hexdigest(), header, rows, (first, *(mark for mark in marks if mark[0] < offset), (offset, 0))
    )


def shares(file_no: int, path: Path, content: Content) -> list[Share]:
    """The file's data lines in pieces of about SHARE_BYTES."""
    pairs = zip(content.marks, content.marks[1:], strict=False)
    return [Share(file_no, path, content.header, a, b, line) for (a, line), (b, _) in pairs if a < b]


def blocks(share: Share) -> Iterator[tuple[int, bytes]]:
    """(number of the first line, whole lines): a last line without its end gets one, one too long is TOO_LONG."""
    number, rest, left = share.first_line, b"", share.end - share.start
    with share.path.open("rb") as file:
        file.seek(share.start)
        while left > 0 and (block := file.read(min(BLOCK_BYTES, left))):
            left -= len(block)
            rest += block
            cut = rest.rfind(b"\n") + 1
            if not cut and len(rest) > LONGEST_LINE:
                rest = rest[: LONGEST_LINE + 1]  # the rest of the line adds nothing: it is too long already
            whole, rest = shortened(rest[:cut]), rest[cut:]
            if whole:
                yield number, whole
                number += line_count(whole)
    if rest:
        yield number, shortened((b"\0" if _is_cut(rest, share.header) else rest) + b"\n")


def _is_cut(last: bytes, header: bytes) -> bool:
    """Whether a last line without an end breaks off in its last cell: its sender writes a TAB after each."""
    return header.rstrip(b"\r\n").endswith(b"\t") and last.count(b"\t") == header.count(b"\t") - 1


def numbered_lines(path: Path, marks: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, bytes]]:
    """Data lines with the numbers that the file's marks give them; of a giant line its beginning."""
    with path.open("rb") as file:
        for (at, number), (end, _) in pairwise(marks):
            file.seek(at)
            is_begin = True
            while at < end and (piece := file.readline(KEPT_BYTES)):
                if is_begin:
                    yield number, piece
                is_begin = piece.endswith(b"\n")
                at, number = at + len(piece), number + is_begin


def line_count(whole: bytes) -> int:
    """How many lines end in a block."""
    return int(np.count_nonzero(np.frombuffer(whole, np.uint8) == LINE_FEED))


def shortened(whole: bytes) -> bytes:
    """The lines with those that are too long replaced; only a block that holds one is cut into lines."""
    if len(whole) <= LONGEST_LINE:
        return whole
    ends = np.flatnonzero(np.frombuffer(whole, np.uint8) == LINE_FEED)
    if np.diff(ends, prepend=-1, append=len(whole)).max() <= LONGEST_LINE + 1:
        return whole
    return b"\n".join(line if len(line) <= LONGEST_LINE else b"\0" for line in whole.split(b"\n"))


def _header(path: Path) -> bytes:
    """The first line; one that is too long is no header that any mapping knows."""
    with path.open("rb") as file:
        return file.readline(LONGEST_LINE)
