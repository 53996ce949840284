"""Homes of the small city, written once per session."""

from dataclasses import replace
from pathlib import Path

import pytest
from simulator_helpers import Simulate, settings

from simulator.run import simulate


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Simulate:
    """Simulate the small city with changed settings; returns its home."""

    def _run(**changes: object) -> Path:
        home = tmp_path_factory.mktemp("home")
        simulate(replace(settings(home), **changes))  # type: ignore[arg-type]
        return home

    return _run


@pytest.fixture(scope="session")
def home(run: Simulate) -> Path:
    """The small city without faults."""
    return run()
