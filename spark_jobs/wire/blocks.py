"""Cuts delivered files into blocks of whole lines, so that the largest file is read in parallel and in little memory.

`\\n` never occurs inside a character of UTF-8 or GB18030, so bytes can be cut on it. A file without any has lines that
end with `\\r`, which is read as if it were one; its marks tell every line.
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
DOS_END = b"\x1a"
#: What stands for a line longer than LONGEST_LINE: no line may hold a NUL.
TOO_LONG = b"\0\n"


@dataclass(frozen=True)
class Share:
    """Whole lines of one file: bytes [start, end), the first of them line `first_line`, the file's header, and how its
    lines end."""

    file_no: int
    path: Path
    header: bytes
    start: int
    end: int
    first_line: int
    line_end: bytes = b"\n"


@dataclass(frozen=True)
class Content:
    """What one pass over a file tells: identity, header, data lines, and (offset, line) marks at starts of lines."""

    sha256: str
    header: bytes
    rows: int
    marks: tuple[tuple[int, int], ...]
    line_end: bytes = b"\n"


def read_content(path: Path, has_header: bool, is_full: bool = False) -> Content:
    """SHA-256 (the same content is the same delivery, whatever its name) and line marks about every SHARE_BYTES."""
    digest, lines, offset, header_end = hashlib.sha256(), 0, 0, None if has_header else 0
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
            offset += len(block)
    size, left_out, is_ended = _tail(path, offset, is_full)
    if not lines and b"\r" in _header(path):
        return _ended_by_returns(path, digest.hexdigest(), size, has_header)
    first = (size if header_end is None else min(header_end, size), 1 + has_header)
    rows = max(lines - left_out + (not is_ended) - has_header, 0)
    header = _header(path) if has_header else b""
    return Content(digest.hexdigest(), header, rows, (first, *(mark for mark in marks if mark[0] < size), (size, 0)))


def _tail(path: Path, size: int, is_full: bool) -> tuple[int, int, bool]:
    """Where the last line of a file ends, how many line feeds stand behind it, and whether it has one. The end mark of
    DOS is no line; of a full file, which speaks as a whole, neither are lines without a byte behind its last one."""
    with path.open("rb") as file:
        file.seek(max(size - LONGEST_LINE, 0))
        tail = file.read()
    kept = tail
    if tail.rstrip(b"\r\n").endswith(DOS_END):
        kept = tail.rstrip(b"\r\n").rstrip(DOS_END)
    if is_full and kept.rstrip(b"\r\n"):
        bare = kept.rstrip(b"\r\n")
        kept = kept[: len(bare) + kept[len(bare) :].find(b"\n") + 1] if kept != bare else bare
    return size - len(tail) + len(kept), line_count(tail[len(kept) :]), not kept or kept.endswith(b"\n")


def _ended_by_returns(path: Path, sha256: str, size: int, has_header: bool) -> Content:
    """A file in which no line feed stands: an old system ends its lines with `\\r`."""
    with path.open("rb") as file:
        content = file.read(size)
    ends = (np.flatnonzero(np.frombuffer(content, np.uint8) == ord("\r")) + 1).tolist()
    starts = [end for end in (ends if has_header else [0, *ends]) if end < size]
    marks = [(start, number) for number, start in enumerate(starts, 1 + has_header)]
    return Content(sha256, content[: ends[0]] if has_header else b"", len(marks), (*marks, (size, 0)), b"\r")


def shares(file_no: int, path: Path, content: Content) -> list[Share]:
    """The file's data lines in pieces of about SHARE_BYTES."""
    marks = content.marks if content.line_end == b"\n" else (content.marks[0], content.marks[-1])
    header, end = content.header, content.line_end
    return [Share(file_no, path, header, a, b, line, end) for (a, line), (b, _) in pairwise(marks) if a < b]


def blocks(share: Share) -> Iterator[tuple[int, bytes]]:
    """(number of the first line, whole lines): a last line without its end gets one, one too long is TOO_LONG."""
    number, rest, left = share.first_line, b"", share.end - share.start
    with share.path.open("rb") as file:
        file.seek(share.start)
        while left > 0 and (block := file.read(min(BLOCK_BYTES, left))):
            left -= len(block)
            rest += block.replace(share.line_end, b"\n")
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
            while at < end and (piece := file.readline(min(KEPT_BYTES, end - at))):
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
