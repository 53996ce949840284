"""Looks into files, whatever their name: text, compressed text, archives, Parquet and Delta's log."""

import bz2
import gzip
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from cli.scan_columns import known_table, silent_statistics
from cli.scan_parquet import scan_parquet
from cli.scan_text import Found, find

Hit = tuple[str, int, str]
BLOCK, OVERLAP = 8 * 1024 * 1024, 64
OPENERS: dict[bytes, Callable[[Any], Any]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
#: What a file raises that is cut off, or is not what its first bytes say.
BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, lzma.LZMAError, zipfile.BadZipFile, pa.ArrowInvalid)


def files_below(path: Path) -> Iterator[Path]:
    """The files of a folder, each once however many links it has."""
    seen = set()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file() and (place := (file.stat().st_dev, file.stat().st_ino)) not in seen:
            seen.add(place)
            yield file


def scan_file(path: Path) -> Iterator[Hit]:
    """The findings in one file, compressed ones read as what they hold; what cannot be read is a finding too."""
    try:
        with path.open("rb") as file:
            yield from _scan(str(path), file, known_table(path))
    except BROKEN:
        yield str(path), 0, "unreadable"


def _scan(name: str, file: IO[bytes], table: str | None) -> Iterator[Hit]:
    """Offsets are bytes in what a compressed file holds, and rows of the row group in Parquet."""
    head = file.read(6)
    file.seek(0)
    opener = next((opener for magic, opener in OPENERS.items() if head.startswith(magic)), None)
    if head.startswith(b"PAR1"):
        yield from scan_parquet(name, file, table)
    elif opener is not None:
        yield from _scan(name, io.BufferedReader(opener(file)), table)
    elif head.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(file) as archive:
            for member in archive.namelist():
                yield from _scan(f"{name}!{member}", io.BytesIO(archive.read(member)), None)
    else:
        silent = silent_statistics(table) if table and "_delta_log" in name else None
        yield from ((name, offset, kind) for offset, kind in _blocks(file, silent))


def _blocks(file: IO[bytes], silent: re.Pattern[bytes] | None) -> Iterator[Found]:
    """Reads by blocks; each is seen with the end of the one before, so that no value is cut and none counts twice."""
    start, before, is_last = 0, b"", False
    while not is_last:
        block = file.read(BLOCK)
        is_last = len(block) < BLOCK
        content = before + block
        edge = len(content) + 1 if is_last else len(content) - OVERLAP
        seen = silent.sub(lambda match: b"x" * len(match[0]), content) if silent else content
        yield from ((start + offset, kind) for offset, kind in find(seen) if min(len(before), OVERLAP) <= offset < edge)
        before = content[-2 * OVERLAP :]
        start += len(content) - len(before)
