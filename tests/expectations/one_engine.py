"""One engine for the tests of several folders, and an empty home for each."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from lake import engine


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """The embedded engine, unless another folder's tests have started it in this process."""
    before = os.environ.get("SPARK_REMOTE")
    os.environ["SPARK_REMOTE"] = before or engine._embedded()
    yield engine.session()
    if before is None:
        os.environ.pop("SPARK_REMOTE", None)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home."""
    monkeypatch.setenv("AFDW_HOME", str(tmp_path))
    return tmp_path
