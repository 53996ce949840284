"""What all tests share: `--full`, and helper modules beside the tests that use them."""

import os
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
sys.path += [str(folder) for folder in sorted(TESTS.iterdir()) if folder.is_dir()]


#: Longest first.
LONGEST = ("end_to_end/test_engines", "end_to_end/", "dags/", "dashboards/", "simulator/test_world_leaves")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--full` lifts the reduced counts."""
    parser.addoption("--full", action="store_true", help="run with full counts instead of reduced ones")


def pytest_configure(config: pytest.Config) -> None:
    """With reduced counts Apache Spark starts with options for days of a few rows."""
    if not config.getoption("--full"):
        os.environ.setdefault("SPARK_CONF_DIR", str(TESTS / "apache_spark"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take minutes come first, so that no worker is left alone with one of them at the end."""
    items.sort(key=lambda item: next((n for n, name in enumerate(LONGEST) if name in item.nodeid), len(LONGEST)))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`@pytest.mark.sampled(name, values, sample)`: one test per value of the sample, with `--full` per value."""
    for mark in metafunc.definition.iter_markers("sampled"):
        name, values, sample = mark.args
        metafunc.parametrize(name, values if metafunc.config.getoption("--full") else sample)


@pytest.fixture(scope="session")
def is_full(request: pytest.FixtureRequest) -> bool:
    """Whether reduced counts are lifted."""
    return bool(request.config.getoption("--full"))
