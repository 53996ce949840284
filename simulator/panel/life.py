"""What changes in the residents' own lives as the panel sees it: who is there, new numbers, closed cards."""

from datetime import date

import numpy as np
import numpy.typing as npt

from simulator.biography import NUMBER, STATES, Biographies
from simulator.panel.accounts import Accounts
from simulator.panel.numbers import Ints
from simulator.phones import phones
from simulator.residents import uniform

CLOSED_SHARE = 0.06  # of second cards: closed some time after opening; assumption
CLOSED_AFTER = (300, 2500)  # days


class Lives:
    """The number of each of the panel and whether they still live in the city; days must come in order."""

    def __init__(self, biographies: Biographies, size: int, first_day: date) -> None:
        self.biographies, self.seed = biographies, biographies.people.seed
        self.phone = phones(self.seed, np.arange(size, dtype=np.int64))
        self.numbers = np.zeros(size, dtype=np.int8)
        self.alive: npt.NDArray[np.bool_] = np.ones(size, dtype=bool)
        for ordinal in range(biographies.first + 1, first_day.toordinal()):
            self.next_day(ordinal)

    def next_day(self, ordinal: int) -> None:
        """Let a day's changes happen."""
        changes = self.biographies.changes_on(ordinal)
        own = changes.who < len(self.alive)
        who, kind = changes.who[own], changes.kind[own]
        self.alive[who[np.isin(kind, list(STATES))]] = False
        renumbered = who[kind == NUMBER]
        self.numbers[renumbered] += 1
        for change in np.unique(self.numbers[renumbered]).tolist():
            some = renumbered[self.numbers[renumbered] == change]
            self.phone[some] = phones(self.seed, some, change)


def closed_days(accounts: Accounts, opened: Ints) -> Ints:
    """The day on which each account is or will be closed; 0 for never."""
    closed = np.zeros(accounts.count, dtype=np.int64)
    extra = accounts.extra.astype(np.int64)
    chance = uniform(accounts.seed, 1201, accounts.keys[extra])
    after = CLOSED_AFTER[0] + (uniform(accounts.seed, 1202, accounts.keys[extra]) * CLOSED_AFTER[1]).astype(np.int64)
    closed[extra] = np.where(chance < CLOSED_SHARE, opened[extra] + after, 0)
    return closed
