"""One look at the DAGs for all tests of this folder."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from expectations.settings import REPO

PYTHON = REPO / ".venv/airflow/bin/python"


def pytest_configure(config: pytest.Config) -> None:
    """Declares the marker of tests that take a minute."""
    config.addinivalue_line("markers", "slow: starts real services")


@pytest.fixture(scope="session")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `probe.py` found with Airflow's own Python, in an empty home."""
    folder: Path = tmp_path_factory.mktemp("home")
    env = os.environ | {"AFDW_HOME": str(folder), "AIRFLOW_HOME": str(folder / "airflow"), "PYTHONPATH": str(REPO)}
    command = [str(PYTHON), str(Path(__file__).with_name("probe.py")), str(folder / "seen.json")]
    done = subprocess.run(command, env=env, cwd=REPO, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    notices = (folder / "logs" / "notices.jsonl").read_text().splitlines()
    found: dict[str, Any] = json.loads((folder / "seen.json").read_text())
    return found | {"notices": list(map(json.loads, notices))}
