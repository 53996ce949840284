"""The story of the press report with invented people: green on 28 August, a long call from abroad on 2 September, a
decision of two officers the same day; as of 2 September red by that decision. And every code built again."""

import json
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from code_city import City, call
from pyspark.sql import SparkSession
from wires.form import key

from cli.replay import run_replay
from cli.windows_of_one import window_of
from lake.snapshot import Snapshot
from ml import assign_codes
from ml.codes import replay as replaying
from ml.codes.inputs import policy
from ml.codes.replay import NothingToReplay, replay

FIRST, GREEN, BEFORE, CALLED = date(2021, 8, 20), date(2021, 8, 28), date(2021, 9, 1), date(2021, 9, 2)
ABROAD = "0085200000001"
PEOPLE = 110
KEYS = {"AFDW_TOKEN_KEY": "00112233445566778899aabbccddeeff" * 2,
        "AFDW_QUARANTINE_KEY": "0f1e2d3c4b5a69788796a5b4c3d2e1f0" * 2}  # fmt: skip
Row = dict[str, Any]


@pytest.fixture(scope="module")
def story(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A hundred and ten people with calls every day, one without any, coded as of three days."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("story")
        for name, value in {"AFDW_HOME": str(home), **KEYS}.items():
            patch.setenv(name, value)
        yield _told(City(home))


def _told(city: City) -> City:
    city.settle(FIRST.isoformat(), range(1, PEOPLE + 2))
    for n in range((CALLED - FIRST).days + 1):
        day = (FIRST + timedelta(days=n)).isoformat()
        quiet = [call(number, day) for number in range(1, PEOPLE + 1)]
        abroad = {CALLED: [call(1, day, ABROAD, 5400)], GREEN - timedelta(days=2): [call(7, day, ABROAD)] * 3}
        city.calls(day, *quiet, *abroad.get(FIRST + timedelta(days=n), []))
    city.decide(CALLED.isoformat(), "D-1", "SA0001", "s1", "2021-10-22T15:04:05", "2021-09-02T15:04:05",
                "2021-11-05", "2021-09-16")  # fmt: skip
    city.load(FIRST, CALLED)
    city.code(GREEN, BEFORE)
    city.code(CALLED)
    return city


def coded(day: date) -> dict[str, Row]:
    rows = Snapshot.open().arrow("scores.resident_code", [("as_of_date", "=", day)]).to_pylist()
    return {row["subscriber_id"]: row for row in rows}


def again(subscriber: str, day: date) -> Row:
    snapshot = Snapshot.open()
    return replay(snapshot, subscriber, day, lambda key, as_of: window_of(snapshot, key, as_of))


@pytest.mark.usefixtures("story")
class TestStory:
    def test_green_on_the_28th_of_august(self) -> None:
        row = coded(GREEN)["s1"]
        assert (row["code"], row["decided_by"], row["since_date"], row["effective_date"]) == (
            "G", "policy", GREEN, GREEN + timedelta(days=1))  # fmt: skip
        assert coded(GREEN)["s111"]["code"] == "U", "of whom there is no data"
        assert coded(BEFORE)["s1"] == row | {"as_of_date": BEFORE, "previous_code": "G"}, "three days without a run"

    def test_red_by_the_decision_of_the_day_of_the_call(self) -> None:
        row = coded(CALLED)["s1"]
        assert (row["code"], row["previous_code"], row["decided_by"]) == ("R", "G", "manual")
        assert (row["since_date"], row["effective_date"], row["expires_date"]) == (
            CALLED, date(2021, 9, 3), date(2021, 9, 16))  # fmt: skip
        (reference,) = json.loads(row["evidence"])
        assert (reference["decision_id"], reference["why"]) == ("D-1", "境外长时通话，已当面劝阻")
        assert (reference["persons"], reference["batch_date"]) == (["zhang.wei", "li_na"], "2021-09-02")
        assert (row["reason_codes"], row["area_code"], row["age_band"]) == ("R09", "330502001", "30-44")
        codes = [other["code"] for other in coded(CALLED).values()]
        assert {code: codes.count(code) for code in "GYRU"} == {"G": 108, "Y": 0, "R": 2, "U": 1}

    def test_red_by_rank_with_its_evidence_in_the_lake(self) -> None:
        row = coded(GREEN)["s7"]
        assert (row["code"], row["decided_by"], row["reason_codes"]) == ("R", "policy", "R01;R04")
        tables = {reference["table"]: reference for reference in json.loads(row["evidence"])}
        assert tables["features.resident_call_pair_daily"]["peer_key"] == f"k{key('msisdn', ABROAD):015x}"
        assert tables["features.resident_daily"] == {
            "reason": "R01", "table": "features.resident_daily", "event_date": "2021-08-26", "batch_date": "2021-08-26",
            "measure": "calls_in_foreign_count", "value": 3,
        }  # fmt: skip
        kept = coded(CALLED)["s7"]
        assert kept == row | {"as_of_date": CALLED, "previous_code": "R", "policy_line": "red_stays"}

    @pytest.mark.parametrize(("name", "day", "step"), [
        ("s1", GREEN, "scored, and no other line holds: G"),
        ("s1", CALLED, "a valid decision of two persons: its code until its expiry"),
        ("s2", CALLED, "scored, and no other line holds: G"),
        ("s7", GREEN, "R is entered: q <= 0.01, an own reason with evidence, and a place"),
        ("s7", CALLED, "R is kept: not expired, not low on 7 scored days, not displaced"),
        ("s111", CALLED, "under 7 days of data in 30 and no colour yesterday: U"),
    ])  # fmt: skip
    def test_a_code_is_built_again(self, name: str, day: date, step: str) -> None:
        told = again(name, day)
        assert (told["equal"], told["differing"], told["policy_step"]) == (True, [], step)
        assert json.loads(json.dumps(told)) == told

    def test_the_features_of_the_day_are_those_of_that_day(self) -> None:
        before, after = (again("s1", day) for day in (GREEN, CALLED))
        name = "resident_foreign_callers_new_count_7d"
        assert (before["features"][name], after["features"][name]) == (0, 1)
        assert before["features_sha256"] != after["features_sha256"]
        assert after["probability"] > before["probability"]
        assert (before["rank"], before["ranked_users"], after["rank"]) == (110, 110, None)
        assert after["reasons"][0]["citizen_text"] == "经民警人工核定"

    def test_the_command_prints_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run_replay(Namespace(subscriber="s7", day=CALLED)) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["subscriber"], told["as_of_date"], told["code"], told["equal"]) == ("s7", "2021-09-02", "R", True)

    def test_what_differs_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        snapshot = Snapshot.open()
        told = replay(snapshot, "s7", CALLED, lambda key, day: window_of(snapshot, key, GREEN))
        assert (told["equal"], told["differing"]) == (False, ["features_sha256", "probability"])
        harder = replace(policy(), data_days=31)
        monkeypatch.setattr(replaying, "policy", lambda: harder)
        told = replay(snapshot, "s2", GREEN, lambda key, day: window_of(snapshot, key, day))
        assert told["policy_step"].startswith("under 31 days of data") and "code" in told["differing"]

    def test_what_is_not_there_is_said(self) -> None:
        with pytest.raises(
            NothingToReplay, match=r"2021-08-29 is not coded; coded are 3 days, 2021-08-28 to 2021-09-02"
        ):
            again("s1", date(2021, 8, 29))
        with pytest.raises(NothingToReplay, match="subscriber s999 is nobody that was known by then"):
            again("s999", CALLED)

    def test_a_published_code_is_a_fact(self, capsys: pytest.CaptureFixture[str]) -> None:
        before = Snapshot.open().named("resident_codes")
        assign_codes.main([date(2021, 8, 30), CALLED])
        told = capsys.readouterr().out
        assert "2021-08-30 is skipped: it lies before 2021-09-02, which is coded" in told
        assert "2021-09-02 is skipped: it is coded" in told and "0 days coded" in told
        assert Snapshot.open().named("resident_codes") == before

    def test_a_day_without_scores_is_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        assign_codes.main([date(2021, 9, 3)])
        assert "2021-09-03 is not built: resident_scores has no such day" in capsys.readouterr().out


def test_the_lake_of_nobody(home: Path) -> None:
    with pytest.raises(NothingToReplay, match="2021-09-02 is not coded; no day is"):
        replay(Snapshot.open(), "s1", CALLED, lambda key, day: None)
