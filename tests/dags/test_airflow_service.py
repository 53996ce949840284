"""The real scheduler: dates in order, assets that carry them, and a failure that somebody hears of."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli import airflow, home, postgres
from dags.common.notice import notice_file

pytestmark = pytest.mark.slow

#: Stands in for the data environment's Python and for dbt: records its arguments, fails for one date.
FAKE = """#!/usr/bin/env python3
import json, sys
with open({record!r}, "a") as file:
    file.write(json.dumps(sys.argv[1:]) + "\\n")
if sys.argv[-1] == "2026-03-03":
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


def jobs(record: Path) -> list[str]:
    """The job and date of every command that ran, dbt without its folders."""
    commands = [json.loads(line) for line in record.read_text().splitlines()]
    return [f"{words[1].split('.')[1]} {words[-1]}" if words[0] == "-m" else f"dbt {verb(words)}" for words in commands]


def verb(words: list[str]) -> str:
    """What dbt is asked to do, after its own options."""
    return next(word for word in words if not word.startswith("-"))


def test_dates_run_in_order_and_failures_are_told(record: Path) -> None:
    """Two dates go through both DAGs; the third fails for good after three tries, and nothing is built from it."""
    airflow.run_dates(["2026-03-01", "2026-03-02"], seconds=120)
    ran = jobs(record)
    assert [job for job in ran if job.startswith("load_cases")] == ["load_cases 2026-03-01", "load_cases 2026-03-02"]
    built = ["load_warehouse 2026-03-01", "dbt build", "load_warehouse 2026-03-02", "dbt build"]
    assert [job for job in ran if not job.startswith("load_cases")] == built
    with pytest.raises(airflow.RunFailed, match=r"task load_cases failed: .* check silver.cases.loss_fen_not_negative"):
        airflow.run_dates(["2026-03-03"], seconds=180)
    assert jobs(record)[len(ran) :] == ["load_cases 2026-03-03"] * 3
    told_once_with_the_cause()
    assert airflow.start() is False


def told_once_with_the_cause() -> None:
    """One notice for the failed task, after its last try, leading to a log that holds the same words."""
    told = [json.loads(line) for line in notice_file().read_text().splitlines()]
    failed = [notice for notice in told if notice["kind"] == "failed"]
    assert [(notice["task_id"], notice["batch_date"], notice["try_number"]) for notice in failed] == [
        ("load_cases", "2026-03-03", 3)
    ]
    assert failed[0]["cause"] == "exit code 1: ValueError: check silver.cases.loss_fen_not_negative failed: 3 rows"
    assert failed[0]["cause"].split(": ", 1)[1] in Path(failed[0]["log"]).read_text()
