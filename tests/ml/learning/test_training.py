"""Training on a small city: what it finds, what it must not find, what stops it, and that it repeats itself."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from house import House
from resident_rows import COLUMNS, window
from small_city import FIRST, SHOWS, SmallCity

from expectations.settings import REPO
from ml.common import params
from ml.in_use import folder
from ml.judging.report import report
from ml.learning import training
from ml.learning.learning_set import dates, labelled, sampled
from ml.learning.training import NothingToLearn, Outcome, split, train
from ml.models.labels import Labels
from ml.models.m0 import m0
from ml.residents.subject import RESIDENTS

#: The files of training.
TRAINING = ("ml/train_resident_risk.py", "ml/learning/", "ml/judging/", "ml/models/", "ml/residents/")


@pytest.fixture(scope="module", autouse=True)
def _fewer_trees() -> Any:
    knobs = params.params("models")["xgboost"]
    before, knobs["rounds"], knobs["eta"] = dict(knobs), 40, 0.15
    yield
    knobs.update(before)


def trained(city: SmallCity) -> Outcome:
    _, model = m0(FIRST)
    return train(city, model, folder.Model("m0", folder.M0, model), None)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return trained(SmallCity(people=5000))


def test_what_shows_before_a_loss_is_learnt(outcome: Outcome) -> None:
    found = outcome.metrics["models"]
    assert found["xgboost"]["capture"]["0.1"][0] > found["m0"]["capture"]["0.1"][0] + 0.05
    assert outcome.verdict.passed, outcome.verdict.line
    assert abs(found["random"]["capture"]["0.1"][0] - 0.1) < 0.06


def test_contributions_add_up_to_the_log_odds(outcome: Outcome) -> None:
    rows = SmallCity(people=50).whole(FIRST).numbers
    left = outcome.model.margins(rows) - outcome.model.contributions(rows).sum(axis=1)
    assert np.ptp(left) < 1e-4
    assert np.abs(outcome.model.contributions(rows)).mean(axis=0)[COLUMNS.index(SHOWS)] > 0.1


def test_more_of_what_warns_never_lowers_the_risk(outcome: Outcome) -> None:
    rows = SmallCity(people=200).whole(FIRST).numbers
    for name in params.params("models")["xgboost"]["increasing"]:
        more = rows.copy()
        more[:, COLUMNS.index(name)] += 3
        assert (outcome.model.margins(more) >= outcome.model.margins(rows) - 1e-6).all(), name


def test_shuffled_labels_teach_nothing() -> None:
    outcome = trained(SmallCity(people=5000, shuffled=True))
    low, high = outcome.metrics["models"]["xgboost"]["capture"]["0.1"][1:]
    assert low < 0.1 < high + 0.05 and not outcome.verdict.passed


def test_a_column_that_knows_the_future_is_named_first(outcome: Outcome) -> None:
    leaking = trained(SmallCity(leak="resident_texts_in_count_7d"))
    assert not leaking.verdict.passed and not outcome.verdict.leaks
    assert leaking.verdict.line.startswith("LEAK: the column resident_texts_in_count_7d alone captures")
    page = report("t", leaking.metrics, leaking.tested, COLUMNS, np.ones(len(COLUMNS))).decode()
    assert page.index("LEAK") < page.index("<h1>")


def test_equal_inputs_give_equal_bytes(outcome: Outcome, home: Path) -> None:
    again = trained(SmallCity(people=5000))
    pages = [report("t", o.metrics, o.tested, COLUMNS, np.ones(len(COLUMNS))) for o in (outcome, again)]
    assert pages[0] == pages[1]
    versions = [
        folder.add("xgboost", FIRST, o.model.as_json(), COLUMNS, {}, o.metrics, pages[0], RESIDENTS)
        for o in (outcome, again)
    ]
    assert versions[0] == versions[1]
    rows = window(FIRST, {SHOWS: 1}, {"resident_age_years": 30})
    held = folder.load(versions[0], RESIDENTS)
    assert held.probabilities(rows).tolist() == folder.Model("", "", again.model).probabilities(rows).tolist()


@pytest.mark.parametrize(
    ("city", "told"),
    [
        (SmallCity(people=300, rate=0.01), "victims on the earlier days, 30 are needed"),
        (SmallCity(dates=1), "one mature day only"),
        (SmallCity(people=100, rate=100.0), "victims only"),
    ],
    ids=["few", "one day", "one class"],
)
def test_too_little_is_one_sentence(city: SmallCity, told: str) -> None:
    with pytest.raises(NothingToLearn, match=told):
        trained(city)


def test_few_victims_on_the_later_days_pass_no_gate() -> None:
    outcome = trained(SmallCity(people=2000))
    assert not outcome.verdict.passed and outcome.verdict.line.endswith("victims on the later days, 100 are needed.")


def test_a_model_in_use_is_tested_on_days_it_has_not_learnt_from() -> None:
    days = [FIRST + timedelta(days=7 * n) for n in range(5)]
    assert split(days, None) == (days[:3], days[3:])
    assert split(days, days[3]) == (days[:4], days[4:])
    assert split(days, days[4]) == (days, [])
    _, model = m0(FIRST)
    with pytest.raises(NothingToLearn, match="has not learnt from"):
        training.train(SmallCity(people=50), model, folder.Model("x", "xgboost", model), days[-1])  # type: ignore[arg-type]


def test_days_are_mature_weekly_and_have_a_month_of_data_behind_them() -> None:
    data = [date(2021, 5, 1) + timedelta(days=n) for n in range(120)]  # to 28 August
    assert dates(date(2021, 8, 28), data, RESIDENTS) == [date(2021, 6, 1 + n) for n in (0, 7, 14, 21, 28)]
    assert dates(date(2021, 7, 28), data, RESIDENTS) == [] and dates(date(2021, 8, 28), [], RESIDENTS) == []


def test_who_is_left_out_is_neither_learnt_from_nor_tested_on() -> None:
    told = Labels(FIRST, FIRST, {1: "A1"}, frozenset({3}))
    rows = labelled(window(FIRST, {}, {}, {}, {}), told, COLUMNS, RESIDENTS.key)
    assert (rows.keys.tolist(), rows.is_victim.tolist()) == ([1, 2, 4], [True, False, False])


def test_a_sample_keeps_victims_and_weighs_the_others() -> None:
    whole = SmallCity(people=5000).whole(FIRST)
    rows = sampled(whole, 30)
    assert rows.is_victim.sum() == whole.is_victim.sum()
    assert (~rows.is_victim).sum() == pytest.approx(30 * rows.is_victim.sum(), rel=0.1)
    assert rows.weights.sum() == pytest.approx(len(whole.keys), rel=0.1)


def test_training_reads_the_window_and_the_cases_and_nothing_else_of_the_lake() -> None:
    """The register tells groups for the report; scores and codes, which follow from features, are never read."""
    texts = {text for m in House(REPO).of("ml") if m.name.startswith(TRAINING) for text in m.strings()}
    named = {text for text in texts if re.fullmatch(r"(silver|features|scores|exports|ops)\.[a-z_]+", text)}
    assert named == {"features.resident_window", "silver.cases", "silver.case_entities", "silver.residents"}
