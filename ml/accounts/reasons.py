"""Reasons of an account's score for analysts: what the columns add to its log-odds, grouped into reason codes. Pure.

Every column belongs to exactly one group: the first line of seeds/account_reasons.csv of which a word stands in its
name. A column that no line knows stops the run, so that a new one gets its group before it is told.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from expectations.failures import Failure
from ml.accounts.columns import table_of
from ml.accounts.rules import RULES, column
from ml.common.params import seed
from ml.common.rows import Numbers

SEED = "account_reasons"


class NoReason(Failure):
    """Columns of a model of accounts for which no reason code is known."""


@dataclass(frozen=True)
class Group:
    """A reason code, and whether a column speaks for it only where its value is there and not 0."""

    reason_code: str
    words: re.Pattern[str]
    needs_value: bool


def groups(day: date) -> list[Group]:
    """The groups that hold on a day, in their order."""
    rows = sorted(seed(SEED, day)[1], key=lambda row: int(row["position"]))
    return [
        Group(r["reason_code"], re.compile(f"_(?:{r['pattern']})(?:_|$)"), r["needs_value"] == "true") for r in rows
    ]


def group_of(columns: Sequence[str], known: Sequence[Group]) -> list[Group]:
    """The group of each column."""
    found = [next((group for group in known if group.words.search(name)), None) for name in columns]
    if missing := [name for name, group in zip(columns, found, strict=True) if group is None]:
        raise NoReason(f"ml/seeds/{SEED}.csv has no reason code for {', '.join(missing)}")
    return [group for group in found if group is not None]


def explained(
    columns: Sequence[str], values: Numbers, added: Numbers, day: date, most: int, measures: int
) -> list[tuple[str | None, str | None]]:
    """Of each row (`values` of `columns`, and what each adds) its reasons, the weightiest first, and their evidence."""
    own = group_of(columns, groups(day))
    speaks = (added > 0) & (~np.array([g.needs_value for g in own]) | (np.nan_to_num(values) != 0))
    codes = [group.reason_code for group in own]
    return [_of_one(columns, codes, *row, day, most, measures) for row in zip(values, added, speaks, strict=True)]


def _of_one(
    columns: Sequence[str], codes: Sequence[str], values: Numbers, added: Numbers, speaks: Numbers, day: date,
    most: int, measures: int,
) -> tuple[str | None, str | None]:  # fmt: skip
    sums: dict[str, float] = {}
    for code, part in zip(codes, added, strict=True):
        sums[code] = sums.get(code, 0.0) + float(part)
    told: dict[str, list[int]] = {}
    for place in sorted(np.flatnonzero(speaks).tolist(), key=lambda at: (-added[at], columns[at])):
        told.setdefault(codes[place], []).append(place)
    order = sorted((code for code in told if sums[code] > 0), key=lambda code: (-sums[code], code))[:most]
    evidence = [_measure(code, columns[n], values[n], day) for code in order for n in told[code][:measures]]
    return ";".join(order) or None, json.dumps(evidence, separators=(",", ":")) if evidence else None


def _measure(code: str, name: str, value: float, day: date) -> Mapping[str, object]:
    """A column as evidence; of a rule the alert, which lists the transfers."""
    rules = {column(rule): rule for rule in RULES}
    number = None if np.isnan(value) else int(value) if float(value).is_integer() else float(value)
    told = {"reason": code, "table": table_of(name), "as_of_date": day.isoformat(), "measure": name, "value": number}
    return told | ({"rule_code": rules[name]} if name in rules else {})
