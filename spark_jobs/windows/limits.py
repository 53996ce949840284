"""The thresholds of the rules of accounts: a versioned seed of the checkout, read and never written.

A row holds from its `valid_from` on, together with all rows of the same date: of a day counts the newest set that had
begun by then, so that a re-run of the day reads what it read before.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from expectations.failures import Failure

SEED = Path(__file__).parents[1] / "seeds" / "account_rules.csv"
#: The first so many days of a week.
WORKING = 5


class NoLimits(Failure):
    """No thresholds hold on a day."""


@dataclass(frozen=True)
class Limit:
    """The thresholds of one rule. `least_count`: peers (3006, 3007) or transfers (3008); percents: of the opposite side
    (3006, 3007), or of the mean of the transfers (3008); `least_fen`: of what fires, together."""

    least_count: int
    low_percent: int
    high_percent: int
    least_fen: int


@dataclass(frozen=True)
class Limits:
    """The set of a day: since when it holds, the working days that every rule looks at, and each rule's thresholds."""

    valid_from: date
    working_days: int
    of: Mapping[str, Limit]

    def first_day(self, as_of: date) -> date:
        """The first of so many working days up to a date; Monday to Friday are, whatever the calendar of holidays says
        [own assumption]. Weekends between them and behind the last belong to the span."""
        day, left = as_of, self.working_days - (as_of.weekday() < WORKING)
        while left:
            day -= timedelta(days=1)
            left -= day.weekday() < WORKING
        return day


def limits(as_of: date) -> Limits:
    """The thresholds that hold on a date."""
    begun = {row["valid_from"] for row in _rows() if row["valid_from"] <= as_of.isoformat()}
    if not begun:
        raise NoLimits(f"{SEED.name} has no rows that hold on {as_of}")
    rows = [row for row in _rows() if row["valid_from"] == max(begun)]
    spans = {int(row["working_days"]) for row in rows}
    if len(spans) > 1:
        raise NoLimits(f"{SEED.name}: the rules of {max(begun)} look at {sorted(spans)} working days; it must be one")
    return Limits(date.fromisoformat(max(begun)), spans.pop(), {row["rule_code"]: _limit(row) for row in rows})


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with SEED.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _limit(row: Mapping[str, str]) -> Limit:
    return Limit(**{name: int(row[name]) for name in Limit.__dataclass_fields__})
