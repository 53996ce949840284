"""The content of a day: equal for equal rows in any order and file, and for no others."""

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from tiny import D1, SOURCE, Tables, tables

from expectations.contract import contract
from lake.content import NOTHING, added, folded, of_small, sums_by

__all__ = ["tables"]
Row = tuple[int | None, int | None, str | None]


def content(spark: SparkSession, *rows: Row) -> list[object]:
    ddl = "key bigint, value bigint, note string, batch_date date"
    frame = spark.createDataFrame([(*row, D1) for row in rows], ddl)
    return folded(added(tuple(row)[-3:] for row in sums_by(frame, contract(SOURCE), F.col("batch_date")).collect()))


@pytest.fixture
def noted(tables: Tables) -> None:
    """A third column."""
    tables.declare("source", "name: note, physicalType: string")


def test_rows_in_any_order_have_one_content(spark: SparkSession, noted: None) -> None:
    assert content(spark, (1, 2, "a"), (3, 4, None)) == content(spark, (3, 4, None), (1, 2, "a"))
    assert content(spark, (1, 2, "a"))[0] == 1


@pytest.mark.parametrize(
    "other",
    [
        ((1, 3, "a"),),  # another value
        ((None, 1, "a"),),  # a value that moved beside
        ((1, None, "a"),),
        ((1, 2, None),),
        ((1, 2, ""),),
        ((1, 2, "a"), (1, 2, "a")),  # the same row twice
        (),
    ],
)
def test_other_rows_have_another_content(spark: SparkSession, noted: None, other: tuple[Row, ...]) -> None:
    assert content(spark, *other) != content(spark, (1, 2, "a"))


def test_a_value_that_moves_to_an_empty_neighbour_is_seen(spark: SparkSession, noted: None) -> None:
    assert content(spark, (5, None, "a")) != content(spark, (None, 5, "a"))


def test_halves_add_up_without_wrapping() -> None:
    rows = 2**31
    assert folded(added([(rows, rows * (2**32 - 1), 0), (0, 0, 1)]))[0] == rows
    assert folded(NOTHING) == folded(added([]))


def test_rows_in_memory_are_told_by_day(noted: None) -> None:
    rows = [{"key": n, "value": 1, "note": None, "batch_date": D1} for n in (1, 2)]
    assert of_small(rows, contract(SOURCE), "batch_date") == of_small(rows[::-1], contract(SOURCE), "batch_date")
    assert of_small(rows[:1], contract(SOURCE), "batch_date")[D1][0] == 1
