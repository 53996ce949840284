"""Scores of a day: M0 from day one, probabilities and ranks to the letter, days that repeat themselves."""

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from resident_rows import publish, window

from lake.snapshot import Snapshot
from ml import score_residents
from ml.common.rows import OtherColumns, digests, worst_rank
from ml.in_use import folder
from ml.residents.subject import RESIDENTS
from ml.score_residents import SCORES, scores

D1, D2 = date(2021, 9, 1), date(2021, 9, 2)
WOMAN_20 = {"resident_age_years": 20, "resident_is_female": 1}
MAN_70 = {"resident_age_years": 70, "resident_is_female": 0}
CALLED = {"resident_calls_reported_count_30d": 1}


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    """Each test has an empty home."""


def test_m0_is_in_use_from_day_one_without_any_training() -> None:
    model = folder.model_of(D1, RESIDENTS)
    assert model.version.startswith("2015-10-01-m0-") and folder.history(RESIDENTS) == []
    assert folder.load(model.version, RESIDENTS).columns == model.columns


def test_m0_is_its_seeds() -> None:
    rows = window(D1, WOMAN_20, MAN_70, WOMAN_20 | CALLED)
    odds = 12.9e-4 * 30 / 365 / (1 - 12.9e-4 * 30 / 365)
    woman, man = 0.427 / 0.181 * 0.60 / 0.4814, 0.016 / 0.155 * 0.40 / 0.5186
    expected = [x / (1 + x) for x in (odds * woman, odds * man, odds * woman * 4)]
    assert folder.model_of(D1, RESIDENTS).probabilities(rows) == pytest.approx(expected, abs=2e-9)


def test_an_unknown_age_or_sex_is_an_average_one() -> None:
    rows = window(D1, {"resident_age_years": None, "resident_is_female": None})
    assert folder.model_of(D1, RESIDENTS).probabilities(rows)[0] == pytest.approx(12.9e-4 * 30 / 365, abs=2e-9)


def test_contributions_are_exact() -> None:
    model = folder.model_of(D1, RESIDENTS)
    names, found = model.contributions(window(D1, WOMAN_20, WOMAN_20 | CALLED))
    assert found[0, names.index("resident_age_years")] == pytest.approx(np.log(0.427 / 0.181), abs=1e-8)
    assert found[1, names.index("resident_calls_reported_count_30d")] == pytest.approx(np.log(4), abs=1e-8)
    margins = np.log(model.probabilities(window(D1, WOMAN_20, WOMAN_20 | CALLED)))
    assert found[1].sum() - found[0].sum() == pytest.approx(margins[1] - margins[0], abs=1e-3)


def test_ranks_of_equal_probabilities_are_the_worst_of_their_group() -> None:
    assert worst_rank(np.array([0.5, 0.1, 0.5, 0.9])).tolist() == [3, 4, 3, 1]
    found = scores(window(D1, WOMAN_20, MAN_70, WOMAN_20), D1, folder.model_of(D1, RESIDENTS)).to_pylist()
    assert [row["rank"] for row in found] == [2, 3, 2]


def test_rows_without_a_column_of_the_model_are_refused_by_its_name() -> None:
    rows = window(D1, WOMAN_20)
    named = "resident_loan_in_fen_7d"
    with pytest.raises(OtherColumns, match=f"lack columns of the model: {named}$"):
        folder.model_of(D1, RESIDENTS).probabilities(rows.rename_columns(_renamed(rows, named)))
    texts = rows.set_column(rows.column_names.index(named), named, pa.array(["1"]))
    with pytest.raises(OtherColumns, match=f"no numbers in the rows: {named}$"):
        folder.model_of(D1, RESIDENTS).probabilities(texts)


def _renamed(rows: pa.Table, name: str) -> list[str]:
    return ["other" if column == name else column for column in rows.column_names]


def test_the_digest_of_a_row_tells_of_its_features_only() -> None:
    columns = ("resident_age_years", "resident_case_last_days")
    first, second, third = digests(window(D1, WOMAN_20, WOMAN_20 | CALLED, MAN_70), columns)
    assert first == second != third and len(first) == 64


def test_a_day_is_scored_published_and_scored_again_alike(spark: object) -> None:
    day1, day2 = window(D1, WOMAN_20, MAN_70 | CALLED), window(D2, MAN_70)
    publish(pa.concat_tables([day1, day2]), D1, D2)
    score_residents.main([D1, D2])
    snapshot = Snapshot.open()
    rows = sorted(snapshot.arrow(SCORES).to_pylist(), key=lambda row: (row["as_of_date"], row["resident_key"]))
    assert [(row["as_of_date"], row["resident_key"], row["rank"]) for row in rows] == [
        (D1, 1, 1),
        (D1, 2, 2),
        (D2, 1, 1),
    ]
    assert rows[1]["probability"] == pytest.approx(0.0000337, abs=1e-6)
    score_residents.main([D2])
    again = Snapshot.open()
    assert [again.content(SCORES, day, "resident_scores") for day in (D1, D2)] == [
        snapshot.content(SCORES, day, "resident_scores") for day in (D1, D2)
    ]
