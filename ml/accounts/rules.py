"""The model of accounts of day one: the rules of the banks' reporting, each times its lift. It needs no training."""

import math
from datetime import date

from ml.common.params import params, seed
from ml.models.additive import Additive
from ml.models.m0 import nine, of_rule

LIFTS = "account_rule_lifts"
#: Rules, by the code under which features.account_alert has them.
RULES = ("3006", "3007", "3008")


def rules(day: date) -> tuple[date, Additive]:
    """The rules as their seed says on a day, and since when it says so."""
    since, lifts = seed(LIFTS, day)
    rate = params("accounts")["reported_per_10k"] / 1e4
    return since, Additive(nine(math.log(rate / (1 - rate))), tuple(map(of_rule, lifts)))


def column(rule: str) -> str:
    """The column of a rule."""
    return f"account_rule_{rule}_count_7d"
