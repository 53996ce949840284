"""The DAGs as Airflow reads them: all there, complete, and running the very commands on record."""

import ast
from pathlib import Path
from typing import Any

from expectations.settings import REPO

#: Written by hand: a DAG whose file cannot be imported would fail no other test.
FEEDS = ["accounts", "call_records", "cases", "decisions", "registrations", "residents", "transactions"]
DUE = [feed for feed in FEEDS if feed != "decisions"]
DAGS = [
    "build_warehouse_daily",
    *(f"load_{feed}_daily" for feed in FEEDS),
    "maintain_lake_weekly",
    "score_residents_daily",
    "train_models_weekly",
]
COMMANDS = Path(__file__).with_name("commands.txt")
HEAVY = {"pyspark", "pandas", "xgboost", "pysail", "deltalake", "great_expectations"}
SIXTEEN_UTC = "2026-03-01T16:00:00+00:00"


def test_every_dag_is_there_and_named_like_its_file(seen: dict[str, Any]) -> None:
    """First of all: an empty bag has no errors either."""
    assert sorted(seen["dags"]) == DAGS
    assert seen["files"] == {name: name for name in DAGS}
    assert sorted(path.stem for path in (REPO / "dags").glob("*_*.py") if path.stem != "__init__") == DAGS


def test_nothing_complains(seen: dict[str, Any]) -> None:
    """Neither errors nor deprecations."""
    assert seen["import_errors"] == {}
    assert seen["warnings"] == {}


def test_commands_are_those_on_record(seen: dict[str, Any]) -> None:
    """A changed command shows in review; rendering was strict about undefined names."""
    lines = [
        f"{dag} {task}: {command}"
        for dag, facts in sorted(seen["dags"].items())
        for task, command in facts["commands"].items()
    ]
    assert lines == COMMANDS.read_text().splitlines()


def test_a_feed_is_one_task_that_makes_one_asset(seen: dict[str, Any]) -> None:
    """Each task costs a second; waiting, loading, checking and publishing are one."""
    for feed in FEEDS:
        load = seen["dags"][f"load_{feed}_daily"]
        assert load["downstream"] == {f"load_{feed}": []}
        assert load["outlets"] == {f"load_{feed}": [f"afdw://silver/{feed}"]}


def test_the_build_waits_for_all_feeds(seen: dict[str, Any]) -> None:
    """All that are due: a missing feed is published as missing at its cut-off, so it is among them."""
    build = seen["dags"]["build_warehouse_daily"]
    assert build["starts"] == "SerializedAssetAll " + " ".join(f"afdw://silver/{feed}" for feed in DUE)
    assert build["downstream"] == {"load_warehouse": ["dbt_build"], "dbt_build": []}
    assert build["outlets"] == {"load_warehouse": [], "dbt_build": ["afdw://marts/overview"]}


def test_codes_follow_all_feeds_beside_the_figures(seen: dict[str, Any]) -> None:
    """In a DAG of their own: the case figures do not wait for the codes, and do not fail with them."""
    codes = seen["dags"]["score_residents_daily"]
    assert codes["starts"] == "SerializedAssetAll " + " ".join(f"afdw://silver/{feed}" for feed in FEEDS)
    order = ["build_features", "score_residents", "assign_codes", "publish_codes", "load_warehouse", "dbt_build"]
    chain = dict(zip(order, [*([task] for task in order[1:]), []], strict=True))
    beside = {"build_features": ["score_accounts", "score_residents"], "score_accounts": []}
    assert {task: sorted(after) for task, after in codes["downstream"].items()} == chain | beside
    assert codes["outlets"]["publish_codes"] == ["afdw://exports/risk_codes"]


def test_the_two_builds_share_no_model(seen: dict[str, Any]) -> None:
    """They run at the same time: one makes what is tagged codes, the other everything else."""
    figures = seen["dags"]["build_warehouse_daily"]["commands"]["dbt_build"]
    codes = seen["dags"]["score_residents_daily"]["commands"]["dbt_build"]
    assert "--exclude tag:proof tag:codes" in figures and "--select tag:codes" in codes


def test_every_load_has_a_deadline_at_its_cut_off(seen: dict[str, Any]) -> None:
    """Half an hour after the run was queued; called in the executor, since there is no triggerer."""
    for feed in FEEDS:
        name = f"{feed} published at the cut-off"
        wanted = [[name, "DagRunQueuedAtDeadline", 1800, "dags.common.notice.deadline_missed"]]
        assert seen["dags"][f"load_{feed}_daily"]["deadlines"] == wanted


def test_the_lake_is_maintained_on_sundays(seen: dict[str, Any]) -> None:
    """At four, when the day's loads and build are long done."""
    assert seen["dags"]["maintain_lake_weekly"]["starts"] == "0 4 * * 0"


def test_models_are_trained_on_mondays(seen: dict[str, Any]) -> None:
    """As of the Monday: windows first, then the model; residents and accounts each by themselves."""
    models = seen["dags"]["train_models_weekly"]
    assert models["downstream"] == {
        "build_resident_windows": ["train_resident_risk"], "train_resident_risk": [],
        "build_account_windows": ["train_account_mule"], "train_account_mule": [],
    }  # fmt: skip


def test_every_dag_fails_in_the_same_way(seen: dict[str, Any]) -> None:
    """One run beside one that waits, two more tries, a time limit, a notice, and a page that says what to do."""
    for name, facts in seen["dags"].items():
        assert facts["max_active_runs"] == (2 if name.startswith("load_") else 1)
        assert facts["catchup"] is False
        assert set(facts["retries"].values()) == {2}
        assert facts["notified"]
        assert facts["limited"]
        assert facts["tags"]
        assert "What a failure means to users" in facts["doc"]
        assert "What to do" in facts["doc"]


def test_a_run_starts_when_its_shanghai_date_closes(seen: dict[str, Any]) -> None:
    """23:59 waits a minute; 00:10 still starts the date just closed; 00:31 is past the cut-off and waits a day."""
    assert seen["first_runs"] == {
        "2026-03-01T15:59:00+00:00": [SIXTEEN_UTC, "2026-03-01"],
        "2026-03-01T16:10:00+00:00": [SIXTEEN_UTC, "2026-03-01"],
        "2026-03-01T16:31:00+00:00": ["2026-03-02T16:00:00+00:00", "2026-03-02"],
    }


def test_after_an_outage_only_the_last_closed_date_starts(seen: dict[str, Any]) -> None:
    """The dates between are run by hand: `run-dates` in the README."""
    assert seen["after_an_outage"] == "2026-03-05"


def test_the_cut_off_is_half_past_midnight_in_shanghai(seen: dict[str, Any]) -> None:
    """2026-03-01's is 16:30 UTC of that day."""
    assert seen["cut_off"] == 1772382600


def test_the_sensor_waits_for_quiet_files_until_the_cut_off(seen: dict[str, Any]) -> None:
    """[before, after] the cut-off: afterwards every date goes on, with a notice where nothing has come;
    what may be absent is not waited for."""
    assert seen["sensor"] == {
        "absent": [False, True],
        "under way": [False, True],
        "fresh": [False, True],
        "quiet": [True, True],
        "nothing due": [True, True],
    }
    assert [f"{notice['kind']}: {notice['cause'].split(';')[0]}" for notice in seen["notices"]] == [
        "missing: feed residents did not arrive by the cut-off",
        "missing: feed accounts did not arrive by the cut-off",
    ]


def test_a_failure_tells_the_commands_own_error(seen: dict[str, Any]) -> None:
    """The message after a traceback, or the last lines where there is none."""
    assert seen["traceback"] == "exit code 1: ValueError: check x failed"
    assert seen["plain"] == "exit code 2: Database Error in model a\nDone. ERROR=1"


def test_dags_import_nothing_heavy() -> None:
    """The scheduler reads these files all day; work belongs into jobs."""
    files = sorted((REPO / "dags").rglob("*.py"))
    assert files
    for file in files:
        assert not imported(file) & HEAVY, file


def imported(file: Path) -> set[str]:
    """Top-level packages that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names
