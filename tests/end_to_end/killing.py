"""Loads as processes that can be killed at any moment, and what readers meet afterwards."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pyarrow as pa
from case_home import Home
from deltalake import DeltaTable

from expectations.settings import REPO
from lake.batches import BATCHES
from lake.place import lake_address
from lake.snapshot import Snapshot
from spark_jobs.load_feeds import feed_of

PYTHON = str(REPO / ".venv" / "data" / "bin" / "python")
TOKEN_KEY, QUARANTINE_KEY = "00112233445566778899aabbccddeeff" * 2, "0f1e2d3c4b5a69788796a5b4c3d2e1f0" * 2
SHARED = ["ops.feed_load", "silver.file_events", "ops.batch_checks", "ops.batches"]
PATIENCE_SECONDS = 600
Seen = dict[str, list[str]]


@dataclass
class Pace:
    """How many seconds an undisturbed run takes: in all, and from the moment at which it begins to publish."""

    whole: float
    publishing: float

    def quicken(self) -> None:
        """The machine has become quicker since it was measured."""
        self.whole, self.publishing = self.whole * 0.85, self.publishing * 0.85


class KillHome(Home):
    """A home of one feed whose loads are processes in groups of their own."""

    def __init__(self, folder: Path, feed: str) -> None:
        super().__init__(folder, TOKEN_KEY, QUARANTINE_KEY)
        self.feed = feed

    def start(self, first: str, last: str, feed: str = "") -> "subprocess.Popen[str]":
        """The job as an engineer would type it."""
        return self.begun(f"spark_jobs.load_{feed or self.feed}", first, last)

    def begun(self, job: str, first: str, last: str) -> "subprocess.Popen[str]":
        """A job of this home under way."""
        command = [PYTHON, "-m", job, "--from", first, "--to", last]
        keys = {"AFDW_TOKEN_KEY": self.token_key, "AFDW_QUARANTINE_KEY": self.quarantine_key}
        environment = os.environ | {"AFDW_HOME": str(self.folder), "PYTHONPATH": str(REPO)} | keys
        return subprocess.Popen(
            command, cwd=REPO, env=environment, text=True, start_new_session=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def run(self, first: str, last: str) -> Pace:
        """A run that nobody disturbs."""
        self._publish_lock.unlink(missing_ok=True)
        begun, publishing = time.monotonic(), 0.0
        with ended(self.start(first, last)) as process:
            while process.poll() is None:
                if not publishing and self._publish_lock.exists():
                    publishing = time.monotonic()
                time.sleep(0.005)
            now = time.monotonic()
            assert process.returncode == 0, process.communicate()[0][-4000:]
        return Pace(now - begun, now - (publishing or now))

    def kill(self, first: str, last: str, kind: str, pace: Pace, random: Random) -> str:
        """Starts a run and kills it: `any` moment, a `late` one, or while it is `publishing`. What was killed,
        nothing where the run was over by then."""
        self._publish_lock.unlink(missing_ok=True)
        with ended(self.start(first, last)) as process:
            if kind == "publishing":
                self._until_publishing(process)
            begin = {"any": 0.0, "late": pace.whole * 2 / 3, "publishing": 0.0}[kind]
            end = pace.publishing if kind == "publishing" else pace.whole
            time.sleep(random.uniform(begin, end))
            is_over = process.poll() is not None
            whom = random.choice(("process", "group"))
            if not is_over:
                (os.kill if whom == "process" else os.killpg)(process.pid, signal.SIGKILL)
            process.wait()
        if is_over:
            pace.quicken()
        return "" if is_over else whom

    def snapshot(self) -> Seen:
        """What readers meet: every table of the feed and those that feeds share, without clocks and versions."""
        return {table: self.dump(table) for table in [*feed_of(self.feed).tables, *SHARED]}

    def copy(self, folder: Path) -> "KillHome":
        """The same home elsewhere."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return type(self)(folder, self.feed)

    def staged(self) -> list[str]:
        """Folders with text of the landing zone that a run left."""
        return sorted(path.name for path in (self.folder / "pending").glob("staging-*"))

    def orphans(self) -> set[str]:
        """Data files of the lake that no version named by a batch needs; upkeep has run, and spares no young file."""
        needed = self._named_files()
        self._upkeep()
        there = {str(path) for path in (self.folder / "lake").rglob("*.parquet") if "_delta_log" not in path.parts}
        return there - needed - self._named_files()

    def _named_files(self) -> set[str]:
        """The data files of the versions that batches name, and of the newest `ops.batches`."""
        with self.entered():
            lake = Snapshot.open()
            named = {*lake.versions.items(), *(pair for day in lake.days for pair in day.table_versions.items())}
            return {
                f"{lake_address(table)}/{path}"
                for table, version in named
                for path in pa.table(DeltaTable(lake_address(table), version=version).get_add_actions())[
                    "path"
                ].to_pylist()
            }

    def _upkeep(self) -> None:
        command = [PYTHON, "-m", "lake.upkeep", "--keep-hours", "0"]
        environment = os.environ | {"AFDW_HOME": str(self.folder), "PYTHONPATH": str(REPO)}
        done = subprocess.run(command, cwd=REPO, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-4000:]

    @property
    def _publish_lock(self) -> Path:
        """Made when a run begins to publish."""
        return self.folder / "run" / "lake.lock"

    def _until_publishing(self, process: "subprocess.Popen[str]") -> None:
        while process.poll() is None and not self._publish_lock.exists():
            time.sleep(0.001)


class MoneyHome(KillHome):
    """A home whose batches are loaded already and whose money days are built."""

    def start(self, first: str, last: str, feed: str = "") -> "subprocess.Popen[str]":
        """The build as an engineer would type it."""
        return self.begun("spark_jobs.build_money_days", first, last)

    def snapshot(self) -> Seen:
        """The tables of the build, and the days that are named."""
        return {
            table: self.dump(table) for table in ("features.account_daily", "features.transfer_edge_daily", BATCHES)
        }


@contextmanager
def ended(process: "subprocess.Popen[str]") -> Iterator["subprocess.Popen[str]"]:
    """A process whose group is gone at the end, whatever a test found."""
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE_SECONDS)
        if process.stdout:
            process.stdout.close()
