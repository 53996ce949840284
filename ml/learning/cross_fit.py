"""Models by turns: the persons of each fold are foretold by a model that has not seen them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from ml.common.draws import Keys, fold
from ml.common.params import params
from ml.common.rows import Numbers, probability
from ml.learning.learning_set import Rows
from ml.models import boosted, logistic
from ml.models.additive import Additive
from ml.models.boosted import Boosted
from ml.models.calibration import PLAIN, Calibration, calibrated

#: Numbers of trees that are tried out of fold.
STEP = 10


class Foreteller(Protocol):
    """What has log-odds for rows."""

    def margins(self, numbers: Numbers) -> Numbers:
        """The log-odds."""
        ...


Fit = Callable[[Rows], Foreteller]
Knobs = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class CrossFit:
    """One model per fold, which has not seen the persons of the fold, and the calibration of what they foretell."""

    models: Sequence[Foreteller]
    calibration: Calibration = PLAIN

    def margins(self, keys: Keys, numbers: Numbers) -> Numbers:
        """The log-odds of each person by the model that has not seen the person."""
        own, found = folds_of(keys), np.empty(len(keys))
        for number, model in enumerate(self.models):
            found[own == number] = model.margins(numbers[own == number])
        return self.calibration(found)


def folds_of(keys: Keys) -> Keys:
    """The fold of each person."""
    return fold(keys, params("models")["seed"], params("models")["folds"])


def cross_fit(rows: Rows, fit: Fit) -> CrossFit:
    """A model per fold, calibrated together out of fold."""
    own = folds_of(rows.keys)
    return _calibrated(CrossFit([fit(rows.where(own != number)) for number in range(params("models")["folds"])]), rows)


def boosted_cross_fit(rows: Rows, columns: Sequence[str], prior: Additive, knobs: Knobs) -> tuple[CrossFit, int]:
    """Trees per fold, as many as do best for those who were not seen; and how many these are."""
    own, folds = folds_of(rows.keys), range(params("models")["folds"])
    models = [fit_boosted(rows.where(own != number), columns, prior, knobs) for number in folds]
    losses = {trees: _loss(models, rows, trees) for trees in range(STEP, knobs["rounds"] + 1, STEP)}
    best = min(losses, key=lambda trees: (losses[trees], trees))
    return _calibrated(CrossFit([model.first(best) for model in models]), rows), best


def fit_boosted(rows: Rows, columns: Sequence[str], prior: Additive, knobs: Knobs) -> Boosted:
    """Trees of rows, before calibration."""
    return boosted.fit(columns, prior, rows.numbers, rows.is_victim, rows.rate, knobs)


def fit_logistic(columns: Sequence[str], prior: Additive) -> Fit:
    """How a logistic regression is made of rows."""
    return lambda rows: logistic.fit(columns, prior, rows.numbers, rows.is_victim)


def _calibrated(made: CrossFit, rows: Rows) -> CrossFit:
    margins = made.margins(rows.keys, rows.numbers)
    has_slope = rows.victims >= params("models")["slope_from"]
    found = calibrated(margins, rows.is_victim, rows.weights, has_slope)
    return replace(made, calibration=_levelled(found, margins, rows))


def _levelled(found: Calibration, margins: Numbers, rows: Rows) -> Calibration:
    """With the shift that fits the newest days: how many are cheated changes with the season, who is likelier hardly.
    Where these days have too few victims, as it is."""
    knobs = params("models")
    newest = np.isin(rows.days, np.unique(rows.days)[-knobs["level_days"] :])
    if rows.where(newest).victims < knobs["slope_from"]:
        return found
    stretched = found.slope * margins[newest]
    level = calibrated(stretched, rows.is_victim[newest], rows.weights[newest], has_slope=False)
    return replace(found, shift=level.shift)


def _loss(models: Sequence[Boosted], rows: Rows, trees: int) -> float:
    """The mean log loss of rows out of fold."""
    own, margins = folds_of(rows.keys), np.empty(len(rows.keys))
    for number, model in enumerate(models):
        margins[own == number] = model.plain_margins(rows.numbers[own == number], trees)
    chance = np.clip(probability(margins), 1e-12, 1 - 1e-12)
    losses = -np.log(np.where(rows.is_victim, chance, 1 - chance))
    return round(float((rows.weights * losses).sum() / rows.weights.sum()), 12)
