"""Full files that would delete many cases, through the whole load: they wait, and what answers them days later."""

from collections.abc import Callable

import pytest
from case_home import Home
from case_wire import line, wire

FIRST, FULL, NEXT = "2021-10-22", "2021-10-24", "2021-10-31"
CASES = [f"A{number:02d}" for number in range(60)]


def named(first: int, last: int = 60) -> bytes:
    return wire(*(line(case) for case in CASES[first:last]))


def delivered(home: Home, full: bytes, following: bytes) -> Home:
    home.deliver(FIRST, f"police_{FIRST}_1.csv", named(0))
    home.deliver(FULL, f"full_police_{FULL}_1.csv", full)
    return home.deliver(NEXT, f"full_police_{NEXT}_1.csv", following)


#: The full file, the next one, and how many cases go by which of them.
STORIES = {
    "twenty are believed": (named(20), named(19), {FULL: 20}),
    "the same file again": (named(21), named(21), {NEXT: 21}),
    "one that misses them too, and one more": (named(21), named(22), {NEXT: 22}),
    "others": (named(21), named(0, 38), {}),
    "none any more": (named(21), named(0), {}),
}


@pytest.mark.sampled(
    "story", list(STORIES), ["twenty are believed", "one that misses them too, and one more", "others"]
)
def test_many_are_deleted_by_two_files(
    new_home: Callable[[], Home], story: str, capsys: pytest.CaptureFixture[str]
) -> None:
    full, following, deleted = STORIES[story]
    home = delivered(new_home(), full, following).load(FIRST, "2021-10-30")
    said = capsys.readouterr().out
    assert (f"full_police_{FULL}_1.csv does not name many" in said) == (FULL not in deleted)
    home.load(NEXT)
    said += capsys.readouterr().out
    for day, rows in deleted.items():
        assert f"cases: full_police_{day}_1.csv takes out {rows} cases" in said
    found: dict[str, int] = {}
    for row in home.cases():
        if row["op"] == "D":
            assert row["line_no"] == 0
            found[str(row["batch_date"])] = found.get(str(row["batch_date"]), 0) + 1
    assert found == deleted
    at_once = delivered(new_home(), full, following).load(FIRST, NEXT)
    assert at_once.dump("silver.cases") == home.dump("silver.cases")
