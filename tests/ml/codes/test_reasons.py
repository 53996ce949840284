"""Reasons from exact contributions and their evidence, in literal rows: a tiny model and tiny partials."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from ground_rows import DAY, rows_of
from resident_rows import window

from expectations.contract import contract
from ml.codes.evidence import Partials
from ml.codes.inputs import PARTIALS, reasons_of
from ml.codes.reasons import explained, own_reasons
from ml.common.params import all_rows
from ml.common.rows import matrix
from ml.models.m0 import m0

DAILY, PAIRS, PAYEES = PARTIALS
CASE = {"reason": "R03", "table": "silver.cases", "case_no": "A1"}
NAMES = (
    "resident_age_years", "resident_is_female", "resident_calls_in_foreign_count_7d", "resident_call_in_longest_s_7d",
    "resident_calls_reported_count_30d", "resident_out_fen_7d", "resident_calls_in_virtual_count_7d",
    "resident_registered_days", "resident_case_last_days",
)  # fmt: skip
AGE, FEMALE, FOREIGN, LONGEST, REPORTED, OUT, VIRTUAL, SINCE, CASED = range(len(NAMES))


def daily(days: int, batch: int | None = None, key: int = 7, **values: int) -> dict[str, object]:
    """A partial of an event so many days ago, brought so many days ago."""
    zeros = {c.name: 0 for c in contract(DAILY).columns if c.required and c.type == "bigint"}
    dates = {"event_date": ago(days), "batch_date": ago(days if batch is None else batch)}
    return zeros | {"resident_key": key} | dates | values


def pair(days: int, peer: int, kind: str = "foreign", count: int = 1) -> dict[str, object]:
    dates = {"event_date": ago(days), "batch_date": ago(days)}
    calls = {"peer_class_code": kind, "in_count": count, "in_s": 60, "out_count": 0}
    return {"resident_key": 7, "peer_key": peer} | calls | dates


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def partials(daily_rows: list[dict[str, object]], pairs: list[dict[str, object]] | None = None,
             payees: list[dict[str, object]] | None = None) -> Partials:  # fmt: skip
    tables = {
        DAILY: rows_of(DAILY, daily_rows),
        PAIRS: rows_of(PAIRS, pairs or []),
        PAYEES: rows_of(PAYEES, payees or []),
    }
    return Partials(DAY, tables, pa.array([15], pa.int64()), {7: CASE}, references=2, known_days=30)


def reasons(added: Mapping[int, float], values: Mapping[int, float | None], known: Partials) -> dict[str, Any]:
    """What one person is told, of what columns add and of their values."""
    row = {"resident_key": [7]} | {name: pa.array([values.get(n)], pa.float64()) for n, name in enumerate(NAMES)}
    numbers = np.array([[added.get(n, 0.0) for n in range(len(NAMES))]])
    told = explained(pa.table(row), NAMES, numbers, reasons_of(DAY), DAY, known.evidence)
    found: dict[str, Any] = told.to_pylist()[0]
    found["evidence"] = json.loads(found["evidence"]) if found["evidence"] else []
    found["is_own"] = 7 in own_reasons(told).to_pylist()
    return found


CALLED = partials([daily(1, calls_in_foreign_count=2, calls_in_virtual_count=1, out_fen=900, call_in_longest_s=30)],
                  [pair(1, 15, "mobile") | {"out_count": 2}])  # fmt: skip
VALUES: dict[int, float | None] = {AGE: 30, FEMALE: 1, FOREIGN: 2, LONGEST: 30, REPORTED: 1, OUT: 900, VIRTUAL: 1}


def test_groups_are_ranked_by_their_sum_and_three_are_told() -> None:
    told = reasons({FOREIGN: 0.2, LONGEST: 0.2, REPORTED: 0.3, OUT: 0.25, VIRTUAL: 0.1}, VALUES, CALLED)
    assert told["reason_codes"] == "R01;R02;R05" and told["is_own"]


def test_only_positive_sums_are_reasons() -> None:
    told = reasons({FOREIGN: 0.2, LONGEST: -0.3, REPORTED: -0.1, OUT: 0.1}, VALUES, CALLED)
    assert told["reason_codes"] == "R05"


def test_evidence_names_the_measure_and_the_days_that_make_it_up() -> None:
    assert reasons({FOREIGN: 0.2}, VALUES, CALLED)["evidence"] == [
        {"reason": "R01", "table": "features.resident_window", "as_of_date": "2021-09-02",
         "measure": "resident_calls_in_foreign_count_7d", "value": 2},
        {"reason": "R01", "table": DAILY, "event_date": "2021-09-01", "batch_date": "2021-09-01",
         "measure": "calls_in_foreign_count", "value": 2},
    ]  # fmt: skip


def test_other_people_are_tokens() -> None:
    (_, row) = reasons({REPORTED: 0.2}, VALUES, CALLED)["evidence"]
    assert (row["table"], row["peer_key"], row["value"]) == (PAIRS, "k00000000000000f", 3)
    assert reasons({REPORTED: 0.2}, VALUES, partials([], [pair(1, 16)]))["reason_codes"] is None, "not reported"


def test_a_reason_without_evidence_is_none() -> None:
    assert reasons({FOREIGN: 0.2}, VALUES, partials([])) == {
        "resident_key": 7, "reason_codes": None, "evidence": [], "has_own": False, "is_own": False,
    }  # fmt: skip
    for value in (0, None):
        assert reasons({FOREIGN: 0.2}, VALUES | {FOREIGN: value}, CALLED)["reason_codes"] is None


def test_days_before_the_window_and_what_was_taken_back_are_no_evidence() -> None:
    assert reasons({FOREIGN: 0.2}, VALUES, partials([daily(7, calls_in_foreign_count=2)]))["reason_codes"] is None
    taken = partials([daily(3, calls_in_foreign_count=2), daily(3, 1, calls_in_foreign_count=-2)])
    assert reasons({FOREIGN: 0.2}, VALUES, taken)["reason_codes"] is None
    part = partials([daily(3, calls_in_foreign_count=2), daily(3, 1, calls_in_foreign_count=-1)])
    assert reasons({FOREIGN: 0.2}, VALUES, part)["evidence"][1] | {"reason": ""} == {
        "reason": "", "table": DAILY, "event_date": "2021-08-30", "batch_date": "2021-09-01",
        "measure": "calls_in_foreign_count", "value": 1,
    }  # fmt: skip


def test_what_does_not_add_up_is_the_newest_telling() -> None:
    told = partials([daily(3, call_in_longest_s=900), daily(3, 1, call_in_longest_s=60)])
    assert reasons({LONGEST: 0.2}, VALUES, told)["evidence"][1]["value"] == 60


def test_the_weightiest_days_are_told_and_no_more_than_two() -> None:
    days = partials([daily(n, calls_in_foreign_count=count) for n, count in ((1, 1), (2, 5), (3, 5), (4, 9))])
    told = reasons({FOREIGN: 0.2}, VALUES, days)["evidence"][1:]
    assert [(row["event_date"], row["value"]) for row in told] == [("2021-08-29", 9), ("2021-08-31", 5)]


def test_new_payees_and_callers_are_those_not_met_before() -> None:
    links = {link.column: link for link in reasons_of(DAY).links}

    def peers(column: str, known: Partials) -> list[object]:
        rows = known.evidence(links[column], [7]).get(7, [])
        return [row.get("peer_key", row.get("payee_key")) for row in rows]

    calls = partials([], [pair(1, 1), pair(2, 2), pair(20, 2), pair(2, 3), pair(37, 3), pair(1, 4, "mobile")])
    assert peers("resident_foreign_callers_new_count_7d", calls) == ["k000000000000001", "k000000000000003"]
    paid = [{"resident_key": 7, "payee_key": key, "event_date": ago(n), "batch_date": ago(n), "out_count": 1,
             "out_fen": 5} for key, n in ((1, 1), (2, 3), (2, 9))]  # fmt: skip
    assert peers("resident_payees_new_fen_7d", partials([], None, paid)) == ["k000000000000001"]


@pytest.mark.parametrize("age", [12, 20, 35, 70, None])
@pytest.mark.parametrize("female", [0, 1, None])
def test_age_and_sex_alone_are_told_and_are_never_an_own_reason(age: int | None, female: int | None) -> None:
    """Whatever age and sex add, for somebody of whom nothing else speaks."""
    for signs in ((3.0, 3.0), (3.0, -1.0), (-3.0, 4.0)):
        told = reasons({AGE: signs[0], FEMALE: signs[1]}, {AGE: age, FEMALE: female}, CALLED)
        assert (told["reason_codes"], told["is_own"]) == ("R04", False)


def test_an_own_case_is_told_by_its_place() -> None:
    told = reasons({CASED: 0.4}, VALUES | {CASED: 120}, CALLED)
    assert (told["reason_codes"], told["evidence"][1]) == ("R03", CASE)


def test_flipping_age_and_sex_of_somebody_makes_no_own_reason() -> None:
    """By M0 itself, for somebody who uses the phone and pays as everybody does, and of whom no rule speaks."""
    quiet = {"resident_calls_in_count_7d": 9, "resident_out_fen_7d": 900, "resident_call_in_joined_longest_s_7d": 300}
    people = [{"resident_key": 7, "resident_age_years": age, "resident_is_female": sex}
              for age in range(100) for sex in (0, 1)]  # fmt: skip
    rows, model = window(DAY, *[quiet | person for person in people]), m0(DAY)[1]
    added = model.contributions(matrix(rows, model.columns))
    told = explained(rows, model.columns, added, reasons_of(DAY), DAY, CALLED.evidence)
    assert set(told["reason_codes"].to_pylist()) == {None, "R04"} and len(own_reasons(told)) == 0
    called = [quiet | person | {"resident_calls_reported_count_30d": 1} for person in people]
    added = model.contributions(matrix(rows := window(DAY, *called), model.columns))
    assert len(own_reasons(explained(rows, model.columns, added, reasons_of(DAY), DAY, CALLED.evidence))) == len(people)


def test_what_tells_of_use_only_is_no_reason() -> None:
    assert reasons({SINCE: 0.9}, VALUES | {SINCE: 40}, CALLED)["reason_codes"] is None


def test_the_seeds_know_each_other() -> None:
    codes = {row["reason_code"] for row in all_rows("reasons")}
    assert {row["reason_code"] for row in all_rows("reason_columns")} - {"-"} <= codes
    assert {row["reason_code"] for row in all_rows("reasons") if row["is_prior"] == "true"} == {"R04"}
    window = set(contract("features.resident_window").names) - {"resident_key", "as_of_date"}
    assert {row["column"] for row in all_rows("reason_columns")} == window, "a column that no reason knows is not told"
    for row in all_rows("reason_columns"):
        if row["table"]:
            assert set(row["measure"].split("+")) <= set(contract(row["table"]).names), row["measure"]
