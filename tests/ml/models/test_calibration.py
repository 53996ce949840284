"""Log-odds fitted to what happened: by hand where two groups decide them."""

import math

import numpy as np

from ml.models.additive import Additive, Term
from ml.models.calibration import slopes

#: Forty rows: both flags in all ways, ten each.
FIRST, SECOND = np.repeat([0.0, 0.0, 1.0, 1.0], 10), np.tile(np.repeat([0.0, 1.0], 10), 2)


def victims(*of_group: int) -> np.ndarray:
    """So many victims in each of the four groups."""
    return np.concatenate([np.arange(10) < many for many in of_group])


def test_each_part_has_a_slope_of_its_own() -> None:
    parts = np.column_stack([FIRST * math.log(2), SECOND * math.log(3)])
    shift, found = slopes(parts, victims(2, 4, 5, 8), np.ones(40))
    told = shift + parts @ found
    assert abs(told[:1] - math.log(0.25)) < 0.15 and 1.5 < found[0] < 2.5 and 0.8 < found[1] < 1.5


def test_a_part_that_would_turn_round_is_left_out_and_the_others_fitted_without_it() -> None:
    parts = np.column_stack([FIRST * math.log(2), SECOND * math.log(3)])
    shift, (first, second) = slopes(parts, victims(3, 1, 5, 3), np.ones(40))
    assert second == 0.0  # flagged twice as often by the rule, cheated half as often
    assert (shift, first) == (round(math.log(4 / 16), 9), round(math.log((8 / 12) / (4 / 16)) / math.log(2), 9))


def test_rows_count_by_their_weights() -> None:
    weights = np.where(victims(2, 2, 4, 4), 1.0, 3.0)
    shift, (first,) = slopes(FIRST[:, None], victims(2, 2, 4, 4), weights)
    assert (shift, first) == (round(math.log(4 / 48), 9), round(math.log((8 / 36) / (4 / 48)), 9))


def test_parts_of_a_model_are_stretched_apart() -> None:
    model = Additive(-2.0, (Term("age", 60, math.inf, 0.5), Term("calls", 1, math.inf, 1.0)))
    assert model.only("age").times(2.0).terms == (Term("age", 60, math.inf, 1.0),)
    assert model.without("age").terms == (Term("calls", 1, math.inf, 1.0),)
