"""What all windows share: which partials an as-of date knows and how old they are on it; sums of 1, 7 and 30 days.

A window of w days as of D holds the events of D−w+1…D as known on D: the partials with batch_date up to D. No event is
dated more than a day ahead of its batch, so the last w+1 batches hold all of them.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from spark_jobs.counting.spells import as_date

#: Days of the windows, and how many batches hold the events of the longest.
WINDOWS = (1, 7, 30)
LONGEST = WINDOWS[-1]
BATCHES = LONGEST + 1


def first_batch(days: Collection[date], batches: int = BATCHES) -> date:
    """The earliest batch that windows of these as-of dates read."""
    return min(days) - timedelta(days=batches - 1)


def as_known(partials: DataFrame, days: Collection[date], length: int = LONGEST) -> DataFrame:
    """Each partial once per as-of date that knows it and of which its event lies `length` days back at most, with
    `as_of_date` and `age_days` (0: an event of the as-of date itself).

    However many dates there are, the partials are read once; a row is handed on once per date that sees it.
    """
    wanted = [as_date(day) for day in sorted(days)]
    oldest = as_date(min(days) - timedelta(days=length - 1))
    near = partials.where(F.col("event_date").between(oldest, wanted[-1]))
    dated = near.withColumn("as_of_date", _dates_of_a_row(wanted, length))
    aged = dated.withColumn("age_days", F.datediff("as_of_date", "event_date"))
    known = aged.where((F.col("batch_date") <= F.col("as_of_date")) & F.col("age_days").between(0, length - 1))
    return known.where(F.col("as_of_date").isin(*wanted)) if len(wanted) > length else known


def _dates_of_a_row(wanted: Sequence[Column], length: int) -> Column:
    """The as-of dates for which a row is looked at: all, or where they are many those that can see its event."""
    if len(wanted) == 1:
        return wanted[0]
    seeing = [F.date_add("event_date", n) for n in range(length)]
    return F.explode(F.array(*(wanted if len(wanted) <= length else seeing)))


def windowed(known: DataFrame, key: Sequence[str], names: Sequence[str], windows: Sequence[int] = WINDOWS) -> DataFrame:
    """key, as_of_date and `<name>_<w>d`: each column added up over each window.

    First by key and ring of days (1, 2–7, 8–30), then by key: each row is added up once for all windows, and the second
    step meets three rows of a key.
    """
    rings = known.groupBy(*key, "as_of_date", _ring().alias("ring")).agg(*[F.sum(name).alias(name) for name in names])
    sums = [
        sum_where(F.col("ring") <= days, F.col(name)).alias(f"{name}_{days}d") for name in names for days in windows
    ]
    return rings.groupBy(*key, "as_of_date").agg(*sums)


def sum_where(condition: Column, what: Column) -> Column:
    """A column added up over the rows of which a condition holds."""
    return F.sum(F.when(condition, what).otherwise(0))


def _ring() -> Column:
    """The smallest window that holds the event."""
    age = F.col("age_days")
    return F.when(age < WINDOWS[0], WINDOWS[0]).when(age < WINDOWS[1], WINDOWS[1]).otherwise(LONGEST)


def together(parts: Sequence[DataFrame], key: str, columns: Sequence[str]) -> DataFrame:
    """One row per key and as-of date of any part: each column (a whole number) is of one part, and empty where that has
    no row. Added up rather than joined, so that an engine need not hold one side of it."""
    rows = reduce(DataFrame.unionByName, [_with_all(part, key, columns) for part in parts])
    return rows.groupBy(key, "as_of_date").agg(*[F.max(name).alias(name) for name in columns])


def _with_all(part: DataFrame, key: str, columns: Sequence[str]) -> DataFrame:
    there = set(part.columns)
    empty = F.lit(None).cast("bigint")
    return part.select(key, "as_of_date", *[F.col(n) if n in there else empty.alias(n) for n in columns])
