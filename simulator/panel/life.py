"""What changes in the residents' own lives: moves, deaths, new numbers, closed cards."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.panel.accounts import Accounts
from simulator.panel.numbers import Ints, phones
from simulator.residents import uniform

YEAR = 365.2425
#: Deaths by age, relative to the mean: from the youngest band to the oldest, stretched to as many bands as there are.
DEATHS_BY_AGE = (0.02, 0.02, 0.05, 0.1, 0.6, 5.0)
CLOSED_SHARE = 0.06  # of second cards: closed some time after opening; assumption
CLOSED_AFTER = (300, 2500)  # days


@dataclass
class Changes:
    """The changes of one day."""

    moves: list[tuple[int, str]] = field(default_factory=list)
    deaths: list[int] = field(default_factory=list)
    sims: list[tuple[int, str]] = field(default_factory=list)


class Lives:
    """Everybody's number, town and whether they still live in the city; days must come in order."""

    def __init__(self, accounts: Accounts) -> None:
        self.accounts, self.seed, self.rates = accounts, accounts.seed, accounts.params.life
        people, size = accounts.people, accounts.size
        self.phone = phones(self.seed, np.arange(size, dtype=np.int64))
        self.numbers = np.zeros(size, dtype=np.int8)
        self.town = people.town[:size].copy()
        self.alive: npt.NDArray[np.bool_] = np.ones(size, dtype=bool)
        bands = len(accounts.world.age_upper)
        weights = np.array(DEATHS_BY_AGE)[np.arange(bands) * len(DEATHS_BY_AGE) // bands]
        self._mortality = np.cumsum(weights[people.band[:size]])

    def next_day(self, ordinal: int) -> Changes:
        """Let a day's changes happen."""
        rng = np.random.default_rng([self.seed, 1200, ordinal])
        changes = Changes()
        for who in self._some(rng, self.rates.moves):
            others = len(self.accounts.people.towns) - 1
            if others > 0:
                self.town[who] = (self.town[who] + 1 + rng.integers(0, others)) % (others + 1)
                changes.moves.append((who, self.accounts.people.towns[int(self.town[who])].code))
        for who in self._some(rng, self.rates.leaves):
            self.alive[who] = False
            changes.moves.append((who, ""))
        changes.deaths = self._die(rng)
        changes.sims = self._renumber(rng)
        return changes

    def _some(self, rng: np.random.Generator, yearly: float) -> list[int]:
        """Different living residents."""
        size = len(self.alive)
        found = np.unique(rng.integers(0, size, rng.poisson(size * yearly / YEAR)))
        return [int(who) for who in found[self.alive[found]]]

    def _die(self, rng: np.random.Generator) -> list[int]:
        count = rng.poisson(len(self.alive) * self.rates.deaths / YEAR)
        found = np.unique(np.searchsorted(self._mortality, rng.random(count) * self._mortality[-1], side="right"))
        dead = found[self.alive[found]]
        self.alive[dead] = False
        return [int(who) for who in dead]

    def _renumber(self, rng: np.random.Generator) -> list[tuple[int, str]]:
        changed = []
        for who in self._some(rng, self.rates.sims):
            if self.accounts.holders.is_user[who]:
                self.numbers[who] += 1
                self.phone[who] = phones(self.seed, np.array([who], dtype=np.int64), int(self.numbers[who]))[0]
                changed.append((who, str(self.phone[who])))
        return changed


def closed_days(accounts: Accounts, opened: Ints) -> Ints:
    """The day on which each account is or will be closed; 0 for never."""
    closed = np.zeros(accounts.count, dtype=np.int64)
    extra = accounts.extra.astype(np.int64)
    chance = uniform(accounts.seed, 1201, accounts.keys[extra])
    after = CLOSED_AFTER[0] + (uniform(accounts.seed, 1202, accounts.keys[extra]) * CLOSED_AFTER[1]).astype(np.int64)
    closed[extra] = np.where(chance < CLOSED_SHARE, opened[extra] + after, 0)
    return closed
