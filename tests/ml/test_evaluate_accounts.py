"""Evaluation on others' labels: its measures against scikit-learn's, and that no label reaches its own row."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from ml import evaluate_accounts as evaluation
from ml.common.params import params
from ml.common.rows import Numbers
from spark_jobs.patterns.near_reported import Neighbours
from spark_jobs.patterns.transfer_list import Transfers


@pytest.fixture
def few_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    knobs = params("evaluation")
    monkeypatch.setitem(knobs, "xgboost", knobs["xgboost"] | {"rounds": 40})


def test_measures_of_drawn_accounts() -> None:
    """Equal chances, and accounts drawn twice or not at all."""
    rng = np.random.default_rng(1)
    reported, chances = rng.random(60) < 0.3, np.round(rng.random(60), 1)
    weights = rng.integers(0, 3, (60, 4)).astype(np.float64)
    found = evaluation._drawn(reported, chances, weights)
    for n in range(4):
        again = np.repeat(np.arange(60), weights[:, n].astype(int))
        truth, told = reported[again], chances[again]
        assert found["ap"][n] == pytest.approx(average_precision_score(truth, told))
        assert found["auc"][n] == pytest.approx(roc_auc_score(truth, told))
        assert found["f1"][n] == pytest.approx(max(f1_score(truth, told >= t) for t in evaluation.THRESHOLDS))


def test_intervals_hold_what_is_measured() -> None:
    rng = np.random.default_rng(2)
    reported = rng.random(2_000) < 0.1
    good, bad = (np.clip(reported * size + rng.random(2_000) * 0.6, 0, 1) for size in (0.4, 0.1))
    found = evaluation.intervals(reported, {"ours": good, "peer": bad})
    for name, chances in (("ours", good), ("peer", bad)):
        for measure, value in evaluation.metrics(reported, chances).items():
            low, high = found[name][measure]
            assert low < value < high
    assert found["ahead"]["ap"][0] > 0


def crowd(accounts: int = 600) -> Transfers:
    """Everybody pays a few others at random; among the first 120 six in seven payments stay among five."""
    rng = np.random.default_rng(4)
    payer = np.repeat(np.arange(accounts), 7)
    payee = rng.integers(0, accounts, len(payer))
    is_ring = (payer < 120) & (np.arange(len(payer)) % 7 > 0)
    payee = np.where(is_ring, payer // 5 * 5 + rng.integers(0, 5, len(payer)), payee)
    return Transfers(payer, payee, rng.integers(0, 30, len(payer)), np.full(len(payer), 100), accounts, day=1)


def near(transfers: Transfers) -> evaluation.Near:
    neighbours = Neighbours(transfers)
    return lambda reported: np.column_stack(list(neighbours.measures(reported).values()))


def test_labels_of_neighbours_tell(few_trees: None) -> None:
    """Half of the rings is reported: nothing but the reports of others in one's own ring says which."""
    reported = (np.arange(600) < 120) & (np.arange(600) // 5 % 2 == 0)
    chances = evaluation.foretold(reported, np.zeros((600, 1)), near(crowd()))
    assert evaluation.metrics(reported, chances)["ap"] > 0.7


def test_shuffled_labels_tell_nothing(few_trees: None) -> None:
    """AP falls to the share of positives; each row knowing its own label would make it 1."""
    found = []
    for seed in range(3):
        reported = np.random.default_rng(seed).permutation(np.arange(600) < 90)
        chances = evaluation.foretold(reported, np.zeros((600, 1)), near(crowd()))
        found.append(evaluation.metrics(reported, chances)["ap"])
    assert 0.10 < np.mean(found) < 0.21, "the share is 0.15"


def test_no_row_is_measured_with_its_own_report() -> None:
    """A column that is the report itself, as a careless measure would be, is 0 in every row."""
    reported = np.random.default_rng(6).random(200) < 0.3
    seen: Numbers = evaluation._near(lambda known: known[:, None].astype(np.float64), reported, np.arange(160))
    assert not seen.any()
