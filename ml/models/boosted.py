"""Trees of XGBoost that start from a model that adds (residents: M0), fitted to the city; then calibrated."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import xgboost as xgb

from ml.common.params import params
from ml.common.rows import Numbers
from ml.models.additive import Additive
from ml.models.calibration import PLAIN, Calibration, Flags, calibrated, slopes
from ml.models.m0 import AGE, SEX

#: Rows of which contributions are computed at a time.
AT_A_TIME = 100_000


@dataclass(frozen=True, eq=False)
class Boosted:
    """What trees start from, trees over all columns but age and sex, and a calibration of their sum."""

    columns: tuple[str, ...]
    prior: Additive
    trees: bytes
    calibration: Calibration = PLAIN

    @cached_property
    def learnt(self) -> tuple[str, ...]:
        """The columns that trees see: of age and sex the prior alone speaks."""
        return learnt(self.columns)

    @cached_property
    def _booster(self) -> xgb.Booster:
        booster = xgb.Booster()
        booster.load_model(bytearray(self.trees))
        return booster

    def margins(self, numbers: Numbers) -> Numbers:
        """The log-odds, calibrated."""
        return self.calibration(self.plain_margins(numbers))

    def plain_margins(self, numbers: Numbers, trees: int = 0) -> Numbers:
        """The log-odds before calibration, of the first `trees` trees where that is not 0."""
        seen, start = _seen(self.columns, numbers), self._start(numbers).astype(np.float32)
        found = self._booster.inplace_predict(
            seen, iteration_range=(0, trees), predict_type="margin", base_margin=start, validate_features=False
        )
        return np.asarray(found, np.float64)

    def _start(self, numbers: Numbers) -> Numbers:
        return self.prior.margins(numbers[:, _places(self.columns, self.prior.columns)])

    def contributions(self, numbers: Numbers) -> Numbers:
        """What each column adds: exactly that of the trees by Shapley's values, and of the prior, times the slope."""
        parts = [self._contributions(numbers[at : at + AT_A_TIME]) for at in range(0, len(numbers), AT_A_TIME)]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.columns)))

    def _contributions(self, numbers: Numbers) -> Numbers:
        data = _data(self.columns, numbers, self._start(numbers))
        found = np.zeros_like(numbers)
        found[:, _places(self.columns, self.learnt)] = self._booster.predict(data, pred_contribs=True)[:, :-1]
        own = _places(self.columns, self.prior.columns)
        found[:, own] += self.prior.contributions(numbers[:, own])
        scaled: Numbers = found * self.calibration.slope
        return scaled

    def first(self, trees: int) -> "Boosted":
        """The same model with its first trees only."""
        cut = self._booster[:trees] if trees < self._booster.num_boosted_rounds() else self._booster
        return replace(self, trees=bytes(cut.save_raw("json")))

    def as_json(self) -> dict[str, Any]:
        """What a file holds of it."""
        calibration = {"shift": self.calibration.shift, "slope": self.calibration.slope}
        own = {"columns": list(self.columns), "prior": self.prior.as_json(), "calibration": calibration}
        return own | {"trees": json.loads(self.trees)}

    @classmethod
    def of(cls, held: dict[str, Any]) -> "Boosted":
        """The model that a file holds."""
        trees = json.dumps(held["trees"], separators=(",", ":")).encode()
        return cls(tuple(held["columns"]), Additive.of(held["prior"]), trees, Calibration(**held["calibration"]))


def fit(
    columns: Sequence[str], prior: Additive, numbers: Numbers, is_victim: Flags, rate: Numbers,
    knobs: Mapping[str, Any],
) -> Boosted:  # fmt: skip
    """Trees that learn from rows sorted by day and key. `rate`: what share of those who are no victims was kept of the
    row's day; as victims are so much denser among the rows, the log-odds start so much higher. The prior is fitted to
    the city first, so that trees have to tell people apart and not to find its level; one without terms can only be
    shifted. `knobs`: those of the trees."""
    prior = _fitted(prior, tuple(columns), numbers, is_victim, np.where(is_victim, 1.0, 1.0 / rate))
    foretold = prior.margins(numbers[:, _places(tuple(columns), prior.columns)])
    data = _data(tuple(columns), numbers, foretold - np.log(rate))
    data.set_label(is_victim.astype(np.float32))
    options = {"objective": "binary:logistic", "tree_method": "hist", "nthread": 1, "base_score": 0.5}
    options |= {"seed": params("models")["seed"], "monotone_constraints": _monotone(learnt(tuple(columns)), knobs)}
    given = {name: value for name, value in knobs.items() if name not in ("rounds", "increasing")}
    booster = xgb.train(options | given, data, num_boost_round=knobs["rounds"])
    return Boosted(tuple(columns), prior, bytes(booster.save_raw("json")))


def _fitted(
    prior: Additive, columns: tuple[str, ...], numbers: Numbers, is_victim: Flags, weights: Numbers
) -> Additive:
    """The prior shifted to the city and, with enough victims, each of its parts stretched: what age and sex say, and
    what its rules say, whose lifts are assumptions."""
    parts = [part for part in (prior.only(AGE, SEX), prior.without(AGE, SEX)) if part.terms]
    told = [part.contributions(numbers[:, _places(columns, part.columns)]).sum(axis=1) for part in parts]
    table = np.column_stack(told) if told else np.zeros((len(numbers), 0))
    if is_victim.sum() >= params("models")["slope_from"]:
        shift, found = slopes(table, is_victim, weights)
    else:
        shift, found = calibrated(table.sum(axis=1), is_victim, weights, has_slope=False).shift, [1.0] * len(parts)
    stretched = [part.times(slope) for part, slope in zip(parts, found, strict=True) if slope]
    return Additive(shift, tuple(term for part in stretched for term in part.terms))


def learnt(columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that trees may see."""
    return tuple(name for name in columns if name not in (AGE, SEX))


def _data(columns: tuple[str, ...], numbers: Numbers, start: Numbers) -> xgb.DMatrix:
    names = list(learnt(columns))
    start = start.astype(np.float32)
    return xgb.DMatrix(_seen(columns, numbers), base_margin=start, feature_names=names, nthread=1)


def _seen(columns: tuple[str, ...], numbers: Numbers) -> npt.NDArray[np.float32]:
    return numbers[:, _places(columns, learnt(columns))].astype(np.float32)


def _monotone(names: tuple[str, ...], knobs: Mapping[str, Any]) -> str:
    increasing = set(knobs["increasing"])
    return "(" + ",".join("1" if name in increasing else "0" for name in names) + ")"


def _places(columns: tuple[str, ...], names: Sequence[str]) -> list[int]:
    return [columns.index(name) for name in names]
