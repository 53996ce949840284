"""How a ring passes money on: AMLSim's eight typologies [S59], then cash or accounts that nobody sees."""

from collections.abc import Callable
from random import Random

from simulator.panel.accounts import Accounts
from simulator.panel.freezes import Freezes
from simulator.panel.passing import Passing, Pot
from simulator.panel.rings import CASH, HOP, Ring
from simulator.panel.schedule import Schedule
from simulator.panel_crime import TYPOLOGIES
from simulator.panel_crime import Rings as RingParams

LONGEST_WALK = 4


class Laundry(Passing):
    """One day of one ring: takes what came in and plans where it goes."""

    def __init__(
        self, accounts: Accounts, schedule: Schedule, params: RingParams, rng: Random, ring: Ring, freezes: Freezes
    ) -> None:  # fmt: skip
        super().__init__(accounts, schedule, params, rng, ring, freezes)
        self.hops = self.ring.of(HOP)
        self.ends = self.ring.of(CASH)
        self._wash: dict[str, Callable[[list[Pot]], list[Pot]]] = {
            "fan_in": self._fan_in, "fan_out": self._fan_out, "cycle": self._cycle, "bipartite": self._bipartite,
            "stack": self._stack, "random": self._random, "scatter_gather": self._scatter_gather,
            "gather_scatter": self._gather_scatter,
        }  # fmt: skip

    def wash(self, typology: str, pots: list[Pot]) -> None:
        """Pass the day's money on in the way of a typology, and out; accounts that are stopped are left out."""
        at = pots[0].at if pots else 0
        self.hops = [a for a in self.hops if self.is_free(a, at)] or self.hops
        self.ends = [a for a in self.ends if self.is_free(a, at)] or self.ends
        for pot in self._wash[typology](pots):
            self.leave(pot)

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
                pot = self.pass_on(pot, target)
            out.append(self.pass_on(pot, start))
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
                pot = self.pass_on(pot, self.rng.choice(self.hops + self.ends))
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
        parts = [self.pass_on(pot, target) for pot in pots]
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
                parts.append(self.pass_on(Pot(pot.account, part, pot.at), target))
            rest -= part
        return parts


def _tidy(amount: int) -> int:
    """As people type: whole hundreds of yuan if it is enough."""
    return amount // 10_000 * 10_000 if amount > 30_000 else amount
