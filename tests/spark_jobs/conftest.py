"""One engine for all tests of this folder, and homes that load what a test delivers."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from case_home import Home
from one_engine import spark
from pyspark.sql import SparkSession
from wires.feed_home import FeedHome, homes_of

from spark_jobs.typed import mapping

__all__ = ["spark"]
TOKEN_KEY, QUARANTINE_KEY = "00112233445566778899aabbccddeeff" * 2, "0f1e2d3c4b5a69788796a5b4c3d2e1f0" * 2


@pytest.fixture(scope="session")
def new_home(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Home]:
    """Makes an empty home."""
    return lambda: Home(tmp_path_factory.mktemp("home"), TOKEN_KEY, QUARANTINE_KEY)


@pytest.fixture(scope="module")
def empty(request: pytest.FixtureRequest, new_home: Callable[[], Home]) -> Callable[[], FeedHome]:
    """Makes empty homes of the feed that the module names in FEED."""
    return homes_of(request.module.FEED, new_home)


@pytest.fixture
def default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The default mapping of transactions where a test may change it."""
    path = tmp_path / "transactions" / "default.yaml"
    path.parent.mkdir()
    path.write_bytes((mapping.SOURCES / "transactions" / "default.yaml").read_bytes())
    monkeypatch.setattr(mapping, "SOURCES", tmp_path)
    mapping._mappings.cache_clear()
    yield path
    mapping._mappings.cache_clear()


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Path]]:
    """All mappings where the tests of a module may add some; asked for the folder, what was read is forgotten."""
    place, before = tmp_path_factory.mktemp("mappings") / "sources", mapping.SOURCES
    shutil.copytree(before, place)
    mapping.SOURCES = place

    def found() -> Path:
        mapping._mappings.cache_clear()
        return place

    yield found
    mapping.SOURCES = before
    mapping._mappings.cache_clear()


@pytest.fixture
def home(new_home: Callable[[], Home]) -> Home:
    """An empty home for one test."""
    return new_home()


@pytest.fixture
def today() -> date:
    """The batch date that most tests use."""
    return date(2021, 10, 22)
