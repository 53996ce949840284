"""The knobs of ml/ and its versioned seeds: files of the checkout, read and never written.

A row of a seed holds from its `valid_from` on, together with all rows of the same date: of a day counts the newest set
that had begun by then, so that a re-run of the day reads what it read before.
"""

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from expectations.failures import Failure

FOLDER = Path(__file__).parent.parent


class NoSeed(Failure):
    """No rows of a seed hold on a day."""


@cache
def params(section: str) -> dict[str, Any]:
    """A section of params.yaml."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / "params.yaml").read_text(encoding="utf-8"))[section]
    return found


@cache
def all_rows(name: str) -> tuple[dict[str, str], ...]:
    """Every row of seeds/<name>.csv."""
    with (FOLDER / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def seed(name: str, day: date) -> tuple[date, list[dict[str, str]]]:
    """The rows of a seed that hold on a day, and since when."""
    begun = {date.fromisoformat(row["valid_from"]) for row in all_rows(name)}
    if not (known := [since for since in begun if since <= day]):
        raise NoSeed(f"ml/seeds/{name}.csv has no rows that hold on {day}")
    since = max(known)
    return since, [row for row in all_rows(name) if row["valid_from"] == since.isoformat()]
