"""The breaker: each of its checks sees a planted fault, and lets an ordinary day through."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from city import D1, D2, City

from exports.breaker import Day, Held, breaches
from exports.params import PARAMS

LIMITS = PARAMS["breaker"]
SIZE = 3000
KEYS = np.arange(SIZE)
BEFORE = Day(D1, pa.array(KEYS), (KEYS % 997) / 997, pa.array(KEYS))
TODAY = replace(BEFORE, as_of=D2)


def told(today: Day, before: Day | None = BEFORE, left: int = 0, published: int = SIZE) -> str:
    return "; ".join(breaches(today, before, left, published, LIMITS))


def test_an_ordinary_day_passes() -> None:
    moved = np.where(KEYS % 7 == 0, BEFORE.probabilities[::-1], BEFORE.probabilities)
    assert told(replace(TODAY, probabilities=moved), left=30) == ""


def test_the_first_day_and_few_users_need_a_person() -> None:
    assert told(TODAY, None) == "it is the first export"
    few = replace(TODAY, coded=TODAY.coded[:199])
    assert told(few) == "199 users are fewer than 200"


def test_other_residents_at_the_top_are_seen_though_the_scores_are_the_same() -> None:
    assert "only 0% of the residents at highest risk" in told(replace(TODAY, residents=pa.array((KEYS + 500) % SIZE)))


def test_equals_of_the_last_at_the_top_belong_to_it() -> None:
    assert len(replace(TODAY, probabilities=np.full(SIZE, 0.5)).top(0.01)) == SIZE
    assert len(TODAY.top(0.01)) == 30 and TODAY.top(0.0005).to_pylist() == [996, 1993, 2990]


@pytest.mark.parametrize("scores", [BEFORE.probabilities / 2, np.full(SIZE, 0.5), BEFORE.probabilities**3])
def test_shifted_scores_are_seen_though_the_order_is_the_same(scores: np.ndarray) -> None:
    assert "by a stability index of" in told(replace(TODAY, probabilities=scores))


def test_fewer_scored_users_are_seen() -> None:
    half = replace(TODAY, residents=TODAY.residents[:2600], probabilities=TODAY.probabilities[:2600])
    assert told(half) == "87% of the users have a score, 100% had on 2021-10-01"


def test_users_who_leave_in_numbers_are_seen() -> None:
    assert told(TODAY, left=301) == "301 of 3000 published users would leave"


@pytest.mark.parametrize("value", [np.nan, -0.1, 1.5])
def test_what_is_no_probability_is_seen(value: float) -> None:
    scores = BEFORE.probabilities.copy()
    scores[:10] = value
    assert "10 of 3000 scores are no probability" in told(replace(TODAY, probabilities=scores))


def test_a_day_without_scores_is_seen() -> None:
    none = replace(TODAY, residents=pa.array([], pa.int64()), probabilities=np.array([]))
    assert told(none) == "2021-10-02 has no scores to compare"
    assert told(TODAY, replace(none, as_of=D1)) == "2021-10-01 has no scores to compare"


def test_a_held_day_goes_out_once_a_person_releases_it(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    city.filler = 100
    city.day(D1, {"S1": "R"})
    city.release(D2)
    with pytest.raises(Held, match=r"101 users are fewer than 200; it is the first export; a decision of kind release"):
        city.publish(D1)
    city.release(D1).publish(D1)
    assert "is released by decision d-2021-10-01" in capsys.readouterr().out and len(city.sequences) == 1
