"""The real scheduler: dates in order, assets that carry them, a missing feed, and failures that somebody hears of."""

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cli import airflow, airflow_api, home, postgres
from dags.common.feeds import DUE, FEEDS
from dags.common.notice import notice_file

pytestmark = pytest.mark.slow

#: Stands in for the data environment's Python and for dbt: records its arguments, fails for one date.
FAKE = """#!/usr/bin/env python3
import json, sys
with open({record!r}, "a") as file:
    file.write(json.dumps(sys.argv[1:]) + "\\n")
if sys.argv[2:] == ["spark_jobs.load_cases", "--batch-date", "2026-03-03"]:
    raise ValueError("check silver.cases.loss_fen_not_negative failed: 3 rows")
"""


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A running Airflow of an empty home; gives the file in which the fake programs write their arguments."""
    before = dict(os.environ)
    folder = tmp_path_factory.mktemp("airflow")
    os.environ |= {"AFDW_HOME": str(folder / "home")}
    home.prepare()
    program, record = folder / "fake", folder / "arguments.jsonl"
    program.write_text(FAKE.format(record=str(record)))
    program.chmod(0o755)
    os.environ |= {"DATA_PYTHON": str(program), "DBT_BIN": str(program)}
    try:
        postgres.start()
        airflow.start()
        yield record
    finally:
        airflow.stop()
        postgres.remove()
        os.environ.clear()
        os.environ |= before


#: The codes' own load into PostgreSQL names no date.
CODES_OUT = "load_warehouse spark_jobs.load_warehouse"


def codes_of(day: str) -> list[str]:
    """What gives a day its codes, in order."""
    return [f"{job} {day}" for job in ("build_features", "score_residents", "assign_codes", "publish_codes")]


def jobs(record: Path) -> list[str]:
    """The job and date of every command that ran, dbt without its folders."""
    commands = [json.loads(line) for line in record.read_text().splitlines()]
    return [f"{words[1].split('.')[1]} {words[-1]}" if words[0] == "-m" else f"dbt {verb(words)}" for words in commands]


def verb(words: list[str]) -> str:
    """What dbt is asked to do, after its own options."""
    return next(word for word in words if not word.startswith("-"))


def test_dates_run_in_order_and_failures_are_told(record: Path) -> None:
    """Two dates of all feeds go through; the third fails for good after three tries, and nothing is built from it."""
    airflow.run_dates(["2026-03-01", "2026-03-02"], seconds=180)
    ran = jobs(record)
    for feed in FEEDS:
        assert [job for job in ran if job.startswith(f"load_{feed} ")] == [
            f"load_{feed} 2026-03-01", f"load_{feed} 2026-03-02"
        ]  # fmt: skip
    for day in ("2026-03-01", "2026-03-02"):
        assert [job for job in ran if job in codes_of(day)] == codes_of(day)
        assert {f"load_{feed} {day}" for feed in DUE} <= set(ran[: ran.index(f"load_warehouse {day}")])
        assert {f"load_{feed} {day}" for feed in FEEDS} <= set(ran[: ran.index(f"build_features {day}")])
    assert (ran.count("dbt build"), ran.count(CODES_OUT)) == (4, 2)
    assert missing_feeds() == {(feed, day) for feed in DUE for day in ("2026-03-01", "2026-03-02")}
    with pytest.raises(airflow.RunFailed, match=r"task load_cases failed: .* check silver.cases.loss_fen_not_negative"):
        airflow.run_dates(["2026-03-03"], seconds=180)
    after = jobs(record)[len(ran) :]
    behind = [job for job in after if not job.startswith(("load_", "build_")) or "cases" in job]
    assert behind == ["load_cases 2026-03-03"] * 3, "what is derived from another feed may go on"
    assert "load_warehouse 2026-03-03" not in after
    told_once_with_the_cause()
    assert airflow.start() is False


def test_one_feed_again_builds_its_date_again(record: Path) -> None:
    """Its asset alone starts no build, so the command does."""
    before = len(jobs(record))
    airflow.run_dates(["2026-03-01"], feeds=["cases"], seconds=120)
    load, *builds = jobs(record)[before:]
    assert load == "load_cases 2026-03-01"
    figures = ["load_warehouse 2026-03-01", "dbt build"]
    beside = "score_accounts 2026-03-01"
    assert sorted(builds) == sorted([*figures, *codes_of("2026-03-01"), beside, CODES_OUT, "dbt build"])


def test_a_feed_that_is_not_there_at_its_deadline_is_told(record: Path) -> None:
    """A date far ahead: its load waits. Its deadline is brought forward, since the real one is half an hour away."""
    login = airflow_api.token()
    run_id = airflow_api.trigger(login, "load_accounts_daily", "2099-01-01")
    dsn = os.environ["AFDW_AIRFLOW_DSN"].replace("+psycopg2", "")
    with psycopg.connect(dsn, autocommit=True) as metadata:
        wait(lambda: metadata.execute(BROUGHT_FORWARD, (run_id,)).rowcount == 1)
    wait(lambda: "deadline" in {notice["kind"] for notice in told()})
    (notice,) = [notice for notice in told() if notice["kind"] == "deadline"]
    assert (notice["dag_id"], notice["batch_date"], notice["run_id"]) == ("load_accounts_daily", "2099-01-01", run_id)
    assert notice["cause"].startswith("not published at the cut-off, ")
    assert [run.state for run in airflow_api.runs(login, "2099-01-01")] == ["running"]


#: Deadlines stand in Airflow's own metadata.
BROUGHT_FORWARD = """
update deadline set deadline_time = now() - interval '1 second'
where dagrun_id = (select id from dag_run where run_id = %s)
"""


def wait(done: Callable[[], bool], seconds: float = 60) -> None:
    """Until something is so."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.5)


def told() -> list[dict[str, Any]]:
    """All notices."""
    return [json.loads(line) for line in notice_file().read_text().splitlines()]


def missing_feeds() -> set[tuple[str, str]]:
    """The feeds and dates of which a notice says that nothing came: the landing zone is empty."""
    missing = [notice for notice in told() if notice["kind"] == "missing"]
    return {(notice["task_id"].removeprefix("load_"), notice["batch_date"]) for notice in missing}


def told_once_with_the_cause() -> None:
    """One notice for the failed task, after its last try, leading to a log that holds the same words."""
    failed = [notice for notice in told() if notice["kind"] == "failed"]
    assert [(notice["task_id"], notice["batch_date"], notice["try_number"]) for notice in failed] == [
        ("load_cases", "2026-03-03", 3)
    ]
    assert failed[0]["cause"] == "exit code 1: ValueError: check silver.cases.loss_fen_not_negative failed: 3 rows"
    assert failed[0]["cause"].split(": ", 1)[1] in Path(failed[0]["log"]).read_text()
