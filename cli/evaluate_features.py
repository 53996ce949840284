"""The measures of a file's accounts: ours by the city's functions, the peer's by a process of the dev environment."""

import os
import subprocess
import sys

import numpy as np

from cli import environments
from cli.evaluate_windows import account_windows
from expectations.settings import REPO
from lake.scratch import scratch
from ml.common.params import params
from ml.common.rows import Numbers
from ml.evaluate_accounts import Near
from spark_jobs.patterns.near_reported import Neighbours
from spark_jobs.patterns.patterns import account_patterns
from spark_jobs.patterns.transfer_list import Measures, Transfers


def own(transfers: Transfers) -> tuple[Numbers, Near]:
    """Windows and patterns of all accounts, and what is measured of them once some are reported."""
    with scratch("evaluate") as folder:
        windows = account_windows(transfers, params("evaluation")["as_of_step_days"], folder)
    neighbours = Neighbours(transfers)
    return _matrix(windows | account_patterns(transfers)), lambda reported: _matrix(neighbours.measures(reported))


def _matrix(measures: Measures) -> Numbers:
    """Accounts × measures, these in order of name: an engine may give columns in any."""
    return np.column_stack([measures[name] for name in sorted(measures)])


def peer(transfers: Transfers) -> dict[str, Numbers] | None:
    """The peer's columns with and without amounts; None, and a word on stderr, where it cannot be had."""
    try:
        environments.ensure("dev")
    except environments.InstallFailed as error:
        print(f"no peer: {error}", file=sys.stderr)
        return None
    with scratch("evaluate-peer") as folder:
        arrays = {name: getattr(transfers, name) for name in ("payer", "payee", "at", "fen", "accounts")}
        np.savez(f"{folder}/in.npz", **arrays)
        names = [f"{folder}/in.npz", f"{folder}/out.npz", str(os.cpu_count() or 1)]
        command = [str(REPO / ".venv" / "dev" / "bin" / "python"), "-m", "benchmarks.peer_patterns", *names]
        done = subprocess.run(command, cwd=REPO, stdout=subprocess.DEVNULL, process_group=0, check=False)
        if done.returncode:
            print(f"no peer: it ended with exit code {done.returncode}", file=sys.stderr)
            return None
        return dict(np.load(f"{folder}/out.npz"))
