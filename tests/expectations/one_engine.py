"""One engine for the tests of several folders, and an empty home for each."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from lake import apache_spark, engine


def running() -> Iterator[SparkSession]:
    """The embedded engine, unless another folder's tests have started it in this process; loads find its address."""
    before = os.environ.get("SPARK_REMOTE")
    os.environ["SPARK_REMOTE"] = before or engine._embedded()
    session = engine.session()
    session.conf.set(*apache_spark.NO_DEBUGGING)  # as jobs have it, which start their own engine
    yield session
    if before is None:
        os.environ.pop("SPARK_REMOTE", None)


spark = pytest.fixture(scope="session")(running)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home."""
    monkeypatch.setenv("AFDW_HOME", str(tmp_path))
    return tmp_path
