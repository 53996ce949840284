"""Patterns of accounts in a month's transfers beside snapml's, on the same transfers in one run.

Ours: every measure of `spark_jobs.patterns.patterns` in windows of 30 days. The peer: its features of every transfer
over 30 days too (fan, degree, scatter-gather, temporal cycles, cycles of at most five, vertex statistics). The
seconds are those of the work alone, since both have the arrays in memory; CPU and memory are those of the whole
process. The peer, which takes minutes, is measured once and at the first size only; of ours each size is the median
of some runs.
"""

import json
import statistics
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.measured import Run, measured
from benchmarks.report import Figure, Size
from expectations.settings import REPO

#: Transfers, sizes, and days over which they spread.
TRANSFERS, FACTORS, DAYS = 2_000_000, (1, 2, 4), 150
#: Accounts so that each pays about six times, as in the samples of AMLSim; one payee in `SHOPS` draws takes most.
PER_ACCOUNT, SHARE_OF_SHOPS, SHOPS = 6, 0.1, 0.002
OURS, PEER = (str(REPO / ".venv" / name / "bin" / "python") for name in ("data", "dev"))


def figures(scratch: Path, size: Size) -> Iterator[Figure]:
    """Ours at each size, the median of some runs at the first; the peer once."""
    factors = size.factors or FACTORS
    for factor in factors:
        rows = int(TRANSFERS * size.scale * factor)
        place = scratch / f"transfers_{factor}.npz"
        np.savez(place, allow_pickle=False, **transfers(rows))
        runs = [_run([OURS, "-m", "benchmarks.our_patterns", str(place)]) for _ in range(size.repeats or 3)]
        peer = _run([PEER, "-m", "benchmarks.peer_patterns", str(place), "-", "2"]) if factor == factors[0] else None
        yield Figure("patterns of accounts", rows, _median(runs), peer)
        place.unlink()


def transfers(rows: int) -> dict[str, npt.NDArray[np.int64]]:
    """Transfers between accounts who pay a few others again and again, and shops; rings of three to five in between."""
    rng, accounts = np.random.default_rng(0), rows // PER_ACCOUNT
    payer, hop = rng.integers(0, accounts, rows), rng.integers(1, 6, rows)
    friend, shop = (payer * 31 + hop * 977) % accounts, rng.integers(0, max(int(accounts * SHOPS), 1), rows)
    payee = np.where(rng.random(rows) < SHARE_OF_SHOPS, shop, friend)
    at, fen = rng.integers(0, DAYS, rows), rng.integers(100, 100_000, rows)
    for first in range(0, rows - 5, 400):
        ring = slice(first, first + 3 + first // 400 % 3)
        members = payer[ring]
        payee[ring], at[ring] = np.roll(members, -1), at[first] + np.arange(len(members)) // 2
    return {"payer": payer, "payee": payee, "at": at, "fen": fen, "accounts": np.array(accounts)}


def _run(command: list[str]) -> Run:
    """Seconds as the process tells them of its work alone."""
    told: list[str] = []
    run = measured(command, {"PYTHONPATH": str(REPO), "OMP_NUM_THREADS": "2"}, REPO, told)
    seconds = float(json.loads(told[-1])["seconds"])
    return replace(run, seconds=seconds)


def _median(runs: list[Run]) -> Run:
    middle = statistics.median_low([run.seconds for run in runs])
    return next(run for run in runs if run.seconds == middle)
