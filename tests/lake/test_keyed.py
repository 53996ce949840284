"""Rows found by key: those that a filter of the whole table finds, out of few groups."""

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from lake import keyed as module
from lake.keyed import Keyed

D1, D2, D3 = date(2021, 10, 1), date(2021, 10, 2), date(2021, 10, 3)
BY_BATCH = ds.partitioning(pa.schema([("batch_date", pa.date32())]), flavor="hive")
ALL = pc.field("batch_date") <= pa.scalar(D3, pa.date32())


def write(folder: Path, day: date, keys: list[int | None], **options: object) -> None:
    """A file of a day in groups of four rows; a row's value is its place."""
    place = folder / f"batch_date={day}"
    place.mkdir(exist_ok=True)
    columns = {"key": pa.array(keys, pa.int64()), "value": pa.array(range(len(keys)), pa.int64())}
    name = f"{len(list(place.iterdir()))}.parquet"
    pq.write_table(pa.table(columns), place / name, row_group_size=4, **options)


def keyed(folder: Path, also: pc.Expression = ALL) -> Keyed:
    return Keyed.of(
        ds.dataset(folder, format="parquet", partitioning=BY_BATCH),
        "key",
        (also, ("batch_date", "value")),
        "batch_date",
    )


def values(rows: pa.Table) -> list[tuple[int, int, int]]:
    """(day of the month, key, value) of rows."""
    return sorted((row["batch_date"].day, row["key"], row["value"]) for row in rows.to_pylist())


def opened(rows: Keyed, keys: list[int]) -> int:
    """How many row groups are read as a whole."""
    places = [file.places("key", np.array(sorted(keys), np.int64)) for file in rows.files]
    return sum(len(place[0].row_groups) for place in places if place)


COLUMNS = ("batch_date", "key", "value")


def test_only_groups_with_a_key_are_opened(tmp_path: Path) -> None:
    """10 stands at the end of a group and at the beginning of the next; 5 lies between keys of a group."""
    write(tmp_path, D1, [1, 2, 4, 6, 7, 8, 9, 10, 10, 11, 12, 13])
    write(tmp_path, D2, [20, 21, 22, 23])
    rows = keyed(tmp_path)
    assert values(rows.read([5, 10, 99], COLUMNS)) == [(1, 10, 7), (1, 10, 8)] and opened(rows, [5, 10, 99]) == 2
    assert values(rows.read([1, 13, 22], COLUMNS)) == [(1, 1, 0), (1, 13, 11), (2, 22, 2)]
    nothing = rows.read([5, 14], COLUMNS)
    assert opened(rows, [5, 14]) == 0 and nothing.num_rows == 0 and nothing.schema.names == [*COLUMNS]
    assert keyed(tmp_path).read([], COLUMNS).num_rows == 0


def test_other_conditions_hold_besides(tmp_path: Path) -> None:
    write(tmp_path, D1, [1, 2, 3, 4])
    write(tmp_path, D2, [3, 3, 5, 6])
    of_second = pc.field("batch_date") == pa.scalar(D2, pa.date32())
    assert values(keyed(tmp_path, of_second & (pc.field("value") > 0)).read([3, 4], COLUMNS)) == [(2, 3, 1)]


def test_files_come_the_newest_day_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CORES", 1)  # so many files at a time
    for day in (D2, D1, D3, D1):
        write(tmp_path, day, [1, 2, 3, 4])
    each = [part.read([2], COLUMNS)["batch_date"].to_pylist() for part in keyed(tmp_path).parts()]
    assert each == [[D3], [D2], [D1], [D1]]


def test_a_table_in_no_order_and_without_statistics_gives_the_same(tmp_path: Path) -> None:
    """Empty keys are nobody's; a group may have no key at all."""
    write(tmp_path, D1, [9, 1, None, 3, None, None, None, None, 2, 8, 9, -4])
    write(tmp_path, D2, [3, 9, 7, 9], write_statistics=False)
    assert values(keyed(tmp_path).read([9, -4], COLUMNS)) == [(1, -4, 11), (1, 9, 0), (1, 9, 10), (2, 9, 1), (2, 9, 3)]


@pytest.mark.parametrize("is_sorted", [True, False])
def test_many_keys_among_many_groups(tmp_path: Path, is_sorted: bool) -> None:
    """As many rows and keys as a filter of pyarrow no longer leaves groups out for."""
    draw = np.random.default_rng(1)
    for day in (D1, D2):
        keys = draw.integers(-5_000, 5_000, 900).tolist()
        write(tmp_path, day, sorted(keys) if is_sorted else keys)
    asked = draw.integers(-5_000, 5_000, 120).tolist()
    whole = ds.dataset(tmp_path, format="parquet", partitioning=BY_BATCH).to_table()
    wanted = values(whole.filter(pc.is_in(whole["key"], pa.array(asked))))
    rows = keyed(tmp_path)
    assert values(rows.read(asked, COLUMNS)) == wanted and opened(rows, asked) <= len(wanted) > 10
