"""scan: looks for raw ID numbers, bank cards and phone numbers in files; 1 on a hit."""

import argparse
import gzip
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from cli.context import WrongUse, print_csv

EDGE_BEFORE, EDGE_AFTER = rb"(?<![0-9A-Za-z_.\-])", rb"(?![0-9A-Za-z_]|[.\-][0-9])"
ID_NUMBER = re.compile(rb"(?<![0-9A-Za-z])([1-9][0-9]{16}[0-9Xx])(?![0-9A-Za-z])")
CARD = re.compile(EDGE_BEFORE + rb"((?:62|4|5[1-5]|3[47]|60|9)[0-9]{12,17})" + EDGE_AFTER)
PHONE = re.compile(EDGE_BEFORE + rb"((?:\+?86|0086)?1[3-9][0-9]{9})" + EDGE_AFTER)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PROVINCES = {"11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42",
             "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
             "83"}  # fmt: skip
Hit = tuple[str, int, str]


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command."""
    scan = commands.add_parser("scan", help="look for raw ID numbers, cards and phones in files")
    scan.add_argument("paths", nargs="+", type=Path)
    scan.set_defaults(run=run_scan)


def run_scan(given: argparse.Namespace) -> int:
    """path, offset (of the byte; in Parquet of the row), kind; never the finding itself."""
    missing = [path for path in given.paths if not path.exists()]
    if missing:
        raise WrongUse(f"no such path: {missing[0]}")
    files = sorted({file for path in given.paths for file in _files(path)})
    hits = [hit for file in files for hit in scan_file(file)]
    print_csv(("path", "offset", "kind"), hits)
    return 1 if hits else 0


def scan_file(path: Path) -> Iterator[Hit]:
    """The findings in one file; compressed files are read as what they hold."""
    if path.suffix == ".parquet":
        yield from _scan_parquet(path)
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield from ((f"{path}!{name}", offset, kind) for offset, kind in find(archive.read(name)))
    else:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        yield from ((str(path), offset, kind) for offset, kind in find(content))


def find(content: bytes) -> Iterator[tuple[int, str]]:
    """Offsets and kinds in a text of any encoding that keeps ASCII digits."""
    for match in ID_NUMBER.finditer(content):
        if is_id_number(match[1].decode()):
            yield match.start(1), "id_number"
    for match in CARD.finditer(content):
        if passes_luhn(match[1].decode()) and not is_id_number(match[1].decode()):
            yield match.start(1), "card"
    yield from ((match.start(1), "phone") for match in PHONE.finditer(content))


def is_id_number(text: str) -> bool:
    """Province prefix, a real date of birth and the check digit of GB 11643."""
    if len(text) != 18:
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], WEIGHTS, strict=True))
    return text[:2] in PROVINCES and "1900" <= text[6:10] <= "2099" and "10X98765432"[total % 11] == text[17].upper()


def passes_luhn(digits: str) -> bool:
    """The check digit of payment cards."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _files(path: Path) -> Iterator[Path]:
    yield from (file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]


def _scan_parquet(path: Path) -> Iterator[Hit]:
    """Every column but our tokens, which by name are keys."""
    table = pq.ParquetFile(path).read()
    for name in table.column_names:
        if name.endswith("_key"):
            continue
        for row, value in enumerate(table[name].to_pylist()):
            yield from ((f"{path}#{name}", row, kind) for _, kind in find(_bytes(value)))


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b"" if value is None else str(value).encode()
