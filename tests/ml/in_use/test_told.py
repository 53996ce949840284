"""What is told of the model of a day beside the others."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ml.in_use import folder
from ml.in_use.told import models_of
from ml.models.model import Model
from ml.residents.subject import RESIDENTS

DAY = date(2021, 10, 25)
FIGURES = {"capture": {"0.01": [0.05, 0.02, 0.08], "0.1": [0.3, 0.25, 0.35]}, "observed_to_expected": [1.1, 0.9, 1.3]}
METRICS = {
    "test": {"victims": 120},
    "gate": {"line": "Passed the gate."},
    "models": {"xgboost": FIGURES, "m0": FIGURES | {"capture": {"0.01": [0.02, 0, 0.04], "0.1": [0.2, 0.15, 0.25]}}},
}


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    """Each test has an empty home."""


def trained(valid_from: date, metrics: dict[str, Any] = METRICS) -> Model:
    version = folder.add(folder.XGBOOST, valid_from, {}, ("a",), {}, metrics, b"", RESIDENTS)
    return Model(version, folder.XGBOOST, folder.model_of(DAY, RESIDENTS).core)


def told(used: Model) -> dict[str, tuple[Any, ...]]:
    names = ("model_version", "is_in_use", "capture_1", "capture_10", "observed_expected")
    return {row["kind"]: tuple(row[name] for name in names) for row in models_of(DAY, used, RESIDENTS)}


def test_before_any_training_only_the_model_in_use_is_told() -> None:
    m0 = folder.model_of(DAY, RESIDENTS)
    assert told(m0) == {"m0": (m0.version, True, None, None, None)}


def test_a_trained_model_is_told_beside_m0_whether_it_is_in_use_or_not() -> None:
    m0, new = folder.model_of(DAY, RESIDENTS), trained(DAY)
    assert told(new) == {"xgboost": (new.version, True, 0.05, 0.3, 1.1), "m0": (None, False, 0.02, 0.2, 1.1)}
    assert told(m0) == {"xgboost": (new.version, False, 0.05, 0.3, 1.1), "m0": (m0.version, True, 0.02, 0.2, 1.1)}


def test_a_model_of_a_later_day_is_not_told() -> None:
    trained(date(2021, 10, 26))
    assert list(told(folder.model_of(DAY, RESIDENTS))) == ["m0"]


def test_the_model_before_the_last_training_may_still_be_in_use() -> None:
    old = trained(date(2021, 10, 18))
    new = trained(DAY, METRICS | {"models": METRICS["models"] | {"in_use": FIGURES}})  # type: ignore[operator]
    assert told(old)["former"] == (old.version, True, 0.05, 0.3, 1.1)
    assert told(new)["former"] == (None, False, 0.05, 0.3, 1.1)
