"""Residents and how likely they are to be cheated soon, as models meet them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from expectations.contract import contract
from lake.snapshot import Snapshot
from ml.common.draws import Keys
from ml.common.params import params
from ml.common.rows import AS_OF, KEY, Numbers
from ml.models import m0
from ml.models.additive import Additive
from ml.models.labels import Labels, maturity
from ml.models.subject import Leaks, Subject, Texts, Words
from ml.residents import groups, labels

WINDOWS = "features.resident_window"


class Residents(Subject):
    """Rows of features.resident_window. Trees start from M0, the model of day one."""

    name, title, key = "resident_risk", "Residents' risk", KEY
    tables: Mapping[str, str] = {WINDOWS: "resident_windows"}
    days_product = "resident_days"
    day_one, made_of = "m0", "ml/seeds/resident_prior.csv, ml/seeds/rule_lifts.csv"
    page = "<!doctype html><meta charset=utf-8><title>M0</title><p>M0: made of two seeds, without training.\n"
    foretelling = ("xgboost", "m0", "prior", "logistic")
    words = Words("person", "residents", "victims", "later victims")

    @property
    def xgboost(self) -> Mapping[str, Any]:
        """As params.yaml says."""
        knobs: Mapping[str, Any] = params("models")["xgboost"]
        return knobs

    @property
    def negatives(self) -> int:
        """As params.yaml says."""
        return int(params("models")["negatives"])

    @property
    def leak(self) -> Leaks:
        """The shares of victims at the top that cannot be believed."""
        most: Leaks = params("gate")["leak"]
        return most

    def maturity(self) -> timedelta:
        """Sixty days."""
        return maturity(params("labels"))

    def columns(self) -> tuple[str, ...]:
        """The features that the contract of the window declares, in its order."""
        return tuple(name for name in contract(WINDOWS).names if name not in (KEY, AS_OF))

    def rows(self, snapshot: Snapshot, day: date, columns: Sequence[str]) -> pa.Table:
        """Everybody with data."""
        return snapshot.arrow(WINDOWS, [(AS_OF, "=", day)], (KEY, *columns)).sort_by(KEY)

    def labels(self, snapshot: Snapshot, days: Sequence[date]) -> dict[date, Labels]:
        """Victims."""
        return labels.labels_of(snapshot, days)

    def register(self, snapshot: Snapshot, day: date) -> pa.Table:
        """The newest version of everybody."""
        return groups.registered(snapshot, day)

    def groups(self, register: pa.Table, keys: Keys, columns: tuple[str, ...], numbers: Numbers) -> dict[str, Texts]:
        """Sex, age, household, county."""
        return groups.groups(register, keys, columns, numbers)

    def first(self, day: date) -> tuple[date, Additive]:
        """M0."""
        return m0.m0(day)

    def start(self, first: Additive) -> Additive:
        """M0 as a whole; what it says of age and sex, and its rules, are fitted to the city apart."""
        return first

    def yardsticks(self, first: Additive) -> dict[str, Additive]:
        """M0, its age and sex alone, its rules alone."""
        return {"m0": first, "prior": m0.prior_of(first), "rules": m0.rules_of(first)}


RESIDENTS = Residents()
