"""The simulator by itself: rows a second and core, as wires and as Parquet."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.city import simulated
from benchmarks.report import Figure, Size

FEEDS = ["call_records", "transactions"]
DAYS = 8  # of the benchmark's panel make about the rows of a city's day


def figures(scratch: Path, size: Size) -> Iterator[Figure]:
    """All senders of calls and money; per core means per second of processor time, start-up included."""
    home = scratch / "city"
    for name, options in (("simulator, wires", ()), ("simulator, Parquet", ("--parquet",))):
        run = simulated(home, FEEDS, max(1, round(DAYS * size.scale)), *options)
        yield Figure(name, _rows(home), run)
        shutil.rmtree(home)


def _rows(home: Path) -> int:
    """Rows that lie in a home."""
    lines = sum(_lines(path) - 1 for path in (home / "landing").rglob("*.csv"))
    parquet: int = sum(pq.read_metadata(path).num_rows for path in (home / "parquet").rglob("*.parquet"))
    return lines + parquet


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 23), b""))
