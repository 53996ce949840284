"""What a person is told: one JSON line when a task has failed for good (`failed`), a feed has not come by the cut-off
(`missing`), files lie beside the deliveries that no load looks at (`leftover`), or a batch was not published by the
cut-off, whatever the reason (`deadline`).

No Airflow import: the operators' command reads the notices too.
"""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from expectations.settings import home


def notice_file() -> Path:
    """Where the notices go: AFDW_NOTICE_FILE, by default a log of the home."""
    return Path(os.environ.get("AFDW_NOTICE_FILE") or home() / "logs" / "notices.jsonl")


def task_failed(context: Mapping[str, Any]) -> None:
    """Callback of a task whose last try has failed. It may not touch Airflow's database: the executor forbids it."""
    write(context, "failed", str(context.get("exception") or "no exception: the task was killed or lost"))


def deadline_missed(context: Mapping[str, Any]) -> None:
    """Callback of a run that was not done at its deadline; Airflow hands over the run as its interface shows it."""
    run = context["dag_run"]
    place = {"dag_id": run["dag_id"], "batch_date": run["partition_key"], "run_id": run["dag_run_id"]}
    _append("deadline", place, f"not published at the cut-off, {context['deadline']['deadline_time']}")


def write(context: Mapping[str, Any], kind: str, cause: str) -> None:
    """Appends one notice about a task."""
    ti = context["ti"]
    place = {
        "dag_id": ti.dag_id,
        "task_id": ti.task_id,
        "batch_date": context["dag_run"].partition_key,
        "run_id": ti.run_id,
        "try_number": ti.try_number,
        "log": str(task_log(ti.dag_id, ti.run_id, ti.task_id, ti.try_number)),
    }
    _append(kind, place, cause)


def _append(kind: str, place: Mapping[str, Any], cause: str) -> None:
    """A single write of one line, so that two tasks never mix theirs."""
    told = {"kind": kind, **place, "cause": cause, "at": datetime.now(UTC).isoformat(timespec="seconds")}
    notice_file().parent.mkdir(parents=True, exist_ok=True)
    with notice_file().open("a", encoding="utf-8") as file:
        file.write(json.dumps(told, ensure_ascii=False) + "\n")


def failures_of(run_id: str) -> list[dict[str, Any]]:
    """The failed tasks of one run, oldest first."""
    if not notice_file().exists():
        return []
    lines = notice_file().read_text(encoding="utf-8").splitlines()
    told = map(json.loads, lines)
    return [notice for notice in told if notice["run_id"] == run_id and notice["kind"] == "failed"]


def log_folder() -> Path:
    """Where the tasks' logs lie."""
    return home() / "logs" / "airflow"


def task_log(dag_id: str, run_id: str, task_id: str, try_number: int) -> Path:
    """The log of one try, by Airflow's default file name."""
    return log_folder() / f"dag_id={dag_id}" / f"run_id={run_id}" / f"task_id={task_id}" / f"attempt={try_number}.log"
