"""truth/traits.csv: how likely a victim each resident of the panel is, and why."""

from pathlib import Path

import numpy as np

from simulator.home import write_table
from simulator.panel.numbers import id_numbers
from simulator.registered import registered
from simulator.residents import Population
from simulator.susceptible import Floats, Susceptible

TRAIT_COLUMNS = ("resident", "id_number", "registers", "prior", "listed", "responding", "times")


def write_traits(path: Path, people: Population, size: int) -> None:
    """One row per resident with a phone. `prior` is what age and sex say, 1 on average over all with a phone; `times`
    is how many times as often as the prior says. A hazard is the product of both."""
    who = np.flatnonzero(people.has_phone[:size]).astype(np.int64)
    carriers = Susceptible(people)
    columns = (
        who.tolist(), id_numbers(people, who).to_pylist(), np.isin(who, registered(people)).tolist(),
        _rounded(prior(people)[who]),
        *(_rounded(column[who]) for column in (carriers.listed, carriers.responding, carriers.times)),
    )  # fmt: skip
    write_table(path, TRAIT_COLUMNS, zip(*columns, strict=True))


def prior(people: Population) -> Floats:
    """Each one's share of the cases of their age and sex, against the mean; nothing for who has no phone."""
    types = people.world.scam_types.values()
    cases = np.zeros((len(people.world.age_upper), 2))
    for scam in types:
        by_age = scam.share * np.array(scam.age) / sum(scam.age)
        cases += by_age[:, None] * np.array([scam.women, 1 - scam.women])
    group = people.band.astype(np.int64) * 2 + people.is_male
    members = np.bincount(group[people.has_phone], minlength=cases.size)
    share = np.where(people.has_phone, (cases.ravel() / np.maximum(members, 1))[group], 0.0)
    relative: Floats = (share * people.has_phone.sum() / max(share.sum(), 1e-9)).astype(np.float32)
    return relative


def _rounded(values: Floats) -> list[float]:
    return [round(value, 6) for value in values.tolist()]
