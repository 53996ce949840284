"""Loading a feed: a file from landing to published silver, beside DuckDB reading and casting the same file."""

import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.city import CALLS, LAST_DAY, TRANSACTIONS, Sender, delivered, files_of
from benchmarks.measured import Run, measured
from benchmarks.report import Figure, Size
from expectations.settings import REPO

ROWS = {TRANSACTIONS: 2_000_000, CALLS: 5_000_000}
FACTORS = (1, 2, 4)
REPEATS = 3


def figures(scratch: Path, size: Size) -> Iterator[Figure]:
    """Both feeds at one, two and four times their rows; the first size is run several times, in turn with the peer."""
    for sender, rows in ROWS.items():
        base = int(rows * size.scale)
        landings = files_of(sender, [base * factor for factor in size.factors or FACTORS], scratch)
        for number, (count, landing) in enumerate(landings.items()):
            repeats = (size.repeats or REPEATS) if number == 0 else 1
            runs = [(_ours(sender, landing, scratch), _peer(sender, landing, scratch)) for _ in range(repeats)]
            ours, peer = (_median([pair[side] for pair in runs]) for side in (0, 1))
            yield Figure(f"load {sender.feed}", count, ours, peer)
            shutil.rmtree(landing)


def _ours(sender: Sender, landing: Path, scratch: Path) -> Run:
    """The job as Airflow or an engineer starts it, into a home without any batch."""
    home = scratch / "home"
    keys = {"AFDW_TOKEN_KEY": secrets.token_hex(32), "AFDW_QUARANTINE_KEY": secrets.token_hex(64)}
    environment = {"AFDW_HOME": str(home), "PYTHONPATH": str(REPO), **keys}
    python = str(REPO / ".venv" / "data" / "bin" / "python")
    job = [python, "-m", f"spark_jobs.load_{sender.feed}", "--batch-date", str(LAST_DAY), "--landing", str(landing)]
    home.mkdir()
    try:
        return measured(job, environment, REPO)
    finally:
        shutil.rmtree(home)


def _peer(sender: Sender, landing: Path, scratch: Path) -> Run:
    target = scratch / "peer.parquet"
    command = [sys.executable, "-m", "benchmarks.peer_load", sender.feed, str(delivered(landing, sender)), str(target)]
    try:
        return measured(command, {"PYTHONPATH": str(REPO)}, REPO)
    finally:
        target.unlink(missing_ok=True)


def _median(runs: list[Run]) -> Run:
    """Median times; the largest memory."""
    seconds, cpu = median(run.seconds for run in runs), median(run.cpu_s for run in runs)
    return Run(seconds, cpu, max(run.peak_bytes for run in runs))
