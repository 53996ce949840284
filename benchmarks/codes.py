"""A morning behind the features: residents scored, codes with their reasons, full and delta published.

Scoring beside plain XGBoost on a matrix in memory, publishing beside pyarrow writing the same rows. The codes between
them have no peer: their time and their growth stand alone.
"""

import json
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.measured import Run, measured
from benchmarks.report import Figure, Size
from expectations.settings import REPO

#: A tenth of a city of 3.4 million residents.
RESIDENTS, FACTORS = 340_000, (1, 2, 4)
FIRST, SECOND = "2021-10-24", "2021-10-25"
JOBS = {"score": "ml.score_residents", "codes and reasons": "ml.assign_codes", "publish": "exports.publish_codes"}
PEERS = {"score": "score", "publish": "publish"}
PYTHON = str(REPO / ".venv" / "data" / "bin" / "python")


def figures(scratch: Path, size: Size) -> Iterator[Figure]:
    """Each step of the second day at several sizes; the first day makes what the second is compared with."""
    for factor in size.factors or FACTORS:
        residents, home = int(RESIDENTS * size.scale * factor), scratch / f"home_{factor}"
        keys = {"AFDW_TOKEN_KEY": secrets.token_hex(32), "AFDW_QUARANTINE_KEY": secrets.token_hex(64)}
        settings = {"AFDW_HOME": str(home), "PYTHONPATH": str(REPO), "AFDW_SIGNING_KEYS": secrets.token_hex(32), **keys}
        measured([PYTHON, "-m", "benchmarks.codes_city", str(residents)], settings, REPO)
        for job in JOBS.values():
            measured([PYTHON, "-m", job, "--batch-date", FIRST], settings, REPO)
        runs = {
            name: measured([PYTHON, "-m", job, "--batch-date", SECOND], settings, REPO) for name, job in JOBS.items()
        }
        for name, run in runs.items():
            yield Figure(f"{name} of a day", residents, run, _peer(PEERS[name], settings) if name in PEERS else None)
        shutil.rmtree(home)


def _peer(name: str, settings: dict[str, str]) -> Run:
    """The peer's own seconds, without what it read before; its memory is that of the whole process."""
    told: list[str] = []
    run = measured([PYTHON, "-m", "benchmarks.peer_codes", name], settings, REPO, told)
    seconds = float(json.loads(told[-1]))
    return replace(run, seconds=seconds, cpu_s=seconds)
