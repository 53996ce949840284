"""A home for commands: its environment is taken back after the test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home."""
    before = dict(os.environ)
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("AFDW_HOME", str(folder))
    yield folder
    os.environ.clear()
    os.environ.update(before)
