"""Planted faults: each stands where truth/faults.csv says, and nowhere else."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from simulator_helpers import Rows, Simulate, contents, truth

END = date(2020, 6, 30)
BOM = b"\x84\x31\x95\x33"


@pytest.fixture(scope="module")
def faulty(run: Simulate) -> Path:
    return run(faults=0.3, end=END)


@pytest.fixture(scope="module")
def faults(faulty: Path) -> Rows:
    return truth(faulty, "faults.csv")


def pair(home: Path, faulty: Path, fault: dict[str, str]) -> tuple[list[bytes], list[bytes]]:
    """The lines of the right and the faulty file."""
    path = f"landing/cases/{fault['batch_date']}/{fault['file']}"
    return (home / path).read_bytes().split(b"\r\n"), (faulty / path).read_bytes().split(b"\r\n")


def cells(line: bytes) -> list[str]:
    return next(csv.reader([line.decode("gb18030")]))


def test_without_faults_nothing_is_told(home: Path) -> None:
    assert truth(home, "faults.csv") == []


def test_all_kinds_occur_with_their_outcome(faults: Rows) -> None:
    outcomes = {(f["kind"], f["expect"], f["value_or_reason"] if f["expect"] == "rejected" else "") for f in faults}
    assert outcomes == {
        ("bad_byte", "rejected", "undecodable"),
        ("tab_fullwidth", "healed", ""),
        ("unknown_code", "rejected", "unknown_code"),
        ("wrong_date", "rejected", "bad_timestamp"),
        ("wrong_date", "rejected", "after_batch"),
        ("bom", "healed", ""),
        ("missing_column", "rejected", "missing_column"),
    }


def test_full_files_are_never_touched(home: Path, faulty: Path) -> None:
    clean = contents(home, END.isoformat())
    for name, content in contents(faulty).items():
        if "/full_" in name:
            assert content == clean[name]


def test_lines_differ_exactly_where_told(home: Path, faulty: Path, faults: Rows) -> None:
    told = {(f["batch_date"], int(f["line"])) for f in faults if f["kind"] != "missing_column"}
    lost = {f["batch_date"] for f in faults if f["kind"] == "missing_column"}
    clean = contents(home, END.isoformat())
    found = set()
    for name, content in contents(faulty).items():
        batch = name.split("/")[2]
        lines = zip(clean[name].split(b"\r\n"), content.split(b"\r\n"), strict=True)
        if batch not in lost:
            found |= {(batch, n) for n, (right, wrong) in enumerate(lines, start=1) if right != wrong}
    assert found == told
    assert len(told) == len([f for f in faults if f["kind"] != "missing_column"]) > 100


def test_row_faults_spoil_one_column(home: Path, faulty: Path, faults: Rows) -> None:
    for fault in faults:
        if fault["kind"] in ("bom", "missing_column"):
            continue
        right, wrong = pair(home, faulty, fault)
        at = int(fault["line"]) - 1
        line = wrong[at]
        if fault["kind"] == "bad_byte":
            with pytest.raises(UnicodeDecodeError):
                line.decode("gb18030")
            line = line.replace(b"\xff", "错".encode("gb18030"))
        before, after = cells(right[at]), cells(line)
        names = cells(right[0])
        changed = [name for name, a, b in zip(names, before, after, strict=True) if a != b]
        assert changed == [fault["column"]]
        if fault["expect"] == "healed":
            assert before[names.index(fault["column"])] == fault["value_or_reason"]


def test_bom_stands_before_the_header(home: Path, faulty: Path, faults: Rows) -> None:
    marked = [f for f in faults if f["kind"] == "bom"]
    for fault in marked:
        right, wrong = pair(home, faulty, fault)
        assert (fault["line"], fault["column"]) == ("1", "")
        assert wrong[0] == BOM + right[0]


def test_missing_column_loses_every_row(home: Path, faulty: Path, faults: Rows) -> None:
    lost = [f for f in faults if f["kind"] == "missing_column"]
    for batch, count in Counter(f["batch_date"] for f in lost).items():
        fault = next(f for f in lost if f["batch_date"] == batch)
        right, wrong = pair(home, faulty, fault)
        names = cells(right[0])
        at = names.index(fault["column"])
        assert count == len(right) - 2
        for a, b in zip(right[:-1], wrong[:-1], strict=True):
            whole = cells(a)
            assert whole[:at] + whole[at + 1 :] == cells(b)
