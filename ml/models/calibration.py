"""Probabilities that mean what they say: log-odds shifted, and with enough victims stretched, to fit what happened."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ml.common.rows import Numbers, probability

Flags = npt.NDArray[np.bool_]
STEPS = 100
#: A step this small is none.
LEAST = 1e-10


@dataclass(frozen=True)
class Calibration:
    """New log-odds: shift + slope times the old."""

    shift: float = 0.0
    slope: float = 1.0

    def __call__(self, margins: Numbers) -> Numbers:
        """The calibrated log-odds."""
        found: Numbers = self.shift + self.slope * margins
        return found


PLAIN = Calibration()


def calibrated(margins: Numbers, is_victim: Flags, weights: Numbers, has_slope: bool) -> Calibration:
    """The most likely shift (and slope) of margins that were predicted out of fold; rows count by their weights.

    A slope that is not positive would turn the order round: then the shift alone is fitted.
    """
    start = _climbed(np.array([0.0]), np.ones((len(margins), 1)), margins, is_victim, weights)
    if not has_slope:
        return Calibration(round(float(start[0]), 9))
    ways = np.column_stack([np.ones(len(margins)), margins])
    shift, slope = _climbed(np.array([start[0], 1.0]), ways, np.zeros(len(margins)), is_victim, weights)
    if slope <= 0:
        return calibrated(margins, is_victim, weights, has_slope=False)
    return Calibration(round(float(shift), 9), round(float(slope), 9))


def slopes(parts: Numbers, is_victim: Flags, weights: Numbers) -> tuple[float, list[float]]:
    """The most likely shift, and slope of each part of log-odds (a column each), of their sum. A part whose slope would
    not be positive tells nothing: its slope is 0, and the others are fitted without it."""
    rows, many = parts.shape
    start = _climbed(np.array([0.0]), np.ones((rows, 1)), parts.sum(axis=1), is_victim, weights)
    ways = np.column_stack([np.ones(rows), parts])
    found = _climbed(np.array([start[0], *[1.0] * many]), ways, np.zeros(rows), is_victim, weights)
    kept = found[1:] > 0
    if not kept.all():
        shift, of_kept = slopes(parts[:, kept], is_victim, weights)
        told = iter(of_kept)
        return shift, [next(told) if is_kept else 0.0 for is_kept in kept]
    return round(float(found[0]), 9), [round(float(slope), 9) for slope in found[1:]]


def _climbed(at: Numbers, ways: Numbers, fixed: Numbers, is_victim: Flags, weights: Numbers) -> Numbers:
    """The coefficients of greatest likelihood, by Newton's steps, each halved until it climbs."""
    for _ in range(STEPS):
        expected = probability(fixed + ways @ at)
        gradient = ways.T @ (weights * (is_victim - expected))
        curvature = (ways.T * (weights * expected * (1 - expected))) @ ways
        step = np.linalg.solve(curvature + 1e-12 * np.trace(curvature) * np.eye(len(at)), gradient)
        before = _likelihood(fixed + ways @ at, is_victim, weights)
        while _likelihood(fixed + ways @ (at + step), is_victim, weights) < before and np.abs(step).max() > LEAST:
            step = step / 2
        at = at + step
        if np.abs(step).max() <= LEAST:
            break
    return at


def _likelihood(margins: Numbers, is_victim: Flags, weights: Numbers) -> float:
    return float((weights * (is_victim * margins - np.logaddexp(0, margins))).sum())
