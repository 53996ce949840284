"""Looks at the DAGs with Airflow's own Python and prints what it sees as JSON; the tests read it.

Airflow lives in an environment of its own, so pytest cannot import the DAGs itself.
"""

import json
import os
import sys
import time
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pendulum
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk.execution_time import macros
from airflow.serialization.encoders import coerce_to_core_timetable
from airflow.timetables.base import DagRunInfo, TimeRestriction

from dags.common.day import cut_off
from dags.common.feed import LoadFeed
from dags.common.job import JobFailed, TellingHook
from expectations.settings import REPO, home

#: Shanghai midnight is 16:00 UTC. The DAG is seen for the first time at these instants.
FIRST_SEEN = ("2026-03-01T15:59:00+00:00", "2026-03-01T16:10:00+00:00", "2026-03-01T16:31:00+00:00")

#: What lies in the landing folder of a feed, and since how many seconds.
LANDED: dict[str, tuple[str, dict[str, int]]] = {
    "absent": ("residents", {}),
    "under way": ("accounts", {"a.csv.part": 600}),
    "fresh": ("call_records", {"a.csv": 5}),
    "quiet": ("cases", {"a.csv": 600}),
    "nothing due": ("decisions", {}),
}


def dag_facts(dag: Any) -> dict[str, Any]:
    """What a reviewer wants to know about one DAG."""
    tasks = {task.task_id: task for task in dag.tasks}
    return {
        "max_active_runs": dag.max_active_runs,
        "catchup": dag.catchup,
        "doc": dag.doc_md or "",
        "tags": sorted(dag.tags),
        "retries": {name: task.retries for name, task in tasks.items()},
        "notified": all(len(task.on_failure_callback) == 1 for task in tasks.values()),
        "limited": all(task.execution_timeout for task in tasks.values()),
        "downstream": {name: sorted(task.downstream_task_ids) for name, task in tasks.items()},
        "outlets": {name: [asset.uri for asset in task.outlets] for name, task in tasks.items()},
        "commands": {name: rendered(dag, task) for name, task in tasks.items()},
        "deadlines": [deadline(alert) for alert in dag.deadline or ()],
        "starts": starts(dag),
    }


def deadline(alert: Any) -> list[Any]:
    """Name, what the time counts from, seconds, and what is called."""
    return [alert.name, alert.reference.reference_name, alert.interval.total_seconds(), alert.callback.path]


def starts(dag: Any) -> str:
    """The cron of a DAG, or the assets that must all be there."""
    timetable = coerce_to_core_timetable(dag.timetable)
    condition = timetable.asset_condition
    assets = sorted(asset.uri for _, asset in condition.iter_assets()) if condition else []
    return f"{type(condition).__name__} {' '.join(assets)}" if assets else timetable.summary


def rendered(dag: Any, task: Any) -> str:
    """The task's command for a run that has a partition key and no other date: an undefined name raises."""
    task.render_template_fields({"partition_key": "2026-03-01", "macros": macros}, dag.get_template_env())
    waits = f"wait for {task.feed} of {task.batch_date}, then " if hasattr(task, "feed") else ""
    return waits + str(getattr(task, "bash_command", getattr(task, "command", "")))


def first_runs(dag: Any) -> dict[str, list[str]]:
    """For each instant: when the first scheduled run starts, and its partition key."""
    timetable = coerce_to_core_timetable(dag.timetable)
    found = {}
    for now in FIRST_SEEN:
        with mock.patch("airflow.timetables.trigger.utcnow", return_value=datetime.fromisoformat(now)):
            info = timetable.next_dagrun_info_v2(last_dagrun_info=None, restriction=TimeRestriction(None, None, False))
        found[now] = [info.run_after.isoformat(), info.partition_key]
    return found


def after_an_outage(dag: Any) -> str:
    """The partition that starts by itself at noon of the 6th, when the last scheduled run was that of the 1st."""
    last = DagRunInfo(run_after=pendulum.datetime(2026, 3, 1, 16), data_interval=None)
    with mock.patch("airflow.timetables.trigger.utcnow", return_value=pendulum.datetime(2026, 3, 6, 4)):
        info = coerce_to_core_timetable(dag.timetable).next_dagrun_info_v2(
            last_dagrun_info=last, restriction=TimeRestriction(None, None, dag.catchup)
        )
    return str(info.partition_key)


def sensor_answers() -> dict[str, list[Any]]:
    """Does the sensor let the load start? For each state of the landing folder before and after the cut-off."""
    return {state: [asked(feed, files, late) for late in (False, True)] for state, (feed, files) in LANDED.items()}


def asked(feed: str, ages: dict[str, int], late: bool) -> bool:
    """One question to the sensor, its clock set before or after the cut-off of its date."""
    folder = home() / "landing" / feed / "2026-03-01"
    folder.mkdir(parents=True, exist_ok=True)
    now = cut_off(date(2026, 3, 1)).timestamp() + (1 if late else -1)
    for file, age in ages.items():
        (folder / file).touch()
        os.utime(folder / file, (now - age, now - age))
    ti = SimpleNamespace(dag_id="d", task_id="wait", run_id="r", try_number=1)
    context = {"ti": ti, "dag_run": SimpleNamespace(partition_key="2026-03-01")}
    with mock.patch.object(time, "time", return_value=now):
        return LoadFeed(feed=feed, batch_date="2026-03-01").poke(context)


def last_words(script: str) -> str:
    """What a failing Python program leaves in the notice."""
    try:
        TellingHook().run_command([sys.executable, "-c", script])
    except JobFailed as failure:
        return str(failure)
    return ""


def main(out: Path) -> None:
    """Writes the findings; Airflow itself writes to stdout."""
    bag = DagBag(REPO / "dags")
    facts = {
        "dags": {name: dag_facts(dag) for name, dag in bag.dags.items()},
        "files": {name: Path(dag.fileloc).stem for name, dag in bag.dags.items()},
        "import_errors": bag.import_errors,
        "warnings": {str(file): list(map(str, found)) for file, found in bag.captured_warnings.items()},
        "first_runs": first_runs(bag.dags["load_cases_daily"]),
        "after_an_outage": after_an_outage(bag.dags["load_cases_daily"]),
        "cut_off": cut_off(date(2026, 3, 1)).timestamp(),
        "sensor": sensor_answers(),
        "traceback": last_words("print('rows: 3')\ndef f(): raise ValueError('check x failed')\nf()"),
        "plain": last_words("print('Database Error in model a'); print('Done. ERROR=1'); raise SystemExit(2)"),
    }
    out.write_text(json.dumps(facts))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
