"""Proves the mule score in two cities: what cases say, and what is true beyond that, ours beside logistic and rules.

tests/prove/run mules [--panel 40000] [--incidence 100] [--days 150] [--seed 7]

Each city is simulated and loaded in parts, whose landing files then go; features of the days to learn from are built
and a model is trained as an operator does it. Then the same is done once more in this process, so that its rankings of
the later days can stand beside the truth: only first-level accounts are ever reported, and labels miss all others. As
of D a mule is an account of a ring that works on some day of D-6...D, whatever its level. Nobody learns from that.
"""

import argparse
import csv
import hashlib
import hmac
import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from cli import keys
from lake.snapshot import Snapshot
from ml.accounts.subject import ACCOUNTS
from ml.common.params import params
from ml.in_use import folder
from ml.judging import measures
from ml.judging.evaluation import Tested
from ml.learning.learning_set import LearningSet, needed
from ml.learning.training import NothingToLearn, train
from tests.prove.models import REPO, City, run

FIRST = date(2021, 4, 26)
FEEDS = "cases,residents,registrations,accounts,transactions"
MODELS = ("xgboost", "logistic", "rules", "random")
WEEK = timedelta(days=6)
#: Days that are loaded at a time.
PART_DAYS = 30


@dataclass(frozen=True)
class Mule:
    """An account of a ring, and the first day of its first life; lives come round every `cycle` days."""

    key: int
    role: str
    first: date
    last: date
    cycle: int

    def works(self, day: date) -> bool:
        """Whether its ring is at work on some day of the week up to this one."""
        length, since = (self.last - self.first).days, (day - self.first).days
        return since >= 0 and since % self.cycle <= length + WEEK.days


def main(panel: int, incidence: float, days: int, seed: int, least: int, keep: bool) -> int:
    """0 if ours finds more than the rules in both cities, of the reported and of the true ones."""
    params("models")["least_victims"] = least
    faults, last = [], FIRST + timedelta(days=days - 1)
    for name, world in (("huzhou", "mules.yaml"), ("lakeside", "mules_lakeside.yaml")):
        city, started = City(name, world, panel, True, "mules"), time.monotonic()
        shutil.rmtree(city.home, ignore_errors=True)
        build(city, incidence, seed, last)
        try:
            print(told := "\n".join(table(city, last, faults)), flush=True)
        except NothingToLearn as reason:
            print(told := f"## {name}: {reason}", flush=True)
            faults.append(told)
        (city.home / "table.md").write_text(told + "\n")
        print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr)
        for place in () if keep else ("lake", "landing", "pending"):
            shutil.rmtree(city.home / place, ignore_errors=True)
    print("; ".join(faults) or "As it must be: at the volume of their alerts more is found than by the rules.")
    return 1 if faults else 0


def build(city: City, incidence: float, seed: int, last: date) -> None:
    """From nothing to a model."""
    people = ["--residents", str(city.panel), "--panel", str(city.panel), "--incidence", str(incidence)]
    world = ["--world", str(REPO / "simulator" / "worlds" / city.world), "--seed", str(seed)]
    run(city, "simulate", "--out", str(city.home), *people, *world, "--from", str(FIRST), "--to", str(last),
        "--feeds", FEEDS)  # fmt: skip
    for first in (FIRST + timedelta(days=n) for n in range(0, (last - FIRST).days + 1, PART_DAYS)):
        span = ["--from", str(first), "--to", str(min(first + timedelta(days=PART_DAYS - 1), last))]
        run(city, "day", *span, "--feeds", FEEDS, "--until", "lake")
        run(city, *span, module="spark_jobs.build_money_days")
        for place in (city.home / "landing").glob("*/*"):
            if place.name <= span[-1]:
                shutil.rmtree(place)
    run(city, "train", "--kind", "account", "--as-of", str(last))


def table(city: City, as_of: date, faults: list[str]) -> Iterator[str]:
    """Every model by the label and by the truth on the same later days."""
    os.environ["AFDW_HOME"] = str(city.home)
    snapshot, first = Snapshot.open(), ACCOUNTS.first(as_of)[1]
    of = LearningSet.of(snapshot, needed(snapshot, as_of, ACCOUNTS), ACCOUNTS)
    outcome = train(of, first, folder.Model("", ACCOUNTS.day_one, first), None)
    tested, told = outcome.tested, outcome.metrics
    is_mule = true_mules(city, tested)
    share, (test, alerts) = tested.share, (told["test"], told["alerts"])
    yield f"## {city.name}: {city.panel:,} in the panel, {len(tested.keys):,} rows of {', '.join(test['dates'])}"
    yield f"{test['victims']} accounts reported later; {is_mule.sum()} rows of mules at work; {alerts['rows']} alerts."
    yield "\n| | AP reported | found of reported | precision | AP mules | found of mules | precision |"
    yield "|---" * 7 + "|"
    for name in MODELS:
        by_label, by_truth = (by(tested, name, flags, share) for flags in (tested.is_victim, is_mule))
        yield f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in (*by_label, *by_truth)) + " |"
        for what, ours, theirs in zip(("reported", "mules"), *found(tested, name, is_mule, share), strict=True):
            if name == "rules" and ours <= theirs:
                faults.append(f"{city.name}: of {what} {ours:.2f} found, {theirs:.2f} by the rules")
    yield f"\nFirst level is {told_levels(city)} of all mules. {told['gate']['line']}"


def by(tested: Tested, name: str, flags: Any, share: float) -> tuple[float, float, float]:
    """Average precision, share found at the volume of alerts, precision there."""
    values, days = tested.values[name], tested.days
    inside = measures.captured(values, days, share)
    hits = float(inside[flags].sum())
    many = max(int(flags.sum()), 1)
    return measures.average_precision(values, flags, days), hits / many, hits / (share * len(days))


def found(tested: Tested, name: str, is_mule: Any, share: float) -> list[list[float]]:
    """By ours and by another: the share found of the reported ones and of the mules."""
    return [[by(tested, who, flags, share)[1] for flags in (tested.is_victim, is_mule)] for who in ("xgboost", name)]


def true_mules(city: City, tested: Tested) -> Any:
    """Of each row, whether its account is a mule at work as of its day."""
    mules, flags = list(mules_of(city)), np.zeros(len(tested.keys), np.bool_)
    for day in np.unique(tested.days):
        working = [mule.key for mule in mules if mule.works(date.fromordinal(int(day)))]
        flags |= (tested.days == day) & np.isin(tested.keys, working)
    return flags


def mules_of(city: City) -> Iterator[Mule]:
    """The truth's mules, by the keys that the lake has for their numbers."""
    key = bytes.fromhex(keys.shared()["AFDW_TOKEN_KEY"])
    for row in _truth(city):
        digest = hmac.new(key, f"card:{row['number']}".encode(), hashlib.sha256).hexdigest()
        first, last = (date.fromisoformat(row[name]) for name in ("first_day", "last_day"))
        yield Mule(int(digest[:15], 16), row["role"], first, last, int(row["cycle_days"]))


def told_levels(city: City) -> str:
    """How many of the mules are of the first level."""
    roles = [row["role"] for row in _truth(city)]
    return f"{roles.count('first')} of {len(roles)}"


def _truth(city: City) -> list[Mapping[str, str]]:
    with (city.home / "truth" / "mules.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests/prove/run mules")
    parser.add_argument("--panel", type=int, default=40_000)
    parser.add_argument("--incidence", type=float, default=100.0, help="times the world's")
    parser.add_argument("--days", type=int, default=150)
    parser.add_argument("--seed", type=int, default=7, help="of both cities")
    parser.add_argument("--least", type=int, default=30, help="reported accounts without which nothing is learnt")
    parser.add_argument("--keep", action="store_true", help="the lakes stay, to look into them")
    given = parser.parse_args()
    sys.exit(main(given.panel, given.incidence, given.days, given.seed, given.least, given.keep))
