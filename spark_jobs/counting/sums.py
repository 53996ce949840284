"""Columns of partials over frames of moves: sums are signed, and what is told anew is told of what counts."""

from pyspark.sql import Column
from pyspark.sql import functions as F


def signed(condition: Column, what: Column | None = None) -> Column:
    """The rows of a condition, or what is summed over them, that begin to count less those that stop."""
    value = F.lit(1) if what is None else what
    return F.sum(F.when(condition, value * F.col("delta")).otherwise(0).cast("bigint"))


def told(value: Column) -> Column:
    """The value of a row that counts as of the day."""
    return F.when(F.col("delta") >= 0, value)


def first_and_last() -> tuple[Column, Column]:
    """The times of the first and the last event that counts."""
    at = told(F.col("event_at"))
    return F.min(at).alias("first_at"), F.max(at).alias("last_at")
