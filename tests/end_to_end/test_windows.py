"""The windows of a small city with late, doubled and withdrawn files: equal to an independent count over the dumps of
silver."""

from collections.abc import Callable
from pathlib import Path

import pytest
from homes import afdw, simulate
from independent_windows import Dump, differing, dump_of

FIRST, LAST = "2021-05-01", "2021-06-06"
#: Before, on and after days on which files are withdrawn, and those on which the longest window begins to forget.
DATES = ("2021-05-01", "2021-05-09", "2021-05-30", "2021-05-31", "2021-06-06")
WINDOWS = ("features.account_window",)


@pytest.fixture(scope="module")
def city(make_home: Callable[[str], Path]) -> Path:
    """Loaded and built as one range."""
    home = simulate(make_home("windows"), FIRST, LAST, "--residents", "2000", "--panel", "150", "--faults", "0.05")
    afdw(home, "day", "--from", FIRST, "--to", LAST, "--until", "features")
    return home


@pytest.fixture(scope="module")
def dump(city: Path) -> Dump:
    return dump_of(city)


def test_the_city_has_what_it_is_for(dump: Dump) -> None:
    events = [(row["feed"], row["batch_date"]) for row in dump("silver.file_events") if row["event"] == "withdrawn"]
    assert {feed for feed, _ in events} >= {"transactions"}
    late = [row for row in dump("silver.transactions") if row["event_date"] < min(row["batch_date"], "2021-06-01")]
    assert late and any(row["reversal_of"] for row in dump("silver.transactions"))


@pytest.mark.parametrize("day", DATES)
def test_windows_equal_an_independent_count(dump: Dump, day: str) -> None:
    assert differing(dump, day) == []
