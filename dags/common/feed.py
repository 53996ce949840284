"""The landing folder of a feed: has the batch arrived, and may we still wait for it?"""

import time
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import BaseSensorOperator

from dags.common.day import BATCH_DATE, cut_off
from dags.common.notice import write
from expectations.settings import home

SUFFIXES = (".csv", ".jsonl")
#: A folder counts as delivered when nothing in it changed for this long: senders write several files, and slowly.
QUIET = timedelta(seconds=60)


class WaitForFeed(BaseSensorOperator):  # type: ignore[misc]
    """Waits until a feed's files of a batch date are there, at most until the cut-off.

    A feed that is missing then does not stop the city: the sensor leaves a notice and succeeds, and the load
    names no batch. Where the cut-off is past already it decides at once.
    """

    template_fields = ("batch_date",)

    def __init__(self, *, feed: str, batch_date: str = BATCH_DATE, **kwargs: Any) -> None:
        # Between two looks the task gives its slot back: waiting costs no process.
        super().__init__(mode="reschedule", poke_interval=60, timeout=3600, **kwargs)
        self.feed = feed
        self.batch_date = batch_date

    def poke(self, context: Mapping[str, Any]) -> bool:
        """Whether the load may start."""
        folder = home() / "landing" / self.feed / self.batch_date
        files = delivered(folder)
        late = time.time() >= cut_off(date.fromisoformat(self.batch_date)).timestamp()
        self.log.info("%s holds %d files; cut-off %s", folder, len(files), "past" if late else "not yet")
        if late and not files:
            write(
                context,
                "missing",
                f"feed {self.feed} did not arrive by the cut-off; no batch of that date is named",
            )
        return late or is_quiet(files)


def delivered(folder: Path) -> list[Path]:
    """The data files of a batch; a sender's file under way has another name or a leading dot."""
    return sorted(path for path in folder.glob("[!.]*") if path.suffix in SUFFIXES)


def is_quiet(files: list[Path]) -> bool:
    """Whether there are files and the last change lies some time back."""
    newest = max((path.stat().st_mtime for path in files), default=None)
    return newest is not None and time.time() - newest >= QUIET.total_seconds()
