"""The load of a feed: waits for its folder in the landing zone until the cut-off, then runs the job."""

import time
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from airflow.sdk import DAG, BaseSensorOperator, DeadlineAlert, DeadlineReference, SyncCallback
from jinja2 import StrictUndefined

from dags.common.day import BATCH_DATE, UNTIL_CUT_OFF, at_close_of_day, cut_off
from dags.common.defaults import SILVER, TASK_DEFAULTS
from dags.common.feeds import DUE
from dags.common.job import TellingHook, run_line
from dags.common.notice import deadline_missed, write
from expectations.leftovers import is_leftover
from expectations.settings import home

SUFFIXES = (".csv", ".jsonl")
#: A folder counts as delivered when nothing in it changed for this long: senders write several files, and slowly.
QUIET = timedelta(seconds=60)

DOC = """
**What it does.** Loads `landing/{feed}/<batch date>/` into {tables} and the quarantine, checks the batch and publishes
it. Starts at 00:00 Asia/Shanghai for the day just closed; waits for the files until 00:30, then loads what is there.

**What a failure means to users.** {meaning} Nothing wrong is shown. Later batch dates go on without this one, so repair
it the same day.

**What to do.** Read the notice (`logs/notices.jsonl`): it holds the failing check or error and the log's path.
A failed check is about the delivery: ask the sender for a corrected file, put it into the same folder, and clear the
run. An error of the program: correct it, then clear the run. Later batches that this one changes are loaded again with
it. The build of the date follows; one that had been built already is cleared as well. A notice `missing` is no failure:
the batch is published as missing, the city's day goes on, and what comes later belongs into the folder of the day it
arrives on. A notice `deadline` says that the batch was not published at its cut-off, whatever the reason; Airflow lists
it under the run's deadlines.
"""


def load_dag(feed: str, tables: str, meaning: str) -> DAG:
    """The DAG that loads a feed's batch dates: one task, one asset."""
    with DAG(
        dag_id=f"load_{feed}_daily",
        schedule=at_close_of_day(),  # 16:00 UTC
        catchup=False,
        max_active_runs=2,  # a date that waits for its files does not hold up another that is run again
        deadline=DeadlineAlert(
            name=f"{feed} published at the cut-off",
            reference=DeadlineReference.DAGRUN_QUEUED_AT,
            interval=UNTIL_CUT_OFF,
            callback=SyncCallback(deadline_missed),
        ),
        default_args=TASK_DEFAULTS,
        template_undefined=StrictUndefined,
        doc_md=DOC.format(feed=feed, tables=tables, meaning=meaning),
        tags=[feed, "silver"],
    ) as dag:
        LoadFeed(feed=feed)
    return dag


class LoadFeed(BaseSensorOperator):  # type: ignore[misc]
    """Waits until a feed's files of a batch date are there, at most until the cut-off; then loads them.

    One task, because each costs a second. A feed that is missing at the cut-off does not stop the city: a notice is
    left, and the load publishes the batch as missing. Where the cut-off is past already it decides at once.
    """

    template_fields = ("batch_date", "command")
    ui_color = "#e8f0e4"

    def __init__(self, *, feed: str, batch_date: str = BATCH_DATE, **kwargs: Any) -> None:
        # Between two looks the task gives its slot back: waiting costs no process.
        waits = {"mode": "reschedule", "poke_interval": 60, "timeout": 3600}
        super().__init__(task_id=f"load_{feed}", outlets=[SILVER[feed]], **waits, **kwargs)
        self.feed = feed
        self.batch_date = batch_date
        self.command = f"$DATA_PYTHON -m spark_jobs.load_{feed} --batch-date {BATCH_DATE}"

    @cached_property
    def hook(self) -> TellingHook:
        """Runs the job and keeps its last words."""
        return TellingHook()

    def execute(self, context: Mapping[str, Any]) -> None:
        """Waits, then runs the job; the asset's event says how many files there were."""
        super().execute(context)
        for asset in self.outlets:
            context["outlet_events"][asset].extra = {"files": len(delivered(self.folder))}
        run_line(self.hook, self.command)
        if left := left_over(self.folder):
            write(context, "leftover", f"passed over beside the files of {self.feed}: {', '.join(left)}")

    def on_kill(self) -> None:
        """Ends the job with its task."""
        self.hook.send_sigterm()

    @property
    def folder(self) -> Path:
        """Where the sender puts the files of the date."""
        return home() / "landing" / self.feed / self.batch_date

    def poke(self, context: Mapping[str, Any]) -> bool:
        """Whether the load may start."""
        files = delivered(self.folder)
        late = time.time() >= cut_off(date.fromisoformat(self.batch_date)).timestamp()
        self.log.info("%s holds %d files; cut-off %s", self.folder, len(files), "past" if late else "not yet")
        if not files and self.feed not in DUE:
            return True
        if late and not files:
            write(context, "missing", f"feed {self.feed} did not arrive by the cut-off; its batch is named as missing")
        return late or is_quiet(files)


def delivered(folder: Path) -> list[Path]:
    """The data files of a batch; a sender's file under way has another name or a leading dot."""
    files = (path for path in folder.glob("[!.]*") if path.suffix.lower() in SUFFIXES)
    return sorted(path for path in files if not is_leftover(path.name))


def left_over(folder: Path) -> list[str]:
    """What tools and clerks left beside the files; no load looks at it."""
    return sorted(path.name for path in folder.glob("*") if is_leftover(path.name))


def is_quiet(files: list[Path]) -> bool:
    """Whether there are files and the last change lies some time back."""
    newest = max((path.stat().st_mtime for path in files), default=None)
    return newest is not None and time.time() - newest >= QUIET.total_seconds()
