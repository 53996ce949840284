"""How a ring passes money on: AMLSim's eight typologies [S59], then cash or accounts that nobody sees."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import numpy as np

from simulator.panel.accounts import WECHAT, Accounts
from simulator.panel.channels import transfer_kind
from simulator.panel.draws import spread
from simulator.panel.legs import ATM_OUT, MEMO, NOBODY
from simulator.panel.names import STRANGER
from simulator.panel.rings import CASH, HOP, Ring
from simulator.panel.schedule import Move, Schedule
from simulator.panel_crime import TYPOLOGIES
from simulator.panel_crime import Rings as RingParams
from simulator.residents import uniform

LONGEST_WALK = 4
GOLDEN = 0.618034  # multiples of it spread evenly, so that few rings have both habits too
CASH_LIMIT = 2_000_000  # fen per withdrawal
REMARKS = tuple(MEMO[text] for text in ("", "货款", "往来款", "借款", "还款", "转账"))


@dataclass
class Pot:
    """Money in an account of the ring from a moment on (account -1: out of sight)."""

    account: int
    amount: int
    at: int


class Laundry:
    """One day of one ring: takes what came in and plans where it goes. Money only moves forward in time."""

    def __init__(self, accounts: Accounts, schedule: Schedule, params: RingParams, rng: Random, ring: Ring) -> None:
        self.accounts, self.schedule, self.params, self.rng, self.ring = accounts, schedule, params, rng, ring
        self.hops = ring.of(HOP)
        self.ends = ring.of(CASH)
        self._wash: dict[str, Callable[[list[Pot]], list[Pot]]] = {
            "fan_in": self._fan_in, "fan_out": self._fan_out, "cycle": self._cycle, "bipartite": self._bipartite,
            "stack": self._stack, "random": self._random, "scatter_gather": self._scatter_gather,
            "gather_scatter": self._gather_scatter,
        }  # fmt: skip

    def wash(self, typology: str, pots: list[Pot]) -> None:
        """Pass the day's money on in the way of a typology, and out."""
        for pot in self._wash[typology](pots):
            self._leave(pot)

    def choose(self) -> str:
        """The ring's own typology mostly, now and then another of the world's."""
        weights = [self.params.typologies.get(name, 0.0) for name in TYPOLOGIES]
        return self.ring.typology if self.rng.random() < 0.7 else self.rng.choices(TYPOLOGIES, weights)[0]

    def _fan_in(self, pots: list[Pot]) -> list[Pot]:
        return self._gather(pots, self.rng.choice(self.hops))

    def _fan_out(self, pots: list[Pot]) -> list[Pot]:
        return [part for pot in pots for part in self._scatter(pot, self.hops + self.ends)]

    def _cycle(self, pots: list[Pot]) -> list[Pot]:
        """Round through two or three others and back to where it came from."""
        out = []
        for pot in pots:
            start = pot.account
            for target in self.rng.sample(self.hops + self.ends, min(len(self.hops + self.ends), 2)):
                pot = self._pass(pot, target)
            out.append(self._pass(pot, start))
        return out

    def _bipartite(self, pots: list[Pot]) -> list[Pot]:
        targets = self.rng.sample(self.hops, min(len(self.hops), 3))
        return [part for pot in pots for part in self._scatter(pot, targets, all_of_them=True)]

    def _stack(self, pots: list[Pot]) -> list[Pot]:
        """Layer after layer, every account to some of the next layer."""
        middle = [part for pot in pots for part in self._scatter(pot, self.hops)]
        return [part for pot in middle for part in self._scatter(pot, self.ends)]

    def _random(self, pots: list[Pot]) -> list[Pot]:
        out = []
        for pot in pots:
            for _ in range(self.rng.randint(1, LONGEST_WALK)):
                pot = self._pass(pot, self.rng.choice(self.hops + self.ends))
            out.append(pot)
        return out

    def _scatter_gather(self, pots: list[Pot]) -> list[Pot]:
        parts = [part for pot in pots for part in self._scatter(pot, self.hops)]
        return self._gather(parts, self.rng.choice(self.ends))

    def _gather_scatter(self, pots: list[Pot]) -> list[Pot]:
        parts = self._gather(pots, self.rng.choice(self.hops))
        return [part for pot in parts for part in self._scatter(pot, self.ends + self.hops)]

    def _gather(self, pots: list[Pot], target: int) -> list[Pot]:
        """All to one account; it moves on when the last part is there."""
        parts = [self._pass(pot, target) for pot in pots]
        there = [p for p in parts if p.account == target]
        if not there:
            return parts
        total = sum(p.amount for p in there)
        return [p for p in parts if p.account != target] + [Pot(target, total, max(p.at for p in there))]

    def _scatter(self, pot: Pot, targets: list[int], all_of_them: bool = False) -> list[Pot]:
        """One to several others, in uneven parts."""
        targets = [target for target in targets if target != pot.account] or targets
        count = len(targets) if all_of_them else min(len(targets), self.rng.randint(2, 5))
        chosen, rest, parts = self.rng.sample(targets, count), pot.amount, []
        for left, target in zip(range(count, 0, -1), chosen, strict=True):
            part = rest if left == 1 else _tidy(int(rest / left * self.rng.uniform(0.6, 1.4)))
            part = min(part, rest)
            if part > 0:
                parts.append(self._pass(Pot(pot.account, part, pot.at), target))
            rest -= part
        return parts

    def _later(self, at: int) -> int:
        return at + 30 + int(spread(self.params.dwell_minutes, 0.8, self.rng.random()) * 60)

    def _kept(self, pot: Pot) -> Pot:
        """What is passed on: careful members keep a balance, the others next to nothing."""
        chance = float(uniform(self.accounts.seed, 1046, np.array([pot.account], dtype=np.int64))[0])
        share = self.rng.uniform(0.08, 0.3) if chance < self.params.careful else self.rng.uniform(0, 0.012)
        return Pot(pot.account, max(int(pot.amount * (1 - share)), 1), pot.at)

    def _pass(self, pot: Pot, target: int) -> Pot:
        """One hop; some lead out of sight, and what is there stays there."""
        if pot.account == target or pot.account < 0:
            return pot
        sent, at = self._kept(pot), self._later(pot.at)
        if self.rng.random() < self.params.away_hop / 2 or not self.can_pay(pot.account, target):
            self._send_away(sent, at)
            return Pot(-1, 0, at)
        self.schedule.move(Move(at, pot.account, target, sent.amount, self.kind(pot.account),
                                self.rng.choice(REMARKS), device=self._device(pot.account)))  # fmt: skip
        return Pot(target, sent.amount, at)

    def _leave(self, pot: Pot) -> None:
        """Cash at machines, or an account at a bank that we do not see."""
        if pot.account < 0 or pot.amount <= 0:
            return
        sent, at = self._kept(pot), self._later(pot.at)
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
            return self.schedule.names.device(int(self.accounts.owner[account]))
        place = np.array([self.ring.number * 3 + self.rng.randrange(3)], dtype=np.int64)
        return int(self.schedule.names.places(uniform(self.accounts.seed, 1047, place))[0])


def _tidy(amount: int) -> int:
    """As people type: whole hundreds of yuan if it is enough."""
    return amount // 10_000 * 10_000 if amount > 30_000 else amount
