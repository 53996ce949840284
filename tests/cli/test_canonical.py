"""Canonical text on literal rows: whole columns give the bytes of one value at a time; pieces follow in key order."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from cli import canonical
from cli.canonical_text import content, line, lines, text
from cli.pieces import in_order
from expectations.contract import Column

SHANGHAI = timezone(timedelta(hours=8))
#: (type, classification, values): of every type what is empty, what stands at its ends, what needs care as text.
COLUMNS: list[tuple[pa.DataType, str, list[Any]]] = [
    (pa.string(), "internal", [
        None, "", " a ", "王,敏", 'say "yes"', "two\nlines", "\r", "'", "\t\u3000", "\u2028", "𠮷"]),
    (pa.int32(), "internal", [None, 0, -1, 2**31 - 1, -(2**31)]),
    (pa.int64(), "internal", [None, 0, -1, 2**63 - 1, -(2**63)]),
    (pa.int64(), "token", [None, 0, 1, 2**60 - 1, 0x00123456789ABCD]),
    (pa.int64(), "token", [None, 2**60, -1, 2**63 - 1]),  # no tokens of ours, yet told as before
    (pa.bool_(), "internal", [None, True, False]),
    (pa.date32(), "internal", [None, date(2021, 10, 22), date(1, 1, 1), date(9999, 12, 31)]),
    (pa.timestamp("us", "UTC"), "internal", [
        None, datetime(2021, 10, 22, 7, 2, 11, tzinfo=UTC), datetime(2021, 10, 22, 7, 2, 11, 5, tzinfo=UTC),
        datetime(2021, 10, 22, 7, 2, 11, 500000, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)]),
    (pa.timestamp("us", "Asia/Shanghai"), "internal", [None, datetime(2021, 1, 1, 3, tzinfo=SHANGHAI)]),
    (pa.binary(), "internal", [None, b"", b"\x00\xff", b"abc", b"\x10" * 40]),
    (pa.list_(pa.string()), "internal", [None, [], ["a"], ["call_foreign", "loan, large"]]),
    (pa.float64(), "internal", [None, 0.0, 1.0, -0.1, 1e-9, 1e22, 1 / 3]),
    (pa.decimal128(28, 9), "internal", [None, Decimal("0E-9"), Decimal("-0.000000001"), Decimal("12800.000000000")]),
]  # fmt: skip


def column(name: str, kind: str, classification: str) -> Column:
    return Column(name, kind, False, False, classification, "", ())


def rows_of_all() -> tuple[pa.Table, list[Column]]:
    longest = max(len(values) for _, _, values in COLUMNS)
    arrays = [pa.array(values + [None] * (longest - len(values)), kind) for kind, _, values in COLUMNS]
    columns = [column(f"c{i}", str(kind), level) for i, (kind, level, _) in enumerate(COLUMNS)]
    return pa.table(arrays, [c.name for c in columns]), columns


def one_by_one(rows: pa.Table, columns: list[Column]) -> list[str]:
    return [line([text(row[c.name], c) for c in columns]) for row in rows.to_pylist()]


def test_columns_give_what_values_give() -> None:
    rows, columns = rows_of_all()
    expected = one_by_one(rows, columns)
    assert lines(rows, columns).to_pylist() == expected
    assert content(lines(rows, columns)) == "".join(expected).encode()
    assert expected[1].startswith(",0,0,k000000000000000,k1000000000000000,true,2021-10-22,2021-10-22T07:02:11Z,")


@pytest.mark.parametrize("number", range(len(COLUMNS)))
def test_a_column_alone_in_chunks_and_slices(number: int) -> None:
    """A line of one empty cell is quoted; a slice shares its buffers with rows that are not in it."""
    kind, level, values = COLUMNS[number]
    known = column("c", str(kind), level)
    chunked = pa.table({"c": pa.chunked_array([pa.array(values, kind), pa.array(values[1:], kind)])})
    for rows in (chunked, chunked.slice(1, len(values)), chunked.slice(0, 0), chunked.slice(0, 1)):
        assert lines(rows, [known]).to_pylist() == one_by_one(rows, [known])
    assert lines(chunked.slice(0, 1), [known]).to_pylist() == ['""\n']


KEYED = [
    ("b", 2, True), ("a", 1, None), ("a", None, True), (None, 5, False), ("a", 1, False), ("", 0, True),
    ("b", -7, True), ("a", 3, True), (None, None, None), ("ä", 0, True), ("a", 2, True), ("Z", 9, True), ("a", 1, True),
]  # fmt: skip


@pytest.mark.parametrize("at_most", [1, 2, 3, 100])
def test_pieces_follow_each_other_in_key_order(at_most: int, tmp_path: Path) -> None:
    """However small the pieces: NULL first, texts by their bytes, one value in more rows than a piece may have."""
    names = ["source", "number", "flag"]
    for part in (KEYED[:5], KEYED[5:]):
        table = pa.table([list(values) for values in zip(*part, strict=True)], names)
        pq.write_table(table, tmp_path / f"{len(part)}.parquet")
    found = pa.concat_tables(in_order(ds.dataset(tmp_path), names, ["number", "source", "flag"], at_most))
    expected = sorted(KEYED, key=lambda row: [(value is not None, value) for value in row])
    assert found.column_names == ["number", "source", "flag"]
    assert list(zip(*(found[name].to_pylist() for name in names), strict=True)) == expected


def test_blocks_do_not_depend_on_the_pieces() -> None:
    kind = pa.schema({"n": pa.int64()})
    numbers = [pa.table([range(first, last)], kind) for first, last in ((0, 3), (3, 3), (3, 4), (4, 9), (9, 10))]
    blocks = [block["n"].to_pylist() for block in canonical._even(iter(numbers), 4)]
    assert blocks == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert list(canonical._even(iter([numbers[1]]), 4)) == []
