"""Places: which groups of equals find room under a capacity, and whom they displace.

Nobody gets or loses a colour by lot: equals come together, wait together and go together.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]


def groups(members: Ints, first: npt.NDArray[np.generic], then: npt.NDArray[np.generic]) -> list[Ints]:
    """The members (places in the columns `first` and `then`) in groups of equals, sorted by these columns."""
    if not len(members):
        return []
    order = members[np.lexsort((then[members], first[members]))]
    is_new = (first[order][1:] != first[order][:-1]) | (then[order][1:] != then[order][:-1])
    return [np.asarray(part) for part in np.split(order, np.flatnonzero(is_new) + 1)]


def settle(
    free: int, beside: int, candidates: Sequence[Ints], removable: Sequence[Ints]
) -> tuple[list[Ints], list[Ints]]:
    """The groups that come in, and those that go.

    `candidates`: highest risk first; `removable`: lowest risk first. Where more hold a place than there are (`free` is
    negative), removable groups go as long as the whole group is too many: one too many does not cost all its equals
    their colour. `beside`: so many more take a place today and displace nobody. Then each candidate group takes free
    places, else displaces as many groups as it needs, else waits; what it displaces above that is free if no place is
    held too many.
    """
    came: list[Ints] = []
    left = 0  # how many of the removable groups have gone
    while left < len(removable) and free + len(removable[left]) <= 0:
        free, left = free + len(removable[left]), left + 1
    free, rest = min(free, max(free - beside, 0)), sum(len(group) for group in removable[left:])
    for group in candidates:
        room = max(free, 0)
        if len(group) > room + rest:
            continue
        while len(group) > room:
            gone = len(removable[left])
            free, room, rest, left = free + gone, room + gone, rest - gone, left + 1
        came.append(group)
        free -= len(group)
    return came, list(removable[:left])
