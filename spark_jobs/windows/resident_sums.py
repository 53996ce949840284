"""What the calls and the money of a resident's own days come to in 1, 7 and 30 days up to a date."""

from collections.abc import Collection
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from lake.rounding import BILLION, billionths
from spark_jobs.windows.asof import as_known
from spark_jobs.windows.newest import dated, undated

KEY = "resident_key"
#: Sums of features.resident_daily, and their windows.
SUMS = {
    "calls_in_count": (1, 7, 30), "calls_in_foreign_count": (1, 7, 30), "calls_in_long_count": (7, 30),
    "calls_in_service_count": (7, 30), "calls_in_virtual_count": (7, 30), "calls_in_short_count": (30,),
    "texts_in_count": (7, 30), "calls_forwarded_count": (7,), "calls_out_count": (7,), "out_count": (1, 7, 30),
    "out_fen": (1, 7, 30), "in_fen": (30,), "loan_in_fen": (7, 30),
}  # fmt: skip
#: What is told anew and of which a window has the greatest of its days.
GREATEST = {"call_in_longest_s": (1, 7, 30), "call_in_joined_longest_s": (1, 7, 30)}
BALANCES = ("balance_open_fen", "balance_end_fen")
#: A day on which one of these counts is above 0 is a day with data.
COUNTS = ("calls_in_count", "texts_in_count", "calls_forwarded_count", "calls_out_count", "in_count", "out_count")
#: A share is a whole number of billionths until it is written, so that all engines and threads agree.
DRAWDOWN, DATA_DAYS = "resident_drawdown_billionths_7d", "resident_data_days_30d"
MOST = tuple(f"resident_{name}_{days}d" for name, windows in GREATEST.items() for days in windows)
COLUMNS = (
    *(f"resident_{name}_{days}d" for name, windows in SUMS.items() for days in windows), *MOST, DRAWDOWN, DATA_DAYS,
)  # fmt: skip


def resident_sums(resident_daily: DataFrame, days: Collection[date]) -> DataFrame:
    """resident_key, as_of_date and COLUMNS of everybody of whom a partial lies in the 30 days."""
    known = _days_as_known(as_known(resident_daily, days))
    sums = [F.sum(_in(w, name, 0)).alias(f"resident_{name}_{w}d") for name, windows in SUMS.items() for w in windows]
    most = [F.max(_in(w, name)).alias(f"resident_{name}_{w}d") for name, windows in GREATEST.items() for w in windows]
    return known.groupBy(KEY, "as_of_date").agg(
        *sums, *most, F.max(_in(7, "drawdown")).alias(DRAWDOWN), F.sum("has_data").alias(DATA_DAYS)
    )


def _days_as_known(known: DataFrame) -> DataFrame:
    """Each day of a resident as an as-of date knows it: the sums of its partials, and what the newest of them tells."""
    days = (
        known.groupBy(KEY, "as_of_date", "age_days")
        .agg(
            *[F.sum(name).alias(name) for name in dict.fromkeys((*SUMS, *COUNTS))],
            *[F.max(dated(name)).alias(name) for name in (*GREATEST, *BALANCES)],
        )
        .withColumns({name: undated(name) for name in (*GREATEST, *BALANCES)})
    )
    has_data = F.when(F.greatest(*[F.col(name) for name in COUNTS]) > 0, 1).otherwise(0)
    return days.withColumns({"has_data": has_data, "drawdown": _drawdown()})


def _in(days: int, name: str, otherwise: int | None = None) -> Column:
    """A value of the days of a window."""
    return F.when(F.col("age_days") < days, F.col(name)).otherwise(F.lit(otherwise))


def _drawdown() -> Column:
    """What share of its opening balance a day ended without: 0 where that grew, 1 where nothing was left."""
    opened, ended = (F.col(name) for name in BALANCES)
    share = (opened - ended).cast("double") / opened.cast("double")
    return F.when(opened > 0, F.least(F.greatest(billionths(share), F.lit(0)), F.lit(BILLION)))
