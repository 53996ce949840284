"""What the payments of a block on one day need: accounts, hours, lasting traits, and a random stream."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from simulator.panel.accounts import ALIPAY, BANK1, BANK2, WECHAT, Accounts
from simulator.panel.block import Block
from simulator.panel.channels import transfer_kinds
from simulator.panel.draws import hour_table, seconds, some
from simulator.panel.names import Names
from simulator.panel.numbers import Ints
from simulator.panel.rhythm import DayFactors
from simulator.residents import uniform


@dataclass
class Market:
    """What payments of one day need: the block, the day, its factors and its random stream."""

    accounts: Accounts
    names: Names
    block: Block
    day: date
    factors: DayFactors
    alive: npt.NDArray[np.bool_]
    closed: Ints
    rng: np.random.Generator

    def __post_init__(self) -> None:
        params = self.accounts.params
        self.rates, self.hours = params.money, hour_table(params.pay_rhythm.hours)
        self.seed, self.ordinal = self.accounts.seed, self.day.toordinal()

    def payers(self, rate: float) -> Ints:
        """Residents for events at a rate per resident, the active ones more often."""
        found = some(self.rng, self.block.pool, rate * self.block.size)
        return found[self.alive[found]]

    def at(self, count: int) -> Ints:
        """Seconds of the day."""
        return seconds(self.rng, self.hours, count)

    def account(self, who: Ints, source: Ints) -> Ints:
        """Each one's account at a source, or at wechat, or whatever there is."""
        own = self.accounts.of[who]
        wanted = own[np.arange(len(who)), source]
        for other in (WECHAT, ALIPAY, BANK1, BANK2):
            wanted = np.where(wanted < 0, own[:, other], wanted)
        return wanted.astype(np.int64)

    def bank(self, who: Ints) -> Ints:
        """Each one's bank account, or -1."""
        own = self.accounts.of[who]
        return np.where(own[:, BANK1] >= 0, own[:, BANK1], own[:, BANK2]).astype(np.int64)

    def transfer_kinds(self, account: Ints) -> npt.NDArray[np.uint8]:
        """The channel of a transfer from each account."""
        return transfer_kinds(self.rng, self.rates, self.accounts.source[account] < WECHAT)

    def chance(self, salt: int, who: Ints) -> npt.NDArray[np.float64]:
        """A lasting trait of each."""
        return uniform(self.seed, salt, who)

    def everybody(self) -> Ints:
        """The living residents of the block."""
        first, last = self.block.first, self.block.last
        return first + np.flatnonzero(self.alive[first:last])

    def devices(self, who: Ints) -> Ints:
        """The device of each, or -1 for the half of rows that do not tell it."""
        told = self.rng.random(len(who)) < 0.5
        return np.where(told, self.names.whereabouts(who, self.rng.random(len(who))), -1)
