"""The gate on rankings of its own: each condition alone keeps the model in use."""

from typing import Any

import numpy as np
import pytest

from ml.judging import evaluation, gate
from ml.residents.subject import RESIDENTS

PEOPLE, VICTIMS = 4000, 200
BASELINES = ("m0", "random")


def city(ours: float, m0: float, odds: float = 0.0, victims: int = VICTIMS) -> evaluation.Tested:
    """One day; a model has this share of the victims in its first tenth, and foretells `odds` above the true level."""
    keys, is_victim = np.arange(PEOPLE), np.arange(PEOPLE) < victims
    level = np.log(victims / (PEOPLE - victims)) + odds
    values = {"xgboost": ranked(ours, victims, 1), "m0": ranked(m0, victims, 2), "random": ranked(0.1, victims, 3)}
    values["xgboost"] = values["xgboost"] * 1e-6 + level
    return evaluation.Tested(keys, np.zeros(PEOPLE, np.int64), is_victim, values, {}, RESIDENTS)


def ranked(share: float, victims: int, seed: int) -> Any:
    """Values by which this share of the victims comes first; which of them differs by seed."""
    chance = np.random.Generator(np.random.PCG64(seed))
    values = chance.random(PEOPLE)
    first = chance.permutation(victims)[: int(share * victims)]
    values[first] += 1
    return values - (np.arange(PEOPLE) < victims) * (values < 1) * 0.2


def judged(given: evaluation.Tested, leaks: tuple[str, ...] = ()) -> gate.Verdict:
    return gate.verdict(given, "xgboost", "m0", BASELINES, leaks)


def test_who_captures_surely_more_and_foretells_the_level_passes() -> None:
    assert judged(city(0.6, 0.3)).line == "Passed the gate."


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (city(0.30, 0.32), "may capture less at 10% than m0: "),
        (city(0.3, 0.6), "is not surely better than m0: -30.0 points"),
        (city(0.6, 0.3, odds=0.5), "observed to expected 0.6"),
        (city(0.6, 0.3, victims=99), "99 victims on the later days, 100 are needed"),
    ],
    ids=["hardly differs", "worse", "level", "few"],
)
def test_each_condition_alone_keeps_the_gate_shut(given: evaluation.Tested, told: str) -> None:
    assert not judged(given).passed and told in judged(given).line


def test_a_ranking_that_is_that_of_m0_is_not_surely_better() -> None:
    given = city(0.3, 0.3)
    same = evaluation.Tested(
        given.keys, given.days, given.is_victim, dict(given.values) | {"m0": given.values["xgboost"]}, {}, RESIDENTS
    )
    (breach,) = judged(same).breaches
    assert breach.startswith("is not surely better than m0: +0.0 points")


def test_a_leak_comes_before_everything_else() -> None:
    assert judged(city(0.6, 0.3), ("a column knows",)).line.startswith("LEAK: a column knows.")
    assert gate.leaks({"x": {0.01: 0.9, 0.1: 1.0}}, victims=19, of=RESIDENTS) == []
    assert gate.leaks({"x": {0.01: 0.9, 0.1: 1.0}, "y": {0.01: 0.1, 0.1: 0.3}}, victims=20, of=RESIDENTS) == [
        "x captures 90% of victims at 1%"
    ]
