"""People elsewhere who lend their names to rings: when they were born, and their ID numbers."""

import numpy as np
import pyarrow as pa

from simulator.panel.numbers import EPOCH, Ints, with_check_digit
from simulator.residents import uniform

FIRST_YEAR, YEARS = 1970, 32  # of birth: assumption
ORDER_FROM = 500  # residents born on one day in one place are numbered from 1 on: never the same number


def _birth_years(seed: int, stranger: Ints) -> Ints:
    years: Ints = FIRST_YEAR + (uniform(seed, 1039, stranger) * YEARS).astype(np.int64)
    return years


def grown_up(seed: int, stranger: Ints, age: int) -> Ints:
    """A day (proleptic ordinal) on which each is at least that old."""
    years = (_birth_years(seed, stranger) + age + 1 - 1970).astype("datetime64[Y]")
    days: Ints = years.astype("datetime64[D]").astype(np.int64) + EPOCH
    return days


def outsider_ids(seed: int, stranger: Ints, homes: Ints) -> pa.Array:
    """ID numbers of people from other places."""
    born = _birth_years(seed, stranger) * 10_000 + (1 + stranger % 12) * 100 + 1 + stranger * 7 % 28
    order = ORDER_FROM + stranger * 37 % (1000 - ORDER_FROM)
    return with_check_digit((homes[stranger % len(homes)] * 10**8 + born) * 1000 + order)
