"""A load behind history: a hundredth of a city-day into an empty home, and behind ninety such days.

What was there before must not make a day slower: the peer is our own load of the same files without any history.
"""

import secrets
import shutil
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median

from benchmarks.city import LAST_DAY
from benchmarks.measured import Run, measured
from benchmarks.report import Figure, Size
from expectations.settings import REPO

#: A hundredth of the residents of a city of 3.4 million, and their days.
PANEL, DAYS = 34_000, 90
FEEDS = ("call_records", "transactions")
REPEATS = 5


def figures(scratch: Path, size: Size) -> Iterator[Figure]:
    """Each feed's last day, in turn into an empty home and behind the days before it; the median of several times."""
    days = max(int(DAYS * size.scale), 1)
    landing, home = scratch / "city" / "landing", scratch / "history"
    _simulated(scratch / "city", days)
    keys = {"AFDW_TOKEN_KEY": secrets.token_hex(32), "AFDW_QUARANTINE_KEY": secrets.token_hex(64)}
    for feed in FEEDS:
        before = LAST_DAY - timedelta(days=1)
        _load(home, landing, feed, keys, ("--from", str(before - timedelta(days=days - 1)), "--to", str(before)))
        runs = [_pair(scratch, home, landing, feed, keys) for _ in range(size.repeats or REPEATS)]
        behind, empty = (_median([pair[side] for pair in runs]) for side in (0, 1))
        yield Figure(f"{feed} behind {days} days", _rows(landing, feed), behind, empty)


def _simulated(home: Path, days: int) -> None:
    first = LAST_DAY - timedelta(days=days)
    command = [sys.executable, "-m", "simulator", "--out", str(home), "--feeds", ",".join(FEEDS)]
    size = ["--residents", str(PANEL), "--panel", str(PANEL), "--from", str(first), "--to", str(LAST_DAY)]
    measured([*command, *size], {"PYTHONPATH": str(REPO)}, REPO)


def _pair(scratch: Path, history: Path, landing: Path, feed: str, keys: dict[str, str]) -> tuple[Run, Run]:
    """The last day behind the history, which stays as it was, and without it."""
    homes = (scratch / "behind", scratch / "empty")
    shutil.copytree(history / "lake", homes[0] / "lake")
    homes[1].mkdir()
    behind, empty = (_load(home, landing, feed, keys, ("--batch-date", str(LAST_DAY))) for home in homes)
    for home in homes:
        shutil.rmtree(home)
    return behind, empty


def _load(home: Path, landing: Path, feed: str, keys: dict[str, str], days: tuple[str, ...]) -> Run:
    python = str(REPO / ".venv" / "data" / "bin" / "python")
    job = [python, "-m", f"spark_jobs.load_{feed}", *days, "--landing", str(landing)]
    return measured(job, {"AFDW_HOME": str(home), "PYTHONPATH": str(REPO), **keys}, REPO)


def _rows(landing: Path, feed: str) -> int:
    files = (landing / feed / LAST_DAY.isoformat()).iterdir()
    return sum(path.read_bytes().count(b"\n") - 1 for path in files)


def _median(runs: list[Run]) -> Run:
    return Run(
        median(run.seconds for run in runs), median(run.cpu_s for run in runs), max(run.peak_bytes for run in runs)
    )
