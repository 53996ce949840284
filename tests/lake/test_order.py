"""A table whose contract says `sortedBy` lies in that order, in small groups, whoever wrote it."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession
from tiny import D1, D2, SOURCE, Tables, schema, tables

from expectations.contract import contract
from lake import upkeep
from lake.batches import BATCHES
from lake.frames import GROUP_ROWS
from lake.place import lake_address
from lake.publication import Publication
from lake.snapshot import Snapshot

__all__ = ["tables"]
pytestmark = pytest.mark.usefixtures("spark")
COUNT = 3 * GROUP_ROWS
LATER = D1 + timedelta(days=30)
#: Both digits of a key change from row to row.
SCATTERED = [(number * 7919) % COUNT for number in range(COUNT)]


@pytest.fixture(autouse=True)
def in_order(tables: Tables) -> None:
    tables.declare("source", retention="100", sorted_by="key")


def rows(*days: date, keys: list[int] = SCATTERED) -> pa.Table:
    """Rows of some days, mixed."""
    each = [{"key": key, "value": 1, "batch_date": day} for key in keys for day in days]
    return pa.Table.from_pylist(each, schema())


def publish(written: pa.Table, spark: SparkSession | None, *days: date, adds: bool = False, recipe: int = 1) -> None:
    """By Arrow, or by an engine that has the rows in three pieces."""
    run = Publication("source", recipe, list(days), Snapshot.open(), adds=adds)
    if spark is None:
        run.write_rows(SOURCE, written)
    else:
        third = written.num_rows // 3 + 1
        pieces = [written.slice(first, third) for first in (0, third, 2 * third)]
        frames = [spark.createDataFrame(piece, contract(SOURCE).spark_ddl()) for piece in pieces]
        run.write(SOURCE, frames[0].unionByName(frames[1]).unionByName(frames[2]))
    run.publish(lambda named: named)


def groups(day: date) -> list[list[tuple[int, int, int]]]:
    """Of each file of a day the rows, smallest and largest key of its groups; all are compressed."""
    found = []
    for path in sorted(Path(lake_address(SOURCE), f"batch_date={day}").glob("*.parquet")):
        file = pq.ParquetFile(path).metadata
        each = [file.row_group(number) for number in range(file.num_row_groups)]
        keys = [group.column(0).statistics for group in each]
        assert {group.column(0).compression for group in each} == {"SNAPPY"}
        found.append([(group.num_rows, told.min, told.max) for group, told in zip(each, keys, strict=True)])
    return found


def groups_named(day: date) -> list[list[tuple[int, int, int]]]:
    """The same of the files that are named now."""
    upkeep.tidy(settled_days=9999, hours=0)
    return groups(day)


def lies_in_order(files: list[list[tuple[int, int, int]]]) -> bool:
    """Whether every group is small and none begins before the one ahead of it has ended."""
    small = all(count <= GROUP_ROWS for file in files for count, _, _ in file)
    return small and all(one[2] < two[1] for file in files for one, two in pairwise(file))


@pytest.mark.parametrize("days", [(D1,), (D1, D2)])
def test_an_engine_writes_in_order(spark: SparkSession, days: tuple[date, ...]) -> None:
    publish(rows(*days), spark, *days)
    for day in days:
        assert lies_in_order(groups(day)) and sum(sum(count for count, _, _ in file) for file in groups(day)) == COUNT
    assert Snapshot.open().arrow(SOURCE).sort_by([("batch_date", "ascending"), ("key", "ascending")])[
        "key"
    ].to_pylist() == [*range(COUNT)] * len(days)


def test_another_recipe_puts_equal_rows_in_order(spark: SparkSession, tables: Tables) -> None:
    """An order that a contract has got since reaches the days that are there."""
    tables.declare("source", retention="100")
    publish(rows(D1), spark, D1)
    before = Snapshot.open()
    tables.declare("source", retention="100", sorted_by="key")
    publish(rows(D1), spark, D1)
    assert not lies_in_order(groups(D1)) and Snapshot.open().versions == before.versions | {
        BATCHES: Snapshot.open().version
    }
    publish(rows(D1), spark, D1, recipe=2)
    assert lies_in_order(groups_named(D1)) and Snapshot.open().arrow(SOURCE).num_rows == COUNT
    assert Snapshot.open().content(SOURCE, D1, "source") == before.content(SOURCE, D1, "source")


def test_rows_from_arrow_are_put_in_order() -> None:
    publish(rows(D1, D2), None, D1, D2)
    assert lies_in_order(groups(D1)) and lies_in_order(groups(D2)) and len(groups(D1)[0]) == 3


def test_an_engine_without_rows_publishes_an_empty_day(spark: SparkSession) -> None:
    publish(rows(D1, keys=[]), spark, D1)
    assert Snapshot.open().named("source")[D1].content[SOURCE][0] == 0 and groups(D1) == []


def test_upkeep_keeps_the_order(spark: SparkSession) -> None:
    """Three files of one day, each in order, become one in order."""
    for third in range(3):
        publish(rows(D1, keys=SCATTERED[third::3]), None, D1, adds=True)
    publish(rows(LATER, keys=[1]), None, LATER, adds=True)
    assert len(groups(D1)) == 3
    upkeep.tidy(settled_days=7, hours=0)
    (file,) = groups(D1)
    assert [count for count, _, _ in file] == [GROUP_ROWS] * 3 and lies_in_order([file])
    assert sorted(Snapshot.open().arrow(SOURCE, [("batch_date", "=", D1)])["key"].to_pylist()) == [*range(COUNT)]


def test_upkeep_keeps_late_rows_apart_and_in_order(tables: Tables) -> None:
    tables.declare("source", "name: event_date, physicalType: date", retention="100", sorted_by="key")
    late = pa.array([D1 - timedelta(days=9 * (key % 2)) for key in SCATTERED], pa.date32())
    written = rows(D1).set_column(schema().names.index("event_date"), "event_date", late)
    for third in range(3):
        publish(written.take(list(range(third, COUNT, 3))), None, D1, adds=True)
    publish(rows(LATER, keys=[1]), None, LATER, adds=True)
    upkeep.tidy(settled_days=7, hours=0)
    both = groups(D1)
    assert len(both) == 2 and lies_in_order(both)
    assert [sum(count for count, _, _ in file) for file in both] == [COUNT // 2] * 2


def test_a_day_too_large_to_be_held_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for third in range(3):
        publish(rows(D1, keys=SCATTERED[third::3]), None, D1, adds=True)
    publish(rows(LATER, keys=[1]), None, LATER, adds=True)
    monkeypatch.setattr(upkeep, "ORDERED_BYTES", 1)
    upkeep.tidy(settled_days=7, hours=0)
    assert len(groups(D1)) == 3
