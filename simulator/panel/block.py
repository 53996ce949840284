"""A block of residents: whom its people know, how active they are; nobody knows people outside the block
except strangers. Blocks make a city stream in little memory."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.panel.accounts import COURIER, GROUP_BUYER, LANDLORD, PAYROLL, STALL, TREASURER, Accounts
from simulator.panel.numbers import Ints
from simulator.residents import uniform

BLOCK = 131_072
CONTACTS = 48  # people known at most; the first are family


@dataclass
class Block:
    """Residents `first` to `last` (exclusive): lists by part, and `pool`, in which active people stand more often."""

    number: int
    first: int
    last: int
    pool: npt.NDArray[np.int32]
    by_role: dict[int, npt.NDArray[np.int32]]
    mirrors: Ints

    @property
    def size(self) -> int:
        """Residents, phones or not."""
        return self.last - self.first

    @classmethod
    def cut(cls, accounts: Accounts, number: int) -> "Block":
        """The block of that number."""
        first, holders = number * BLOCK, accounts.holders
        last = min(first + BLOCK, holders.size)
        who = np.arange(first, last, dtype=np.int64)
        times = 1 + (uniform(accounts.seed, 1050, who) ** 2 * 4).astype(np.int64)
        pool = np.repeat(who, times * holders.is_user[first:last]).astype(np.int32)
        role = holders.role[first:last]
        by_role = {part: (np.flatnonzero(role == part) + first).astype(np.int32)
                   for part in (STALL, LANDLORD, PAYROLL, GROUP_BUYER, COURIER, TREASURER)}  # fmt: skip
        chances = uniform(accounts.seed, 1051 + number, np.arange(CONTACTS, dtype=np.int64))
        return cls(number, first, last, pool, by_role, (chances * (last - first)).astype(np.int64))

    def contacts(self, who: Ints, rank: Ints) -> Ints:
        """Somebody each knows, nearest for rank 0. Acquaintance is mutual: mirrored at a point of the block."""
        found: Ints = self.first + (self.mirrors[rank % CONTACTS] - (who - self.first)) % self.size
        return found


def block_count(size: int) -> int:
    """How many blocks a panel has."""
    return -(-size // BLOCK)
