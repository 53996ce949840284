"""A logistic regression of the same columns, as a baseline: what a model without trees makes of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from ml.common.rows import Numbers
from ml.models.additive import Additive
from ml.models.calibration import Flags

STEPS = 500


@dataclass(frozen=True, eq=False)
class Logistic:
    """Weights of the columns on a scale of logarithms, and of the log-odds of the prior."""

    columns: tuple[str, ...]
    prior: Additive
    middle: Numbers
    spread: Numbers
    weights: Numbers
    shift: float

    def margins(self, numbers: Numbers) -> Numbers:
        """The log-odds."""
        scaled = (_seen(self.columns, self.prior, numbers) - self.middle) / self.spread
        found: Numbers = self.shift + scaled @ self.weights
        return found


def fit(columns: Sequence[str], prior: Additive, numbers: Numbers, is_victim: Flags) -> Logistic:
    """The weights that rows teach."""
    names = tuple(columns)
    seen = _seen(names, prior, numbers)
    middle, spread = seen.mean(axis=0), np.maximum(seen.std(axis=0), 1e-9)
    model = LogisticRegression(C=0.1, max_iter=STEPS).fit((seen - middle) / spread, is_victim)
    return Logistic(names, prior, middle, spread, model.coef_[0], float(model.intercept_[0]))


def _seen(columns: tuple[str, ...], prior: Additive, numbers: Numbers) -> Numbers:
    """Logarithms of what is there, 0 for what is not, and the log-odds of the prior."""
    filled = np.nan_to_num(numbers)
    places = [columns.index(name) for name in prior.columns]
    return np.column_stack([np.sign(filled) * np.log1p(np.abs(filled)), prior.margins(numbers[:, places])])
