"""Chance without a generator: a number from 0 to 1 of a person and a seed, the same everywhere and in any order."""

import numpy as np
import numpy.typing as npt

from ml.common.rows import Numbers

Keys = npt.NDArray[np.int64]
STEP, FIRST, SECOND = (np.uint64(value) for value in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))


def draw(keys: Keys, seed: int) -> Numbers:
    """Uniform on [0, 1) by the key: splitmix64 of key and seed."""
    with np.errstate(over="ignore"):
        mixed = keys.astype(np.uint64) * FIRST + np.uint64(seed + 1) * STEP
        mixed = (mixed ^ (mixed >> np.uint64(30))) * FIRST
        mixed = (mixed ^ (mixed >> np.uint64(27))) * SECOND
        mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) / float(1 << 53)


def fold(keys: Keys, seed: int, folds: int) -> npt.NDArray[np.int64]:
    """The fold of each person: all rows of one lie in the same."""
    return np.floor(draw(keys, seed) * folds).astype(np.int64)
