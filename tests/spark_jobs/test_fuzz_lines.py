"""Thousands of small broken files through the reader alone: what becomes of a line never depends on the others."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest
from fuzz_files import FORMS, Wire, broken_file, rows_of, whole_file_ways, wires
from wires import miniapp

from spark_jobs.typed.mapping import Mapping, mapping_for
from spark_jobs.wire import blocks
from spark_jobs.wire.blocks import Share, read_content, shares
from spark_jobs.wire.text import tables

#: line number → reason, column and cells
Outcome = dict[int, tuple[object, ...]]
FILES, ALL_FILES = 10, 450


@pytest.mark.parametrize("feed", FORMS)
def test_a_line_is_the_same_alone_among_others_and_wherever_blocks_are_cut(
    feed: str, tmp_path: Path, is_full: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    random, path = Random(f"lines {feed}"), tmp_path / "file"
    for of in wires(feed):
        mapping = mapping_for(feed, of.source, date(2021, 10, 22))
        for _ in range(ALL_FILES if is_full else FILES):
            content = _content(of, random)
            path.write_bytes(content)
            whole = _outcome(shares_of(path, of), mapping)
            assert sorted(whole) == list(range(_first(of), _first(of) + rows_of(content, of)))
            alone = _outcome(_one_by_one(path, of), mapping) if b"\n" in content else whole
            alone = {number: row for number, row in alone.items() if number in whole}  # the end mark of DOS is no line
            assert whole == alone, [content.split(b"\n")[n - 1] for n in alone if whole[n] != alone[n]][:1]
            with monkeypatch.context() as patch:
                patch.setattr(blocks, "BLOCK_BYTES", random.choice((7, 64, 1000)))
                patch.setattr(blocks, "SHARE_BYTES", random.choice((100, 3000)))
                cut = _outcome(shares_of(path, of), mapping)
            assert whole == cut, [content.split(b"\n")[n - 1] for n in cut if whole.get(n) != cut[n]][:1]


def shares_of(path: Path, of: Wire) -> list[Share]:
    """The file as a load reads it."""
    return shares(0, path, read_content(path, has_header=bool(of.head)))


def _content(of: Wire, random: Random) -> bytes:
    rows = random.choice((0, 1, 3, 9, 30))
    content, _ = broken_file(of, random.randrange(10**6), rows, random.choice((0.1, 0.5)), random)
    ways: list[Callable[[bytes, Random], bytes]] = list(whole_file_ways().values())
    return random.choice(ways)(content or b"x", random) if random.random() < 0.25 else content


def _one_by_one(path: Path, of: Wire) -> list[Share]:
    """Every line as a share of its own."""
    lines = path.read_bytes().split(b"\n")
    ends = [0]
    for line in lines:
        ends.append(ends[-1] + len(line) + 1)
    head = lines[0] + b"\n" if of.head else b""
    return [
        Share(0, path, head, ends[n - 1], min(ends[n], ends[-1] - 1), n)
        for n in range(_first(of), len(lines) + 1)
        if ends[n - 1] < ends[-1] - 1
    ]


def _outcome(pieces: list[Share], mapping: Mapping) -> Outcome:
    found: Outcome = {}
    for share in pieces:
        for table in tables(share, mapping):
            for row in table.to_pylist():
                number = row.pop("line_no")
                assert number not in found
                found[number] = tuple(row.values())
    return found


def _first(of: Wire) -> int:
    return 2 if of.head else 1


def test_a_line_longer_than_a_share_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """200 MB without a line end, in small: a share never begins inside of a line."""
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 1000)
    monkeypatch.setattr(blocks, "SHARE_BYTES", 3000)
    of = wires("call_records")[0]
    path = tmp_path / "file"
    after = b"".join(of.line(number) + of.end for number in range(2, 60))
    content = of.head + of.end + of.line(1) + of.end + b"7" * 200_000 + b"\n" + after
    path.write_bytes(content)
    pieces = shares_of(path, of)
    assert len(pieces) > 2 and {content[share.start - 1 : share.start] for share in pieces} == {b"\n"}
    found = _outcome(pieces, mapping_for("call_records", "mobile", date(2021, 10, 22)))
    assert {number: row[1] for number, row in found.items() if row[1]} == {3: "malformed_line"}
    assert sorted(found) == list(range(2, 62))


@pytest.mark.parametrize("number", ["13800000001", "9" * 5_000, "-0"])
def test_a_number_in_json_is_text_however_long(tmp_path: Path, number: str) -> None:
    path, of = tmp_path / "file", wires("registrations")[0]
    path.write_bytes(miniapp.line("R1", '"13800000001"', number) + b"\n")
    mapping = mapping_for("registrations", "miniapp", date(2021, 10, 22))
    found = _outcome(shares_of(path, of), mapping)
    assert found[1][1] is None and found[1][3:][mapping.read_columns.index("phone")] == number


def test_a_raw_line_ends_where_the_next_mark_begins(tmp_path: Path) -> None:
    """Also where no line feed stands: the rest of the file is not kept as one line's text."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"one\rtwo\rthree")
    found = list(blocks.numbered_lines(path, ((0, 2), (4, 3), (8, 4), (13, 0))))
    assert found == [(2, b"one\r"), (3, b"two\r"), (4, b"three")]
