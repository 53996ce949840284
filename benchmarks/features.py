"""Features of a morning: the partials of the day's batch, and the windows as of it, behind 37 batches of a city.

Two peers, both DuckDB: one makes the measures from 30 days of raw rows, as a warehouse without partials would every
morning, and stands beside all our jobs; the other makes them from our own partials, and stands beside the windows.
"""

import secrets
import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median

from benchmarks.city import LAST_DAY
from benchmarks.measured import Run, RunFailed, measured
from benchmarks.peer_features import differing, rows_of
from benchmarks.report import Figure, Size
from expectations.settings import REPO

#: A hundredth of the residents of a city of 3.4 million; the second size has twice as many.
PANEL, FACTORS, BATCHES = 34_000, (1, 2), 38
FEEDS = ("residents", "registrations", "accounts", "call_records", "transactions", "cases")
PARTIALS, WINDOWS = ("money_days", "resident_days"), ("account_windows", "resident_windows")
#: What the peers read, and how their figures are called.
READ = {
    "raw": ("features beside raw rows", ("silver/transactions", "silver/call_records")),
    "partials": ("windows beside partials", ("features/account_daily", "features/transfer_edge_daily",
                                             "features/resident_daily")),
}  # fmt: skip
REPEATS = 3


def figures(scratch: Path, size: Size) -> Iterator[Figure]:
    """Both comparisons at each size; the first is run several times, in turn with the peers."""
    found = [_of_city(scratch / f"city-{f}", int(PANEL * size.scale * f), 1 if n else size.repeats or REPEATS)
             for n, f in enumerate(size.factors or FACTORS)]  # fmt: skip
    for name in (name for name, _ in READ.values()):
        yield from (figure for city in found for figure in city if figure.stage == name)


def _of_city(home: Path, residents: int, repeats: int) -> list[Figure]:
    keys = {"AFDW_TOKEN_KEY": secrets.token_hex(32), "AFDW_QUARANTINE_KEY": secrets.token_hex(64)}
    environment = {"AFDW_HOME": str(home), "PYTHONPATH": str(REPO), **keys}
    _prepare(home, residents, environment)
    runs = [_morning(home, environment) for _ in range(repeats)]
    partials, windows, raw, same = (_median([each[side] for each in runs]) for side in range(4))
    ours, peers = (_one_after_another([partials, windows]), windows), (raw, same)
    rows = [_rows(home, tables) for _, tables in READ.values()]
    shutil.rmtree(home)
    names = [name for name, _ in READ.values()]
    return [Figure(*each) for each in zip(names, rows, ours, peers, strict=True)]


def _prepare(home: Path, residents: int, environment: dict[str, str]) -> None:
    """Simulated, loaded, and the partials of all batches but the last; nothing is planted, so no file is withdrawn."""
    first, before = LAST_DAY - timedelta(days=BATCHES - 1), LAST_DAY - timedelta(days=1)
    command = [sys.executable, "-m", "simulator", "--out", str(home), "--feeds", ",".join(FEEDS)]
    size = ["--residents", str(residents), "--panel", str(residents)]
    measured([*command, *size, "--from", str(first), "--to", str(LAST_DAY)], environment, REPO)
    _job("load_feeds", ("--feeds", ",".join(FEEDS), "--from", str(first), "--to", str(LAST_DAY)), environment)
    shutil.rmtree(home / "landing")
    for product in PARTIALS:
        _job(f"build_{product}", ("--from", str(first), "--to", str(before)), environment)


def _morning(home: Path, environment: dict[str, str]) -> tuple[Run, Run, Run, Run]:
    """Our partials and our windows, and both peers, whose answers are ours."""
    day = ("--batch-date", str(LAST_DAY))
    ours = [
        _one_after_another([_job(f"build_{product}", day, environment) for product in products])
        for products in (PARTIALS, WINDOWS)
    ]
    return ours[0], ours[1], _peer("raw", home, environment), _peer("partials", home, environment)


def _job(name: str, options: Sequence[str], environment: dict[str, str]) -> Run:
    python = str(REPO / ".venv" / "data" / "bin" / "python")
    return measured([python, "-m", f"spark_jobs.{name}", *options], environment, REPO)


def _peer(kind: str, home: Path, environment: dict[str, str]) -> Run:
    lake, out = home / "lake", home / "peer" / kind
    command = [sys.executable, "-m", "benchmarks.peer_features", kind, str(lake), str(LAST_DAY), str(out)]
    run = measured(command, environment, REPO)
    if found := differing(lake, out, str(LAST_DAY)):
        raise RunFailed(f"the answers from {kind} are not ours: {found} rows differ")
    return run


def _rows(home: Path, tables: Sequence[str]) -> int:
    files = [str(home / "lake" / table / "*" / "*.parquet") for table in tables]
    return sum(rows_of(f"'{place}'") for place in files)


def _one_after_another(runs: Sequence[Run]) -> Run:
    seconds, cpu = sum(run.seconds for run in runs), sum(run.cpu_s for run in runs)
    return Run(seconds, cpu, max(run.peak_bytes for run in runs))


def _median(runs: list[Run]) -> Run:
    """Median times; the largest memory."""
    seconds, cpu = median(run.seconds for run in runs), median(run.cpu_s for run in runs)
    return Run(seconds, cpu, max(run.peak_bytes for run in runs))
