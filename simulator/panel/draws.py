"""Random draws for whole arrays: hours of a day, log-normal sizes, members of a group."""

from collections.abc import Sequence
from math import exp, log
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
TABLE = 4096
_NORMAL = np.array([NormalDist().inv_cdf((i + 0.5) / TABLE) for i in range(TABLE)])


def hour_table(weights: Sequence[float]) -> Ints:
    """4096 hours in proportion to their weights: an index drawn evenly draws an hour."""
    edges = np.cumsum(np.array(weights, dtype=np.float64) / sum(weights))
    return np.minimum(np.searchsorted(edges, (np.arange(TABLE) + 0.5) / TABLE), 23).astype(np.int64)


def seconds(rng: np.random.Generator, hours: Ints, count: int) -> Ints:
    """Seconds of the day."""
    drawn = rng.integers(0, TABLE * 3600, count)
    result: Ints = hours[drawn // 3600] * 3600 + drawn % 3600
    return result


def lognormal(rng: np.random.Generator, median: float, sigma: float, count: int) -> npt.NDArray[np.float64]:
    """Sizes around a median; from a table, so the farthest lie 3.7 sigma away."""
    table = np.exp(log(median) + sigma * _NORMAL)
    result: npt.NDArray[np.float64] = table[rng.integers(0, TABLE, count)]
    return result


def prices(rng: np.random.Generator, median_yuan: float, sigma: float, count: int) -> Ints:
    """Amounts in fen: half of them whole yuan, the others to the jiao or the fen; at least 1 yuan."""
    yuan = np.maximum(lognormal(rng, median_yuan, sigma, count), 1.0)
    kind = rng.integers(0, 4, count)
    whole = np.rint(yuan).astype(np.int64) * 100
    fine = np.rint(yuan * 100).astype(np.int64)
    result: Ints = np.where(kind < 2, whole, np.where(kind == 2, fine // 10 * 10, fine))
    return result


def round_amounts(rng: np.random.Generator, median_yuan: float, sigma: float, step: int, count: int) -> Ints:
    """Amounts in fen that people type: multiples of `step` yuan."""
    yuan = lognormal(rng, median_yuan, sigma, count)
    result: Ints = np.maximum(np.rint(yuan / step), 1).astype(np.int64) * step * 100
    return result


def some(rng: np.random.Generator, members: npt.NDArray[np.int32], expected: float) -> npt.NDArray[np.int64]:
    """Members drawn with replacement: a Poisson number of them."""
    if len(members) == 0 or expected <= 0:
        return np.empty(0, dtype=np.int64)
    return members[rng.integers(0, len(members), rng.poisson(expected))].astype(np.int64)


def chosen(rng: np.random.Generator, weights: Sequence[float], count: int) -> Ints:
    """Positions by weight."""
    edges = np.cumsum(np.array(weights, dtype=np.float64) / sum(weights))[:-1]
    return np.searchsorted(edges, rng.random(count), side="right").astype(np.int64)


def spread(median: float, sigma: float, chance: float) -> float:
    """One log-normal size from one chance in [0, 1)."""
    return exp(log(median) + sigma * NormalDist().inv_cdf(min(max(chance, 1e-9), 1 - 1e-9)))
