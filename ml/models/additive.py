"""A model that adds: log-odds of a base, and of every column the log of a lift where its value lies in a range.

M0 is one; so is the prior, its part that knows age and sex only, from which trees start.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from ml.common.rows import Numbers


@dataclass(frozen=True)
class Term:
    """What a value of a column between two bounds, both included, adds to the log-odds."""

    column: str
    at_least: float
    at_most: float
    log_lift: float


@dataclass(frozen=True)
class Additive:
    """The sum of a base and of the terms that hold; no value meets no term."""

    base: float
    terms: tuple[Term, ...]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that terms speak of, in their order."""
        return tuple(dict.fromkeys(term.column for term in self.terms))

    def contributions(self, numbers: Numbers) -> Numbers:
        """What each column adds, exactly; `numbers` has this model's columns."""
        found = np.zeros_like(numbers)
        for term in self.terms:
            place = self.columns.index(term.column)
            holds = (numbers[:, place] >= term.at_least) & (numbers[:, place] <= term.at_most)
            found[:, place] += np.where(holds, term.log_lift, 0.0)
        return found

    def margins(self, numbers: Numbers) -> Numbers:
        """The log-odds."""
        found: Numbers = self.base + self.contributions(numbers).sum(axis=1)
        return found

    def only(self, *columns: str) -> "Additive":
        """The same model of these columns only."""
        return replace(self, terms=tuple(term for term in self.terms if term.column in columns))

    def without(self, *columns: str) -> "Additive":
        """The same model of all other columns."""
        return replace(self, terms=tuple(term for term in self.terms if term.column not in columns))

    def times(self, slope: float) -> "Additive":
        """The same model with all lifts times a slope in log-odds."""
        return replace(self, terms=tuple(replace(term, log_lift=slope * term.log_lift) for term in self.terms))

    def as_json(self) -> dict[str, Any]:
        """What a file holds of it; a bound that is open is null."""
        terms = [[t.column, t.at_least, None if np.isinf(t.at_most) else t.at_most, t.log_lift] for t in self.terms]
        return {"base": self.base, "terms": terms}

    @classmethod
    def of(cls, held: dict[str, Any]) -> "Additive":
        """The model that a file holds."""
        terms = [Term(c, low, np.inf if high is None else high, lift) for c, low, high, lift in held["terms"]]
        return cls(held["base"], tuple(terms))
