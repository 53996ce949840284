"""Keys of accounts, numbers and persons: in columns, found among others, and as they are printed."""

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.int64]


def places_of(wanted: Keys, known: Keys) -> tuple[Keys, npt.NDArray[np.bool_]]:
    """Where each wanted key stands among the known ones, which are sorted and different, and whether it does."""
    if not len(known):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1).astype(np.int64)
    return at, np.asarray(known[at] == wanted)


def token(key: int) -> str:
    """A key as it is printed."""
    return f"k{key:015x}"
