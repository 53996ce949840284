"""Who is cheated more often than age and sex say: carriers of the world's trait, and whoever registers if the world
says so. For good: nothing of it begins or ends with a loss."""

from random import Random

import numpy as np
import numpy.typing as npt

from simulator.registered import registered
from simulator.residents import Population, uniform

Floats = npt.NDArray[np.float32]
LEAST, MOST = 0.5, 1.5  # how strongly a carrier has a face of the trait: evenly between, 1 on average
TRIES = 5000


class Susceptible:
    """Strengths of all residents in both faces (0: no carrier), and how many times as often each is cheated."""

    def __init__(self, people: Population) -> None:
        self.people, self.trait = people, people.world.trait
        self.listed = self._strength(71, self.trait.listed.share if self.trait else 0.0)
        self.responding = self._strength(73, self.trait.responding.share if self.trait else 0.0)
        self.times = self._times()
        self.largest = float(self.times.max(initial=1.0))
        self.is_flat = bool((self.times == 1).all())

    def _strength(self, salt: int, share: float) -> Floats:
        if share <= 0:
            return np.broadcast_to(np.float32(0), self.people.count)  # takes no memory
        everyone = np.arange(self.people.count, dtype=np.int64)
        has = self.people.has_phone & (uniform(self.people.seed, salt, everyone) < share)
        strength = LEAST + (MOST - LEAST) * uniform(self.people.seed, salt + 1, everyone)
        return np.where(has, strength, 0.0).astype(np.float32)

    def _times(self) -> Floats:
        times: Floats = np.broadcast_to(np.float32(1), self.people.count)
        for face, strength in (("listed", self.listed), ("responding", self.responding)):
            if self.trait and strength.any():
                times = times * (1 + (getattr(self.trait, face).hazard - 1) * strength)
        exposure = self.people.world.registrations.exposure
        if exposure != 1:
            times = times.copy()
            times[registered(self.people)] *= exposure
        return times

    def choose(self, rng: Random, band: int, is_male: bool) -> int:
        """A resident of an age band and sex, as often as each is cheated; who is chosen never changes age or sex."""
        found = self.people.choose(band, is_male, rng.random())
        for _ in range(0 if self.is_flat else TRIES):
            if rng.random() * self.largest < self.times[found]:
                break
            found = self.people.choose(band, is_male, rng.random())
        return found

    def on_lists(self, size: int) -> list[int]:
        """Those of the first residents whose numbers are on lists."""
        return np.flatnonzero(self.listed[:size]).tolist()
