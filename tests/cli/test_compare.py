"""compare: two homes held against each other, block by block."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cli import dump
from cli.__main__ import main


def test_differences_are_named() -> None:
    found = dump.first_difference(["a\n", "b\n"], ["a\n", "c\n", "d\n"], before=7)
    assert found == {"line": 9, "one": "b\n", "other": "c\n"}
    assert dump.first_difference(["a\n"], [], before=1) == {"line": 2, "one": "a\n", "other": ""}


@pytest.fixture
def two_homes(home: Path, monkeypatch: pytest.MonkeyPatch) -> dict[Path, dict[str, list[list[str]]]]:
    """Two homes without a database: the blocks of their tables are given."""
    tables: dict[Path, dict[str, list[list[str]]]] = {}
    for folder in (home / "one", home / "other"):
        (folder / "lake").mkdir(parents=True)
        tables[folder] = {"silver.cases": [["h\n"], ["a\n", "b\n"], ["c\n"]]}

    def blocks(folder: Path, table: str) -> Iterator[pa.Array]:
        return (pa.array(block) for block in tables[folder][table])

    @contextmanager
    def entered(folder: Path) -> Iterator[None]:
        monkeypatch.setattr(dump, "_blocks", lambda table: blocks(folder, table))
        yield

    monkeypatch.setattr(dump, "in_home", entered)
    monkeypatch.setattr(
        dump, "digests", lambda folder: {table: dump.digest_of(blocks(folder, table)) for table in tables[folder]}
    )
    return tables


def compared(tables: dict[Path, dict[str, list[list[str]]]], capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    code = main(["compare", *map(str, tables)])
    return code, json.loads(capsys.readouterr().out)


def test_compare_finds_the_first_different_line(
    two_homes: dict[Path, dict[str, list[list[str]]]], capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = two_homes
    equal = {"equal": True, "rows": [3, 3], "first_difference": None}
    assert compared(two_homes, capsys) == (0, {"silver.cases": equal})
    two_homes[other]["silver.cases"][2] = ["x\n", "y\n"]
    difference = {"line": 4, "one": "c\n", "other": "x\n"}
    assert compared(two_homes, capsys) == (
        1, {"silver.cases": {"equal": False, "rows": [3, 4], "first_difference": difference}}
    )  # fmt: skip
    two_homes[one]["silver.cases"].pop()
    difference = {"line": 4, "one": "", "other": "x\n"}
    assert compared(two_homes, capsys)[1]["silver.cases"]["first_difference"] == difference


def test_compare_tells_by_its_exit_code(
    two_homes: dict[Path, dict[str, list[list[str]]]], capsys: pytest.CaptureFixture[str]
) -> None:
    """A table that only one home has is a difference, even without rows."""
    one, other = two_homes
    two_homes[other]["marts.dim_area"] = [["h\n"]]
    code, found = compared(two_homes, capsys)
    assert (code, found["silver.cases"]["equal"]) == (1, True)
    difference = {"line": 1, "one": "", "other": "h\n"}
    assert found["marts.dim_area"] == {"equal": False, "rows": [0, 0], "first_difference": difference}
    assert main(["compare", str(one), str(one.parent / "absent")]) == 2


def test_homes_of_different_keys_are_not_compared(
    two_homes: dict[Path, dict[str, list[list[str]]]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Equal people have other tokens there: every row would differ, and nothing would be told by it."""
    one, other = two_homes
    keys = {one: {"h1"}, other: {"h1"}}
    monkeypatch.setattr(dump, "token_keys", lambda folder: keys[folder])
    assert main(["compare", str(one), str(other)]) == 0
    keys[other] = {"h2"}
    assert main(["compare", str(one), str(other)]) == 2
    assert "hold tokens of 2 different keys" in capsys.readouterr().err
