"""Nine places after the point, halves up: the one way in which a share, a rank or a chance is rounded.

What is written has to be the same on every engine: sums of doubles differ in their last places, and of halves one
engine's `round` makes the greater number, another's the even one.
"""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pyspark.sql import Column

Numbers = npt.NDArray[np.float64]
BILLION = 10**9


def rounded(values: Numbers) -> Numbers:
    """Numbers in memory."""
    found: Numbers = np.floor(values * BILLION + 0.5) / BILLION
    return found


def billionths(share: "Column") -> "Column":
    """A share on an engine as a whole number of billionths."""
    from pyspark.sql import functions as F

    return F.floor(share * F.lit(float(BILLION)) + F.lit(0.5)).cast("bigint")


def of_billionths(number: "Column") -> "Column":
    """Billionths as they are written."""
    return number.cast("double") / float(BILLION)
