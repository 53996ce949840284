"""M0, the model of day one: how often people of an age and sex are cheated (published), times the lifts of rules.

It needs no training: two seeds make it, the same on every machine. What is trained later has to beat it.
"""

import math
from datetime import date

import numpy as np

from lake.rounding import rounded
from ml.common.params import params, seed
from ml.models.additive import Additive, Term

PRIOR, LIFTS = "resident_prior", "rule_lifts"
AGE, SEX = "resident_age_years", "resident_is_female"
YEAR_DAYS = 365


def m0(day: date) -> tuple[date, Additive]:
    """M0 as its seeds say on a day, and since when they say so."""
    prior_since, prior = seed(PRIOR, day)
    lifts_since, lifts = seed(LIFTS, day)
    terms = [_of_share(row) for row in prior] + [of_rule(row) for row in lifts]
    return max(prior_since, lifts_since), Additive(_base(), tuple(terms))


def prior_of(model: Additive) -> Additive:
    """Its part that knows age and sex only."""
    return model.only(AGE, SEX)


def rules_of(model: Additive) -> Additive:
    """Its part that knows the rules only."""
    return model.only(*(column for column in model.columns if column not in (AGE, SEX)))


def _base() -> float:
    """Log-odds of an average resident, of an incident within the days of a label."""
    rate = params("models")["incidence_per_10k"] / 1e4 * params("labels")["horizon_days"] / YEAR_DAYS
    return nine(math.log(rate / (1 - rate)))


def _of_share(row: dict[str, str]) -> Term:
    lift = float(row["victim_share"]) / float(row["population_share"])
    return Term(row["column"], float(row["at_least"]), float(row["at_most"]), nine(math.log(lift)))


def of_rule(row: dict[str, str]) -> Term:
    """A row of a seed of rules: a column from a value on, times a lift."""
    return Term(row["column"], float(row["at_least"]), math.inf, nine(math.log(float(row["lift"]))))


def nine(value: float) -> float:
    """Nine places."""
    return float(rounded(np.array([value]))[0])
