"""How an account of a ring pays: when, how much it keeps, over which channel and address, and where money leaves."""

from dataclasses import dataclass
from random import Random

import numpy as np

from simulator.panel.accounts import WECHAT, Accounts
from simulator.panel.channels import transfer_kind
from simulator.panel.draws import spread
from simulator.panel.freezes import Freezes
from simulator.panel.legs import ATM_OUT, MEMO, NOBODY
from simulator.panel.names import STRANGER
from simulator.panel.rings import Ring
from simulator.panel.schedule import Move, Schedule
from simulator.panel_crime import Rings as RingParams
from simulator.residents import uniform
from simulator.wire import DAY

GOLDEN = 0.618034  # multiples of it spread evenly, so that few rings have both habits too
CASH_LIMIT = 2_000_000  # fen per withdrawal
REMARKS = tuple(MEMO[text] for text in ("", "货款", "往来款", "借款", "还款", "转账"))


@dataclass
class Pot:
    """Money in an account of the ring from a moment on (account -1: out of sight)."""

    account: int
    amount: int
    at: int


class Passing:
    """Single payments of one ring on one day. Money only moves forward in time, and not out of stopped accounts."""

    def __init__(
        self, accounts: Accounts, schedule: Schedule, params: RingParams, rng: Random, ring: Ring, freezes: Freezes
    ) -> None:  # fmt: skip
        self.accounts, self.schedule, self.params, self.rng, self.ring = accounts, schedule, params, rng, ring
        self.freezes = freezes

    def _later(self, at: int) -> int:
        return at + 30 + int(spread(self.params.dwell_minutes, 0.8, self.rng.random()) * 60)

    def _kept(self, pot: Pot) -> Pot:
        """What is passed on: careful members keep a balance, the others next to nothing."""
        chance = float(uniform(self.accounts.seed, 1046, np.array([pot.account], dtype=np.int64))[0])
        share = self.rng.uniform(0.08, 0.3) if chance < self.params.careful else self.rng.uniform(0, 0.012)
        return Pot(pot.account, max(int(pot.amount * (1 - share)), 1), pot.at)

    def pass_on(self, pot: Pot, target: int) -> Pot:
        """One hop; some lead out of sight, and what is there stays there."""
        if pot.account == target or pot.account < 0:
            return pot
        sent, at = self._kept(pot), self._later(pot.at)
        if not self.is_free(pot.account, at):
            return Pot(-1, 0, at)
        if self.rng.random() < self.params.away_hop / 2 or not self.can_pay(pot.account, target):
            self._send_away(sent, at)
            return Pot(-1, 0, at)
        self.schedule.move(Move(at, pot.account, target, sent.amount, self.kind(pot.account),
                                self.rng.choice(REMARKS), device=self._device(pot.account)))  # fmt: skip
        return Pot(target, sent.amount, at)

    def leave(self, pot: Pot) -> None:
        """Cash at machines, or an account at a bank that we do not see."""
        if pot.account < 0 or pot.amount <= 0:
            return
        sent, at = self._kept(pot), self._later(pot.at)
        if not self.is_free(pot.account, at):
            return
        if self.accounts.source[pot.account] < WECHAT and self.rng.random() < self.params.cash:
            rest = sent.amount // 10_000 * 10_000
            while rest > 0:
                part = min(rest, CASH_LIMIT)
                self.schedule.move(Move(at, pot.account, -1, part, ATM_OUT, MEMO["取款"]))
                rest, at = rest - part, at + self.rng.randint(40, 90)
            return
        self._send_away(sent, at)

    def _send_away(self, pot: Pot, at: int) -> None:
        stranger = 30_000_000 + self.ring.number * 64 + self.rng.randrange(24)
        self.schedule.move(Move(at, pot.account, -1, pot.amount, self.kind(pot.account), self.rng.choice(REMARKS),
                                STRANGER + stranger, self._device(pot.account)))  # fmt: skip

    def is_free(self, account: int, at: int) -> bool:
        """Whether money can leave the account: not while it is stopped or frozen."""
        return not self.freezes.is_blocked(account, at // DAY)

    def can_pay(self, payer: int, payee: int) -> bool:
        """Money reaches a wallet from wallets of the same kind only."""
        source = self.accounts.source
        return bool(source[payee] < WECHAT or source[payer] == source[payee])

    def kind(self, account: int) -> int:
        """The channel of a transfer: a ring's are those of everybody."""
        return transfer_kind(self.rng, self.accounts.params.money, bool(self.accounts.source[account] < WECHAT))

    def _device(self, account: int) -> int:
        """Careful rings pay from the holders' own addresses; others from three, which their accounts share with the
        honest guests of the place. Half of the rows do not tell."""
        if self.rng.random() < 0.5:
            return NOBODY
        if (self.ring.number + 1) * GOLDEN % 1 < self.params.own_address:
            return self.schedule.names.device(int(self.accounts.owner[account]), self.rng.random())
        place = np.array([self.ring.number * 3 + self.rng.randrange(3)], dtype=np.int64)
        return int(self.schedule.names.places(uniform(self.accounts.seed, 1047, place))[0])
