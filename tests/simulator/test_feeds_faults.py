"""Faults of a whole city: truth names the physical line in every file, wherever lines were added before it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from feed_homes import built
from simulator_helpers import Rows, truth

SIGNS: dict[str, Callable[[bytes], bool]] = {
    "bad_byte": lambda line: b"\xff" in line,
    "nul_byte": lambda line: b"\0" in line,
    "empty_line": lambda line: not line.strip(),
    "scientific": lambda line: b"E+" in line,
    "masked_number": lambda line: b"***" in line,
    "future_date": lambda line: b"2023-09-" in line,
    "trailing_zero": lambda line: b".0" in line,
}
FEED_KINDS = {"late_file", "out_of_order", "missing_file", "missing_feed", "empty_file", "header_only_file"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("faulty"), faults=0.06)


@pytest.fixture(scope="module")
def told(home: Path) -> Rows:
    return [fault for fault in truth(home, "faults.csv") if fault["feed"] != "cases"]


def file_of(home: Path, fault: dict[str, str]) -> Path:
    return home / "landing" / fault["feed"] / fault["batch_date"] / fault["file"]


def test_lines_bear_the_sign_of_their_fault(home: Path, told: Rows) -> None:
    seen = {kind: 0 for kind in SIGNS}
    for fault in told:
        if fault["kind"] in SIGNS:
            lines = file_of(home, fault).read_bytes().split(b"\n")
            assert SIGNS[fault["kind"]](lines[int(fault["line"]) - 1]), fault
            seen[fault["kind"]] += 1
    assert min(seen.values()) > 20


def test_repeated_lines_equal_the_line_before(home: Path, told: Rows) -> None:
    repeated = [fault for fault in told if fault["kind"] == "repeated_line"]
    for fault in repeated:
        lines, number = file_of(home, fault).read_bytes().split(b"\n"), int(fault["line"])
        assert lines[number - 1].rstrip() == lines[number - 2].rstrip()
    assert len(repeated) > 50


def test_no_line_has_two_faults(told: Rows) -> None:
    lines = [(f["feed"], f["batch_date"], f["file"], f["line"]) for f in told if int(f["line"]) > 1]
    assert len(set(lines)) == len(lines) > 2_000


def test_outcomes_are_healed_or_a_known_reason(told: Rows) -> None:
    assert {fault["value_or_reason"] for fault in told if fault["expect"] == "rejected"} <= {
        "undecodable", "malformed_line", "field_count", "empty_line", "missing_column", "unknown_column", "required",
        "bad_timestamp", "after_batch", "bad_amount", "bad_integer", "unknown_code", "scientific_notation",
        "masked_number", "query_failed", "contradicts_earlier",
    }  # fmt: skip
    assert {fault["expect"] for fault in told} == {"healed", "rejected"}


def test_files_that_are_late_or_missing_are_not_there(home: Path, told: Rows) -> None:
    whole = [fault for fault in told if fault["kind"] in FEED_KINDS]
    assert len({fault["kind"] for fault in whole}) >= 3
    for fault in whole:
        path = file_of(home, fault)
        if fault["kind"] in ("empty_file", "header_only_file"):
            assert path.read_bytes().count(b"\n") == (fault["kind"] == "header_only_file")
        else:
            assert not path.exists()
        if fault["value_or_reason"] <= "2021-09-10":
            later = path.parent.parent / fault["value_or_reason"]
            assert list(later.glob(f"{path.stem.rsplit('_', 1)[0]}_*"))
