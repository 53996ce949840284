"""Training of accounts: at the volume of the rules' alerts, what stops it; residents and accounts stay apart."""

import json
import re
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from house import House
from mule_rows import COLUMNS, FIRED, FIRST, SHOWS, AccountCity

from cli.models import kind
from expectations.settings import REPO
from ml.accounts.rules import RULES, column
from ml.accounts.subject import ACCOUNTS
from ml.common import params
from ml.in_use import folder
from ml.in_use.told import models_of
from ml.judging import measures
from ml.judging.report import report
from ml.learning.training import NothingToLearn, Outcome, train
from ml.residents.subject import RESIDENTS


@pytest.fixture(scope="module", autouse=True)
def _fewer_trees() -> Any:
    knobs = params.params("accounts")["xgboost"]
    before, knobs["rounds"], knobs["eta"] = dict(knobs), 30, 0.2
    yield
    knobs.update(before)


def trained(city: AccountCity) -> Outcome:
    _, rules = ACCOUNTS.first(FIRST)
    return train(city, rules, folder.Model("rules", folder.RULES, rules), None)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return trained(AccountCity())


def test_models_are_compared_where_the_rules_raise_alerts(outcome: Outcome) -> None:
    tested, found = outcome.tested, outcome.metrics["models"]
    city = AccountCity()
    fired = np.mean([city.whole(day).numbers[:, COLUMNS.index(FIRED)].mean() for day in city.days[3:]])
    assert outcome.metrics["alerts"]["share"] == pytest.approx(fired) == tested.share
    assert list(found) == ["xgboost", "logistic", "rules", "random"]
    share = f"{fired:g}"
    assert found["xgboost"]["capture"][share][0] > found["rules"]["capture"][share][0] + 0.2
    assert found["xgboost"]["ap"] > found["rules"]["ap"] > 0.02
    hits = found["xgboost"]["capture"][share][0] * tested.is_victim.sum() / (fired * len(tested.keys))
    assert found["xgboost"]["precision"] == pytest.approx(hits, abs=1e-5)
    assert outcome.verdict.passed, outcome.verdict.line


def test_a_report_says_at_which_volume_and_speaks_of_accounts(outcome: Outcome) -> None:
    page = report("t", outcome.metrics, outcome.tested, COLUMNS, np.ones(len(COLUMNS))).decode()
    text = re.sub(r"src=data:[^>]*", "", page)
    assert "Rules raise" in text and "reported accounts" in text and "<th>AP</th>" in text
    assert not re.search("victim|resident|person", text)


def test_trees_start_from_nothing_and_repeat_themselves(outcome: Outcome) -> None:
    assert outcome.model.prior.terms == ()
    again = trained(AccountCity())
    assert json.dumps(again.model.as_json()) == json.dumps(outcome.model.as_json())
    assert np.abs(outcome.model.contributions(AccountCity().whole(FIRST).numbers)).mean(axis=0).argmax() == (
        COLUMNS.index(SHOWS)
    )


def test_a_column_that_knows_the_future_is_named_by_its_average_precision() -> None:
    line = trained(AccountCity(leak="account_out_fen_1d")).verdict.line
    assert line.startswith("LEAK: the column account_out_fen_1d alone has an average precision of 1.00")


def test_too_few_is_one_sentence() -> None:
    with pytest.raises(NothingToLearn, match="reported accounts on the earlier days, 30 are needed"):
        trained(AccountCity(people=200))


def test_average_precision_passes_equal_ones_together_and_days_count_by_their_victims() -> None:
    values, hits = np.array([3.0, 2.0, 2.0, 1.0]), np.array([True, True, False, False])
    assert measures.average_precision(values, hits, np.zeros(4, np.int64)) == pytest.approx((1 + 2 / 3) / 2)
    assert measures.average_precision(np.full(4, -np.inf), hits, np.zeros(4, np.int64)) == 0.5
    both = measures.average_precision(np.tile(values, 2), np.r_[hits, hits[::-1]], np.repeat([0, 1], 4))
    assert both == pytest.approx((1 + 2 / 3 + 1 / 3 + 2 / 4) / 4)


def test_the_rules_are_in_use_from_day_one_and_residents_models_are_others(home: Path, outcome: Outcome) -> None:
    used = folder.model_of(FIRST, ACCOUNTS)
    assert used.kind == "rules" and set(used.columns) == set(map(column, RULES)) and folder.history(ACCOUNTS) == []
    odds = 2e-4 / (1 - 2e-4)
    assert used.probabilities_of(np.array([[0.0, 0, 0], [1, 0, 0]])) == pytest.approx(
        [2e-4, 10 * odds / (1 + 10 * odds)], abs=2e-9
    )
    assert folder.model_of(FIRST, RESIDENTS).kind == "m0"
    core = outcome.model
    version = folder.add("xgboost", FIRST, core.as_json(), COLUMNS, {}, outcome.metrics, b"", ACCOUNTS)
    folder.put_in_use(version, FIRST, "won", ACCOUNTS)
    assert folder.model_of(FIRST, ACCOUNTS).version == version and folder.model_of(FIRST, RESIDENTS).kind == "m0"
    told = {row["kind"]: row for row in models_of(FIRST, folder.model_of(FIRST, ACCOUNTS), ACCOUNTS)}
    assert told["xgboost"]["is_in_use"] and not told["rules"]["is_in_use"]
    assert told["xgboost"]["captured"] > told["rules"]["captured"] and told["rules"]["ap"] is not None
    assert folder.back(date(2021, 7, 1), ACCOUNTS) == used.version


def test_no_feature_of_a_resident_is_one_of_an_account_nor_the_reverse() -> None:
    assert all(name.startswith("resident_") for name in RESIDENTS.columns())
    assert all(name.startswith("account_") for name in COLUMNS)
    assert not set(RESIDENTS.tables) & set(ACCOUNTS.tables)
    assert not set(RESIDENTS.tables.values()) & set(ACCOUNTS.tables.values())


def test_training_reads_features_of_accounts_and_the_cases_and_nothing_else_of_the_lake() -> None:
    names = ("ml/train_account_mule.py", "ml/learning/", "ml/judging/", "ml/models/", "ml/accounts/")
    texts = {text for m in House(REPO).of("ml") if m.name.startswith(names) for text in m.strings()}
    named = {text for text in texts if re.fullmatch(r"(silver|features|scores|exports|ops)\.[a-z_]+", text)}
    of_features = {"features.account_window", "features.account_alert", "features.account_graph"}
    of_labels = {"silver.cases", "silver.case_entities", "silver.accounts", "features.account_card_daily"}
    assert named == of_features | of_labels


def test_the_weekly_dag_and_the_command_build_all_that_training_reads() -> None:
    commands = (REPO / "tests" / "dags" / "commands.txt").read_text()
    assert kind("resident").builders == ("spark_jobs.build_resident_windows",)
    for product, job in zip(ACCOUNTS.tables.values(), kind("account").builders, strict=True):
        assert job == f"spark_jobs.build_{product}" and find_spec(job)
        assert f'spark_jobs.build_{product} --days "$days"' in commands
