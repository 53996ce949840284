"""Rows of a day's codes: what is new, what stays, who leaves. A hundred users who are scored, one place among R."""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
from ground_rows import DAY, case, decision, rows_of
from policy_day import POLICY

from ml.codes.grounds import CASES, DECISIONS, VICTIMS, Grounds, grounds
from ml.codes.known_day import KnownDay
from ml.codes.reasons import TOLD
from ml.codes.rows import CODES, codes

Row = dict[str, Any]
NOTHING = Grounds(frozenset(), {}, {})
USERS = range(1, 101)


class City:
    """Days that follow each other: `scores` by resident, the reasons that whoever is explained gets."""

    def __init__(self) -> None:
        self.rows, self.day = rows_of(CODES, []), DAY
        self.users: Iterable[int] = USERS
        self.scores: dict[int, float] = {key: 1 / (key + 1) for key in USERS}
        self.reasons = {key: "R01" for key in USERS}
        self.explained: list[int] = []
        self.data_days = 30

    def next(self, of: Grounds = NOTHING, days: int = 1) -> dict[int, Row]:
        """The codes of the next day by resident."""
        self.day, self.explained = self.day + timedelta(days=days), []
        known = KnownDay(
            self.day, self._people(), self.rows, _scores(self.scores), self._data_days(), of, f"m{self.day.day}"
        )
        self.rows = codes(known, POLICY, self._explain)
        assert self.rows.schema.names == rows_of(CODES, []).schema.names
        return {row["resident_key"]: row for row in self.rows.to_pylist()}

    def _people(self) -> pa.Table:
        rows = [(key, f"s{key}", "330502001", "30-44") for key in self.users]
        names = ("resident_key", "subscriber_id", "area_code", "age_band")
        return pa.table({name: [row[n] for row in rows] for n, name in enumerate(names)})

    def _data_days(self) -> pa.Table:
        return pa.table(
            {"resident_key": [*self.scores], "days": pa.array([self.data_days] * len(self.scores), pa.int64())}
        )

    def _explain(self, keys: pa.Array) -> pa.Table:
        self.explained += keys.to_pylist()
        told = [
            (key, self.reasons[key], f'[{{"day":{self.day.day}}}]', self.reasons[key] != "R04")
            for key in keys.to_pylist()
        ]
        return pa.Table.from_pylist([dict(zip(TOLD.names, row, strict=True)) for row in told], TOLD)


def _scores(scores: dict[int, float]) -> pa.Table:
    return pa.table(
        {"resident_key": pa.array([*scores], pa.int64()), "probability": pa.array([*scores.values()], pa.float64())}
    )


@pytest.fixture
def city() -> City:
    return City()


def test_the_first_day_whole(city: City) -> None:
    rows = city.next()
    assert rows[1] == {
        "resident_key": 1, "as_of_date": date(2021, 9, 3), "subscriber_id": "s1", "area_code": "330502001",
        "age_band": "30-44", "code": "R", "previous_code": None, "since_date": date(2021, 9, 3),
        "effective_date": date(2021, 9, 4), "expires_date": date(2021, 10, 3), "low_days": 0, "model_version": "m3",
        "reason_codes": "R01", "evidence": '[{"day":3}]', "decided_by": "policy", "policy_line": "red_enters",
        "policy_version": "test",
    }  # fmt: skip
    assert rows[11] == rows[1] | {
        "resident_key": 11, "subscriber_id": "s11", "code": "G", "expires_date": None, "reason_codes": None,
        "evidence": None, "policy_line": "green",
    }  # fmt: skip
    assert [rows[key]["code"] for key in range(1, 12)] == ["R", *["Y"] * 9, "G"]


def test_only_the_coloured_are_explained_and_the_unchanged_are_not_again(city: City) -> None:
    city.next()
    assert sorted(city.explained) == list(range(1, 11))
    before = {row["resident_key"]: row for row in city.rows.to_pylist()}
    rows = city.next()
    assert city.explained == []
    lines = {"R": "red_stays", "Y": "yellow_stays", "G": "green"}
    for key, row in rows.items():
        code = before[key]["code"]
        new = {"as_of_date": date(2021, 9, 4), "previous_code": code, "policy_line": lines[code]}
        assert row == before[key] | new


def test_a_renewed_code_has_new_evidence_and_model(city: City) -> None:
    city.next()
    row = city.next(days=24)[1]
    assert (row["since_date"], row["expires_date"]) == (date(2021, 9, 3), date(2021, 10, 27))
    assert (row["model_version"], row["evidence"], row["previous_code"]) == ("m27", '[{"day":27}]', "R")


def test_without_a_score_reasons_and_model_stay_even_where_r_expires(city: City) -> None:
    city.next()
    del city.scores[1]
    row = city.next(days=31)[1]
    assert (row["code"], row["since_date"], row["expires_date"]) == ("Y", date(2021, 10, 4), date(2021, 11, 3))
    assert (row["model_version"], row["reason_codes"], row["evidence"]) == ("m3", "R01", '[{"day":3}]')


def test_who_leaves_has_no_row_and_comes_back_without_a_past(city: City) -> None:
    city.next()
    city.users = range(2, 101)
    assert 1 not in city.next()
    city.users = USERS
    city.scores[1] = 0.0
    row = city.next()[1]
    assert (row["code"], row["previous_code"], row["since_date"]) == ("G", None, date(2021, 9, 5))


def of(*rows: Row, cases: tuple[Row, ...] = (), day: date = DAY) -> Grounds:
    return grounds(rows_of("silver.cases", [*cases], CASES), rows_of("silver.case_entities", [], VICTIMS),
                   rows_of("silver.decisions", [*rows], DECISIONS), {"s1": 50}, day, 90)  # fmt: skip


def test_red_by_decision_with_its_reason_its_persons_and_its_expiry(city: City) -> None:
    city.next()
    made = of(decision("d1"))
    row = city.next(made)[50]
    assert (row["code"], row["decided_by"], row["previous_code"]) == ("R", "manual", "G")
    assert (row["since_date"], row["expires_date"]) == (date(2021, 9, 4), date(2021, 9, 22))
    assert (row["reason_codes"], row["model_version"], row["low_days"]) == ("R09", None, 0)
    (reference,) = json.loads(row["evidence"])
    assert (reference["why"], reference["persons"]) == ("电话核实", ["lu01", "qian02"])
    assert city.next(made)[50] == row | {"as_of_date": date(2021, 9, 5), "previous_code": "R"}
    after = city.next(of(decision("d1"), day=date(2021, 9, 22)), days=17)[50]
    assert (after["code"], after["since_date"], after["model_version"]) == ("G", date(2021, 9, 22), "m22")
    assert (after["reason_codes"], after["evidence"], after["previous_code"]) == (None, None, "R")


def test_red_by_an_own_case_and_by_another_one(city: City) -> None:
    city.next()
    first = of(cases=(case("A1", 60),))
    row = city.next(first)[60]
    assert (row["code"], row["decided_by"], row["reason_codes"], row["model_version"]) == ("R", "event", "R03", None)
    assert json.loads(row["evidence"])[0]["case_no"] == "A1" and row["expires_date"] == date(2021, 10, 4)
    again = city.next(of(cases=(case("A1", 60, version=2, loss_fen=5),)))[60]
    assert again["evidence"] == row["evidence"], "the same case in another version"
    other = city.next(of(cases=(case("A1", 60), case("A2", 60, days=-1))))[60]
    assert json.loads(other["evidence"])[0]["case_no"] == "A2"
    assert (other["since_date"], other["expires_date"]) == (date(2021, 9, 4), date(2021, 10, 6))
    assert city.next()[60]["code"] == "G"


def test_an_appeal_suspends_and_then_begins_anew(city: City) -> None:
    city.next()
    row = city.next(Grounds(frozenset({1}), {}, {}))[1]
    assert (row["code"], row["previous_code"], row["expires_date"]) == ("S", "R", None)
    assert (row["reason_codes"], row["evidence"], row["model_version"]) == (None, None, None)
    back = city.next()[1]
    assert (back["code"], back["previous_code"]) == ("R", "S")


def test_nobody_becomes_red_by_age_and_sex_alone(city: City) -> None:
    """Whoever they lift to the first place: without a reason of their own it is yellow at most."""
    city.reasons = dict.fromkeys(USERS, "R04")
    for key in USERS:
        city.scores = {other: 1 / (other + 1) for other in USERS} | {key: 0.99}
        assert "R" not in {row["code"] for row in city.next().values()}


def test_no_score_at_all_and_too_few_days(city: City) -> None:
    city.scores = {}
    assert {row["code"] for row in city.next().values()} == {"U"}
    city.scores, city.data_days = {key: 1 / (key + 1) for key in USERS}, 6
    assert {row["code"] for row in city.next().values()} == {"U"}
    city.data_days = 7
    assert city.next()[1]["code"] == "R"


def test_nobody(city: City) -> None:
    city.users = []
    assert city.next() == {}
