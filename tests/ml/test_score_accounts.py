"""Scores of accounts: who has one, which rules fire, which reasons are told, and days that repeat themselves."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from mule_rows import COLUMNS, FIRST, publish, rows

from lake.snapshot import Snapshot
from ml import score_accounts
from ml.accounts.columns import ALERTS, GRAPH, WINDOWS, joined
from ml.accounts.labels import ACCOUNTS as REGISTER
from ml.accounts.labels import CARDS, CASES, ENTITIES
from ml.accounts.reasons import NoReason, explained, group_of, groups
from ml.accounts.subject import ACCOUNTS
from ml.in_use import folder
from ml.score_accounts import SCORES, scores

R6, R7 = "account_rule_3006_count_7d", "account_rule_3007_count_7d"
IN, PAYERS, NIGHT = "account_in_fen_7d", "account_payers_distinct_count_7d", "account_night_share_7d"
HOPS, AGE = "account_hops_from_reported_30d", "account_age_days"


def told(columns: list[str], values: list[float], added: list[float]) -> tuple[list[str], list[dict[str, object]]]:
    """The reasons of one account and their evidence."""
    ((codes, evidence),) = explained(columns, np.array([values]), np.array([added]), FIRST, 3, 2)
    return (codes or "").split(";"), json.loads(evidence or "[]")


def test_the_rules_score_from_day_one_and_say_why(home: Path) -> None:
    found = scores(rows({}, {R6: 1}, {R6: 1, R7: 1}), FIRST, folder.model_of(FIRST, ACCOUNTS)).to_pylist()
    assert [(row["rank"], row["rule_codes"], row["reasons"]) for row in found] == [
        (3, None, None), (2, "3006", "M04"), (1, "3006;3007", "M04"),
    ]  # fmt: skip
    assert json.loads(found[1]["evidence"]) == [
        {"reason": "M04", "table": "features.account_alert", "as_of_date": "2021-06-01", "measure": R6, "value": 1,
         "rule_code": "3006"},
    ]  # fmt: skip


def test_reasons_are_the_heaviest_groups_with_their_heaviest_columns() -> None:
    columns, values = [IN, "account_out_fen_7d", "account_in_count_1d", PAYERS, AGE, NIGHT], [5.0, 4, 3, 9, 0, 0.5]
    codes, evidence = told(columns, values, [0.2, 0.5, 0.4, 0.3, 0.6, 0.1])
    assert codes == ["M01", "M05", "M02"]  # 1.1, 0.6, 0.3; the fourth is not told
    assert [item["measure"] for item in evidence] == ["account_out_fen_7d", "account_in_count_1d", AGE, PAYERS]
    assert evidence[2]["value"] == 0 and evidence[0]["table"] == evidence[3]["table"] == "features.account_window"


def test_what_lowers_a_risk_or_is_not_there_is_no_reason() -> None:
    assert told([IN, PAYERS, HOPS], [5, 0, np.nan], [-0.5, 0.3, 0.4]) == ([""], [])
    codes, evidence = told([HOPS, "account_in_count_7d"], [1, 2], [0.4, -1.0])
    assert codes == ["M03"] and evidence[0]["table"] == "features.account_graph"
    assert told([IN, "account_out_fen_7d"], [5, 5], [0.5, -0.6]) == ([""], [])  # together it lowers


def test_every_column_has_one_reason_code_and_an_unknown_one_stops() -> None:
    assert len(group_of(COLUMNS, groups(FIRST))) == len(COLUMNS)
    named = {
        "account_payees_shared_with_tainted_count_30d": "M03", "account_traced_exit_fen_30d": "M03", R6: "M04",
        "account_places_shared_count_30d": "M07", "account_ips_distinct_count_30d": "M07", "account_age_days": "M05",
        "account_cash_out_fen_7d": "M08", "account_night_count_7d": "M06", "account_dwell_median_s_30d": "M01",
        "account_payees_concentration_30d": "M02", "account_pass_through_share_7d": "M01",
        "account_passed_60min_share_30d": "M01", "account_is_wallet": "M09", "account_holder_accounts_count": "M05",
    }  # fmt: skip
    assert dict(zip(named, (group.reason_code for group in group_of(list(named), groups(FIRST))), strict=True)) == named
    with pytest.raises(NoReason, match="no reason code for account_moon_phase_7d"):
        group_of([IN, "account_moon_phase_7d"], groups(FIRST))


def test_columns_of_other_tables_are_joined_by_key() -> None:
    beside = pa.table({"account_key": [7, 2], "x": [5, None]}, pa.schema([("account_key", "int64"), ("x", "int64")]))
    found = joined(pa.array([1, 2, 7, 9]), beside, "x", 0.0)
    assert np.array_equal(found, [0, np.nan, 5, 0], equal_nan=True)


def test_a_day_is_scored_without_who_is_reported_or_got_nothing(spark: object, home: Path) -> None:
    in_7d = {"account_in_count_7d": 1, "account_in_count_30d": 1}
    inflow = [{"account_key": key} | in_7d for key in (1, 2, 3, 5)]
    publish("account_windows", {WINDOWS: [*inflow, {"account_key": 4, "account_in_count_30d": 1}]})
    alert = {"account_key": 2, "rule_code": "3007", "fired_count": 1, "transfers": "[]", "rules_valid_from": FIRST}
    publish("account_alerts", {ALERTS: [alert]})
    publish("account_graph", {GRAPH: []})
    arrived = {"source": "police", "version_no": 1, "file_sha256": "f", "line_no": 2}
    case = arrived | {"case_no": "A1", "op": "I", "updated_at": datetime(2021, 6, 1, tzinfo=UTC), "victim_count": 1}
    named = [arrived | {"case_no": "A1", "entity_type": "account", "entity_key": card} for card in (33, 34)]
    publish("cases", {CASES: [case], ENTITIES: named})
    publish("accounts", {REGISTER: [arrived | {"account_key": 3, "card_key": 33, "status_code": "normal"}]})
    leg = {"account_key": 5, "card_key": 34, "event_date": FIRST, "leg_count": 1}
    publish("money_days", {CARDS: [leg]})
    score_accounts.main([FIRST])
    snapshot = Snapshot.open()
    found = snapshot.arrow(SCORES).sort_by("account_key").to_pylist()
    assert [(row["account_key"], row["rank"], row["rule_codes"]) for row in found] == [(1, 2, None), (2, 1, "3007")]
    content = snapshot.content(SCORES, FIRST, "account_scores")
    score_accounts.main([FIRST])
    assert Snapshot.open().content(SCORES, FIRST, "account_scores") == content
    (model,) = Snapshot.open().arrow("scores.account_model").to_pylist()
    assert model["kind"] == "rules" and model["is_in_use"] and model["as_of_date"] == date(2021, 6, 1)
