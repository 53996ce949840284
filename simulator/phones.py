"""Mobile numbers of invented people, whole arrays at a time."""

import numpy as np
import numpy.typing as npt

from simulator.texts import PHONE_PREFIXES

NEW_PREFIXES = (198, 199, 166, 178, 177, 185)  # of a resident's second, third, ... number


def phones(seed: int, people: npt.NDArray[np.int64], change: int = 0) -> npt.NDArray[np.int64]:
    """The mobile number of each resident after so many changes: different for all, since it permutes the index."""
    if change:
        prefix = np.full(len(people), NEW_PREFIXES[(change - 1) % len(NEW_PREFIXES)], dtype=np.int64)
        return prefix * 10**8 + (people * 61_803_399 + seed * 7_919 + change) % 10**8
    prefix = np.array([int(p) for p in PHONE_PREFIXES], dtype=np.int64)[people % len(PHONE_PREFIXES)]
    result: npt.NDArray[np.int64] = prefix * 10**8 + (people // len(PHONE_PREFIXES) * 61_803_399 + seed * 7_919) % 10**8
    return result
