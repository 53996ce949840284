"""Who will ever register for the service: a function of seed and world."""

import numpy as np

from simulator.residents import Indices, Population, uniform


def registered(people: Population) -> Indices:
    """By index. In some worlds the first of all, who are the first of the panel too; nothing else depends on who is
    first."""
    rates, eligible = people.world.registrations, people.has_phone
    if rates.panel_first:
        return np.flatnonzero(eligible)[: round(rates.coverage * people.count)].astype(np.int64)
    chance = uniform(people.seed, 51, np.arange(people.count, dtype=np.int64))
    share = rates.coverage / max(float(eligible.mean()), rates.coverage, 1e-9)
    return np.flatnonzero(eligible & (chance < share)).astype(np.int64)
