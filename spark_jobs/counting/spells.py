"""When a delivered row counts: as *spells* of batches, from `counts_from` until before `counts_until`.

A row is known from its own batch on until its file is withdrawn. What else a row needs to count is told by its kind
(`Counting`): nothing for a call, for money what money/counting.py says.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

NEVER = date(9999, 12, 31)
#: What tells one row of a ledger from all others.
ROW = ("file_sha256", "line_no", "batch_date")

#: Computes a frame once, whoever reads it, under a name of its own within the run; without one it is computed anew.
Keep = Callable[[DataFrame, str], DataFrame]


def anew(frame: DataFrame, _name: str) -> DataFrame:
    """Keeps nothing."""
    return frame


def as_date(day: date) -> Column:
    """A date as a constant of the engine."""
    return F.lit(day.isoformat()).cast("date")


def on_days(name: str, days: Collection[date]) -> Column:
    """Whether a column of dates is one of some days."""
    return F.col(name).isin(*[as_date(day) for day in days])


def known(rows: DataFrame, withdrawn: DataFrame) -> DataFrame:
    """Adds `known_until`, the batch that withdraws the row's file; without rows that are withdrawn when they come.

    `withdrawn`: file_sha256, withdrawn_on; one row per file.
    """
    until = F.coalesce("withdrawn_on", as_date(NEVER))
    ends = rows.join(F.broadcast(withdrawn), "file_sha256", "left").withColumn("known_until", until)
    return ends.where("known_until > batch_date").drop("withdrawn_on")


class Counting(Protocol):
    """When rows of one kind count; each has at most one spell in `once` or some in `turning`, and never both."""

    def once(self, rows: DataFrame) -> DataFrame:
        """The one spell, from its own batch on, of the rows that only the end of their file ends: nearly all."""

    def turning(self, rows: DataFrame) -> DataFrame | None:
        """The spells of the few rows that other rows end or restore; None where a kind knows no such thing."""


@dataclass(frozen=True)
class WhileKnown:
    """Rows that count while they are known."""

    withdrawn: DataFrame

    def once(self, rows: DataFrame) -> DataFrame:
        """From the row's own batch until its file is withdrawn."""
        return in_one_spell(known(rows, self.withdrawn))

    def turning(self, rows: DataFrame) -> DataFrame | None:
        """None is ended by another row."""
        return None


def in_one_spell(rows: DataFrame) -> DataFrame:
    """Rows with `known_until` as spells that begin with their own batch."""
    return rows.withColumn("counts_from", F.col("batch_date")).withColumnRenamed("known_until", "counts_until")
