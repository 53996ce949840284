"""What the calls of a block on one day need: numbers, places, hours, and a random stream."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.panel.accounts import Accounts
from simulator.panel.block import Block
from simulator.panel.calls import SMS, VIDEO, VOICE, VOLTE
from simulator.panel.draws import hour_table, lognormal, seconds, some
from simulator.panel.numbers import Ints
from simulator.panel.rhythm import DayFactors
from simulator.residents import uniform


@dataclass
class Exchange:
    """What the calls of one day need: the block, everybody's number and place, and a random stream."""

    accounts: Accounts
    block: Block
    day: date
    factors: DayFactors
    phone: Ints
    alive: npt.NDArray[np.bool_]
    rng: np.random.Generator
    first_call: int = 0

    def __post_init__(self) -> None:
        self.params = self.accounts.params
        self.rates, self.hours = self.params.calls, hour_table(self.params.calls_rhythm.hours)
        self.calls = self.first_call
        who = np.arange(self.block.first, self.block.last, dtype=np.int64)
        self._area = self._areas(who)

    def _areas(self, who: Ints) -> Ints:
        """Where everybody is today: journeys last a week (of a calendar of their own)."""
        week = (self.day.toordinal() + who % 7) // 7
        is_away = uniform(self.accounts.seed, 1080, who * 4096 + week % 4096) < self.factors.away
        away = np.array(self.params.away_areas, dtype=np.int64)[(who * 7 + week) % len(self.params.away_areas)]
        result: Ints = np.where(is_away, away, self.params.local_area)
        return result

    def area(self, who: Ints) -> Ints:
        """Where residents of the block are."""
        return self._area[who - self.block.first]

    def callers(self, rate: float, pool: npt.NDArray[np.int32] | None = None) -> Ints:
        """Residents for calls at a rate per resident of the block, the talkative ones more often."""
        found = some(self.rng, self.block.pool if pool is None else pool, rate * self.block.size)
        return found[self.alive[found]]

    def new_calls(self, count: int) -> Ints:
        """Numbers for new calls."""
        self.calls += count
        return np.arange(self.calls - count, self.calls, dtype=np.int64)

    def at(self, count: int) -> Ints:
        """Seconds of the day."""
        return seconds(self.rng, self.hours, count)

    def talk(self, median: float, sigma: float, count: int) -> Ints:
        """Seconds talked; some calls are missed."""
        length = lognormal(self.rng, median, sigma, count).astype(np.int64) + 1
        result: Ints = np.where(self.rng.random(count) < self.rates.missed, 0, np.minimum(length, 14_000))
        return result

    def some_texts(self, kind: Any, duration: Ints, share: Any) -> tuple[npt.NDArray[np.uint8], Ints]:
        """Kinds and lengths of calls of which a share are messages instead."""
        is_text = self.rng.random(len(duration)) < share
        return np.where(is_text, SMS, kind).astype(np.uint8), np.where(is_text, 0, duration)

    def kinds(self, count: int) -> npt.NDArray[np.uint8]:
        """voice, volte or video."""
        chance = self.rng.random(count)
        kind = np.where(chance < self.rates.volte, VOLTE, np.where(chance > 1 - self.rates.video, VIDEO, VOICE))
        return kind.astype(np.uint8)
