"""Accounts and how likely cases report them soon, as models meet them. No feature of a resident, nor the reverse."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from lake.snapshot import Snapshot
from ml.accounts import columns as features
from ml.accounts import labels, rules
from ml.accounts.columns import ALERTS, GRAPH, KEY, WINDOWS
from ml.common.draws import Keys
from ml.common.params import params
from ml.common.rows import Numbers
from ml.models.additive import Additive
from ml.models.calibration import Flags
from ml.models.labels import Labels, maturity
from ml.models.subject import Leaks, Subject, Texts, Words


class Accounts(Subject):
    """Accounts with money in within seven days that no case reports yet. Trees start from nothing; the rules are the
    model of day one, and models are compared at the volume of their alerts."""

    name, title, key = "account_mule", "Accounts that cases will report", KEY
    tables: Mapping[str, str] = {WINDOWS: "account_windows", ALERTS: "account_alerts", GRAPH: "account_graph"}
    days_product = "money_days"
    day_one, made_of = "rules", "ml/seeds/account_rule_lifts.csv"
    page = "<!doctype html><meta charset=utf-8><title>Rules</title><p>Rules 3006, 3007, 3008, without training.\n"
    foretelling = ("xgboost", "logistic")
    words = Words("account", "accounts with inflow", "reported accounts", "accounts reported later")

    @property
    def xgboost(self) -> Mapping[str, Any]:
        """As params.yaml says of accounts."""
        knobs: Mapping[str, Any] = params("accounts")["xgboost"]
        return knobs

    @property
    def negatives(self) -> int:
        """As params.yaml says of accounts."""
        return int(params("accounts")["negatives"])

    @property
    def leak(self) -> Leaks:
        """An average precision that cannot be believed."""
        most: Leaks = params("accounts")["leak"]
        return most

    @property
    def told(self) -> Mapping[str, Any]:
        """Its own knobs."""
        return {"accounts": params("accounts")}

    def maturity(self) -> timedelta:
        """Fourteen days."""
        return maturity(params("accounts")["labels"])

    def columns(self) -> tuple[str, ...]:
        """Window, graph, rules."""
        return features.columns()

    def rows(self, snapshot: Snapshot, day: date, columns: Sequence[str]) -> pa.Table:
        """Accounts with inflow."""
        return features.rows(snapshot, day, columns)

    def labels(self, snapshot: Snapshot, days: Sequence[date]) -> dict[date, Labels]:
        """Reported accounts."""
        return labels.labels_of(snapshot, days)

    def register(self, snapshot: Snapshot, day: date) -> pa.Table:
        """Nothing: the groups are told by the rules."""
        return pa.table({KEY: pa.array([], pa.int64())})

    def groups(self, register: pa.Table, keys: Keys, columns: tuple[str, ...], numbers: Numbers) -> dict[str, Texts]:
        """Whether a rule fired."""
        return {"rules": np.where(self.alerted(columns, numbers), "fired", "silent")}

    def first(self, day: date) -> tuple[date, Additive]:
        """The rules."""
        return rules.rules(day)

    def start(self, first: Additive) -> Additive:
        """The base alone: one log-odds for all."""
        return first.only()

    def yardsticks(self, first: Additive) -> dict[str, Additive]:
        """The rules."""
        return {self.day_one: first}

    def alerted(self, columns: tuple[str, ...], numbers: Numbers) -> Flags:
        """On whom any rule fired."""
        places = [columns.index(rules.column(rule)) for rule in rules.RULES]
        return np.asarray((numbers[:, places] > 0).any(axis=1), np.bool_)


ACCOUNTS = Accounts()
