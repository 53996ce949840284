"""The small city of these tests, and reading what it wrote with plain Python only."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from simulator.__main__ import DEFAULT_WORLD
from simulator.run import Settings
from simulator.world import load_world

Rows = list[dict[str, str]]
Simulate = Callable[..., Path]


def settings(home: Path) -> Settings:
    """20,000 residents, 18 months, about 2,000 cases."""
    world = load_world(DEFAULT_WORLD)
    return Settings(home, 7, 20_000, 50.0, -0.45, 0.0, world, date(2020, 1, 1), date(2021, 6, 30))


def read(path: Path) -> Rows:
    """The rows of one file as dictionaries by wire name."""
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("gb18030"), newline="")))


def days(home: Path) -> list[Path]:
    """The batch folders in order."""
    return sorted((home / "landing" / "cases").iterdir())


def daily(home: Path) -> Iterator[tuple[str, Rows]]:
    """Batch date and rows of every daily file, in order."""
    for folder in days(home):
        yield folder.name, read(folder / f"police_{folder.name}_1.csv")


def truth(home: Path, name: str) -> Rows:
    """One of the truth tables."""
    with (home / "truth" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def contents(home: Path, last: str = "9999") -> dict[str, bytes]:
    """Every landing file's bytes up to a batch date."""
    found = (home / "landing").rglob("*.csv")
    return {str(p.relative_to(home)): p.read_bytes() for p in found if p.parent.name <= last}


def is_sunday(batch_date: str) -> bool:
    """Full files come on Sundays."""
    return date.fromisoformat(batch_date).weekday() == 6
