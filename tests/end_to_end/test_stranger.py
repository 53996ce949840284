"""A stranger breaks random lines of clean files: nothing is lost, nothing else changes, and every loss is named."""

import shutil
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import pytest
from homes import Row, afdw, table
from stranger import Broken, break_file, lines_of

FEEDS = ("cases", "residents", "registrations", "accounts", "call_records", "transactions")
#: What depends on other lines of the file or on how a value was spelt.
NOT_COMPARED = {"file_sha256", "version_no", "event_no", "content_key"}
Place = tuple[str, str, int]
SAMPLE = {"first": "2021-05-10", "last": "2021-05-12", "size": ("--residents", "3000", "--panel", "300"), "share": 0.08}
FULL = {"first": "2021-05-10", "last": "2021-05-24", "size": ("--residents", "9000", "--panel", "1500"), "share": 0.1}


@pytest.fixture(scope="module")
def twins(make_home: Callable[[str], Path], is_full: bool) -> tuple[Path, Path, dict[tuple[str, str, str], Broken]]:
    """A clean home, its broken twin, and what was broken by feed, batch and file."""
    plan = FULL if is_full else SAMPLE
    clean, broken = make_home("clean"), make_home("stranger")
    span = ("--from", str(plan["first"]), "--to", str(plan["last"]))
    afdw(clean, "simulate", "--out", str(clean), *span, "--seed", "11", "--incidence", "10000", *plan["size"])  # type: ignore[misc]
    shutil.copytree(clean / "landing", broken / "landing", dirs_exist_ok=True)
    done = {feed: _break(broken, feed, float(str(plan["share"]))) for feed in FEEDS}
    for home in (clean, broken):
        afdw(home, "day", *span, "--until", "lake", "--feeds", ",".join(FEEDS))
    return clean, broken, {(feed, *place): what for feed, files in done.items() for place, what in files.items()}


@pytest.mark.parametrize("feed", FEEDS)
def test_broken_lines_cost_only_themselves(
    twins: tuple[Path, Path, dict[tuple[str, str, str], Broken]], feed: str
) -> None:
    clean, broken, done = twins
    spoilt = {(batch, file, line): how for (name, batch, file), what in done.items() if name == feed
              for line, how in what.lines.items()}  # fmt: skip
    right, left, rejects = _silver(clean, feed), _silver(broken, feed), _rejects(broken, feed)
    assert _rejects(clean, feed) == frozenset()
    changed = [place for place, row in right.items() if place not in spoilt and left.get(place) != row]
    assert changed == [], f"{len(changed)} unbroken rows differ, the first: {changed[:3]}"
    assert rejects - set(spoilt) == set()
    wrong = Counter(
        (how, expect, "silver" if place in left else "refused" if place in rejects else "lost")
        for place, (how, expect) in spoilt.items()
        if place in right and not _fits(expect, place, left, right, rejects)
    )
    assert wrong == {}
    assert len({how for how, _ in spoilt.values()}) > 7 or feed == "cases"
    assert spoilt


@pytest.mark.parametrize("feed", FEEDS)
def test_the_account_of_every_file_adds_up(
    twins: tuple[Path, Path, dict[tuple[str, str, str], Broken]], feed: str
) -> None:
    clean, broken, _ = twins
    before, after = (_account(home, feed) for home in (clean, broken))
    assert {place: row["rows"] for place, row in before.items()} == {place: row["rows"] for place, row in after.items()}
    in_silver = Counter(place[:2] for place in _silver(broken, feed))
    refused = Counter(place[:2] for place in _rejects(broken, feed))
    for place, row in after.items():
        counts = [int(row[name]) for name in ("silver", "duplicate", "superseded", "quarantine")]
        assert int(row["rows"]) == sum(counts), place
        assert (counts[0], counts[3]) == (in_silver[place], refused[place]), place


def test_something_of_every_kind_was_broken(twins: tuple[Path, Path, dict[tuple[str, str, str], Broken]]) -> None:
    done = twins[2]
    ways = Counter(how for what in done.values() for how, _ in what.lines.values())
    assert len(ways) == 15 and sum(ways.values()) > 200, ways
    assert {feed for feed, *_ in done if any(what.lines for key, what in done.items() if key[0] == feed)} == set(FEEDS)


def _break(home: Path, feed: str, share: float) -> dict[tuple[str, str], Broken]:
    """Breaks lines that occur once in the feed: a repeated row comes again, and takes the place of the broken one."""
    rng = Random(f"stranger {feed}")
    files = sorted((home / "landing" / feed).glob("*/*"))
    often = Counter(_content(line) for file in files for line in lines_of(file, feed)[1])
    return {
        (file.parent.name, file.name): break_file(rng, file, feed, share, lambda raw: often[_content(raw)] == 1)
        for file in files
        if not file.name.startswith("full_")
    }


def _content(line: bytes) -> bytes:
    """A line without a running number in front."""
    first, _, rest = line.partition(b",")
    return rest if first.isdigit() else line


def _fits(
    expect: str, place: Place, left: dict[Place, Row], right: dict[Place, Row], rejects: frozenset[Place]
) -> bool:
    """Whether a line went as it must; `left_out`: refused or, where the cell may be empty, without its value."""
    is_same = left.get(place) == right[place]
    differing = {
        v for k, v in left.get(place, {}).items() if v != right[place][k] and k not in ("row_key", "unread_columns")
    }
    return {
        "refused": place in rejects,
        "left_out": place in rejects or (place in left and differing <= {"", "false"}),
        "same": is_same,
        "either": place in rejects or place in left,
    }[expect]  # fmt: skip


@cache
def _report(home: Path) -> list[Row]:
    """The account of all feeds; asked for once, since every command is a process of its own."""
    return table(home, "load-report")


def _account(home: Path, feed: str) -> dict[tuple[str, str], Row]:
    rows = [row for row in _report(home) if row["feed"] == feed and row["file"]]
    return {(row["batch_date"], row["file"]): row for row in rows}


@cache
def _silver(home: Path, feed: str) -> dict[Place, Row]:
    """Rows by batch, file and line; versions that no line delivered are left out."""
    files = {
        (batch, row["file_sha256"]): file for (batch, file), row in _account(home, feed).items() if row["silver"] != "0"
    }
    return {
        (row["batch_date"], files[row["batch_date"], row["file_sha256"]], int(row["line_no"])): {
            name: value for name, value in row.items() if name not in NOT_COMPARED
        }
        for row in table(home, "dump", f"silver.{feed}")
        if row["line_no"] != "0"
    }


@cache
def _rejects(home: Path, feed: str) -> frozenset[Place]:
    """Batch, file and line of refused lines; a name that came in two batches would need a question for each."""
    batch_of = {file: batch for batch, file in _account(home, feed)}
    assert len(batch_of) == len(_account(home, feed)), "the same file name in two batches"
    found = table(home, "rejects", "--feed", feed)
    return frozenset((batch_of[row["file"]], row["file"], int(row["line"])) for row in found)
