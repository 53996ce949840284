"""How good a ranking is: the share of victims at its top, with intervals, and whether what it foretells comes true."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2

from ml.common.rows import Numbers
from ml.models.calibration import Flags

Integers = npt.NDArray[np.int64]
TAIL = 0.025
AP = "ap"


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    def as_json(self) -> list[float]:
        """Value, low, high."""
        return [round(x, 6) for x in (self.value, self.low, self.high)]


def captured(values: Numbers, days: Integers, share: float) -> Numbers:
    """For each row how far it lies in the first `share` of its day: 1, 0, or at the border what falls to each of a
    group of equal ones, since no order among them would be more right than another."""
    found = np.zeros(len(values))
    for day in np.unique(days):
        own = days == day
        ordered = np.sort(values[own])
        right = np.searchsorted(ordered, values[own], side="right")
        equal = right - np.searchsorted(ordered, values[own], side="left")
        found[own] = np.clip((share * len(ordered) - (len(ordered) - right)) / equal, 0.0, 1.0)
    return found


def average_precision(values: Numbers, is_victim: Flags, days: Integers) -> float:
    """The mean over the victims of a day of how dense victims are down to them; equal ones are passed together. Of
    several days each counts by its victims."""
    total, many = 0.0, int(is_victim.sum())
    for day in np.unique(days[is_victim]):
        own = days == day
        order = np.argsort(-values[own], kind="stable")
        ordered, hits = values[own][order], np.cumsum(is_victim[own][order])
        ends = np.append(np.flatnonzero(ordered[1:] != ordered[:-1]), len(ordered) - 1)
        total += float((np.diff(hits[ends], prepend=0) * hits[ends] / (ends + 1)).sum())
    return total / many if many else 0.0


def reached(values: Numbers, is_victim: Flags, days: Integers, what: object) -> float:
    """A share of the rows: which share of the victims lies in it; `ap`: the average precision."""
    if what == AP:
        return average_precision(values, is_victim, days)
    return float(captured(values, days, float(str(what)))[is_victim].mean())


def of_persons(rows: Numbers, persons: Integers, weights: Integers) -> Numbers:
    """For each drawing of persons (a line of weights) the mean over their rows."""
    _, place = np.unique(persons, return_inverse=True)
    sums = np.bincount(place, rows, minlength=weights.shape[1])
    counts = np.bincount(place, minlength=weights.shape[1])
    found: Numbers = (weights @ sums) / (weights @ counts)
    return found


def drawings(persons: Integers, times: int, seed: int) -> Integers:
    """How often each person is drawn, `times` over: as many drawings as there are persons, each put back."""
    many = len(np.unique(persons))
    generator = np.random.Generator(np.random.PCG64(seed))
    return generator.multinomial(many, np.full(many, 1.0 / many), size=times)


def with_interval(rows: Numbers, persons: Integers, weights: Integers) -> Estimate:
    """The mean of rows, with its interval over drawings of persons."""
    low, high = np.quantile(of_persons(rows, persons, weights), [TAIL, 1 - TAIL])
    return Estimate(float(rows.mean()), float(low), float(high))


def observed_to_expected(is_victim: Flags, probabilities: Numbers, persons: Integers) -> Estimate:
    """Victims seen to victims foretold, with Poisson's interval. A person who is a victim as of several days counts
    once in how sure the figure is."""
    observed, expected = float(is_victim.sum()), float(probabilities.sum())
    many = len(np.unique(persons[is_victim]))
    low, high = chi2.ppf(TAIL, 2 * many) / 2 if many else 0.0, chi2.ppf(1 - TAIL, 2 * many + 2) / 2
    per_person = observed / many if many else 1.0
    return Estimate(observed / expected, float(low) * per_person / expected, float(high) * per_person / expected)


def above_chance(values: Numbers, is_victim: Flags, days: Integers) -> float:
    """The share of pairs of a victim and another of the same day that stand in the right order (AUC)."""
    right, pairs = 0, 0
    for day in np.unique(days[is_victim]):
        own = days == day
        others = np.sort(values[own & ~is_victim])
        mine = values[own & is_victim]
        below = np.searchsorted(others, mine, side="left") + np.searchsorted(others, mine, side="right")
        right, pairs = right + int(below.sum()), pairs + len(mine) * len(others)
    return right / 2 / pairs if pairs else 0.5


def deciles(probabilities: Numbers, is_victim: Flags, parts: int = 10) -> Sequence[tuple[float, float, int]]:
    """(mean probability, share of victims, rows) of tenths of the rows by probability."""
    order = np.argsort(probabilities, kind="stable")
    pieces = np.array_split(order, parts)
    return [(float(probabilities[p].mean()), float(is_victim[p].mean()), len(p)) for p in pieces if len(p)]
