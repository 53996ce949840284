"""What the days of an account come to in 1, 7 and 30 days up to a date, from features.account_daily."""

from collections.abc import Collection
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from spark_jobs.windows.asof import LONGEST, WINDOWS, as_known
from spark_jobs.windows.newest import MOST, below, dated, undated

KEY = "account_key"
#: Sums of features.account_daily, and their windows.
SUMS = {
    "in_count": WINDOWS, "out_count": WINDOWS, "in_fen": WINDOWS, "out_fen": WINDOWS, "night_count": (7, 30),
    "round_count": (7, 30), "cash_out_count": (30,), "cash_out_fen": (7, 30), "test_in_count": (7, 30),
}  # fmt: skip
#: What is told anew: added up over the days, the greatest of them, and what is read in its own way.
PASSED = {"passed_fen": (7, 30), "passed_60min_fen": (7, 30)}
GREATEST = {"in_largest_fen": (7, 30), "out_largest_fen": (7,)}
BALANCE, DWELL = "balance_end_fen", "dwell_median_s"
TOLD = (*PASSED, *GREATEST, BALANCE, DWELL)
#: A day ends near zero with less than this share of what came in on it.
NEAR_ZERO = 100
ACTIVE = {"active_days": (7, 30)}
NEAR, IDLE, SINCE = "account_near_zero_days_30d", "account_idle_longest_days_30d", "account_since_last_leg_days_30d"
DWELL_30D, END = f"account_{DWELL}_30d", f"account_{BALANCE}"
_ADDED, _MOST = {**SUMS, **PASSED, **ACTIVE}, GREATEST
COLUMNS = (
    *(f"account_{name}_{days}d" for name, windows in {**_ADDED, **_MOST}.items() for days in windows),
    NEAR, IDLE, SINCE, DWELL_30D, END,
)  # fmt: skip
MAY_BE_EMPTY = (DWELL_30D, END)


def account_days(account_daily: DataFrame, days: Collection[date]) -> DataFrame:
    """account_key, as_of_date and COLUMNS of everybody of whom a partial lies in the 30 days."""
    known = _days_as_known(as_known(account_daily, days))
    sums = [F.sum(_in(w, name, 0)).alias(f"account_{name}_{w}d") for name, spans in _ADDED.items() for w in spans]
    most = [F.max(_in(w, name, 0)).alias(f"account_{name}_{w}d") for name, spans in _MOST.items() for w in spans]
    near, newest = F.sum("is_near_zero").alias(NEAR), F.max("balance_by_age").alias(END)
    bits = F.sum("active_bit").alias("active_bits")
    found = known.groupBy(KEY, "as_of_date").agg(*sums, *most, near, newest, bits, _median().alias(DWELL_30D))
    idle = {IDLE: _longest_idle(), SINCE: F.lit(LONGEST) - F.length(_active_signs()), END: undated(END)}
    return found.withColumns(idle).select(KEY, "as_of_date", *[F.col(name).cast("bigint") for name in COLUMNS])


def _days_as_known(known: DataFrame) -> DataFrame:
    """Each day of an account as an as-of date knows it: the sums of its partials, and what the newest of them tells."""
    sums = [F.sum(name).alias(name) for name in SUMS]
    capped = known.withColumns({name: F.when(F.col(name) > MOST, MOST).otherwise(F.col(name)) for name in PASSED})
    told = [F.max(dated(name)).alias(name) for name in TOLD]
    days = capped.groupBy(KEY, "as_of_date", "age_days").agg(*sums, *told)
    return days.withColumns({name: undated(name) for name in TOLD}).withColumns(_of_a_day())


def _of_a_day() -> dict[str, Column]:
    """What a day counts for; a day is active while a leg of it counts. A sum of bits has one for each active day."""
    is_active, age = (F.col("in_count") > 0) | (F.col("out_count") > 0), F.col("age_days")
    bit = F.call_function("shiftleft", F.lit(1).cast("bigint"), age)
    is_near = (F.col("in_fen") > 0) & (F.col(BALANCE) * NEAR_ZERO < F.col("in_fen"))
    return {
        "active_days": F.when(is_active, 1).otherwise(0),
        "active_bit": F.when(is_active, bit).otherwise(0),
        "is_near_zero": F.when(is_near, 1).otherwise(0),
        "balance_by_age": F.when(F.col(BALANCE).isNotNull(), below(F.lit(LONGEST) - age, F.col(BALANCE))),
    }


def _in(days: int, name: str, otherwise: int) -> Column:
    """A value of the days of a window."""
    return F.when(F.col("age_days") < days, F.coalesce(name, F.lit(otherwise))).otherwise(F.lit(otherwise))


def _median() -> Column:
    """The median of the days' medians; of two in the middle the lower."""
    dwells = F.sort_array(F.collect_list(DWELL))
    middle = F.greatest(F.floor((F.count(DWELL) + 1) / 2), F.lit(1)).cast("int")
    return F.try_element_at(dwells, middle)


def _active_signs() -> Column:
    """The days from the first of the 30 to the last active one: 1 where it is active, 0 where not."""
    return F.regexp_replace(F.lpad(F.bin("active_bits"), LONGEST, "0"), "0+$", "")


def _longest_idle() -> Column:
    """The longest run of days without a leg that ends with an active day."""
    return F.array_max(F.transform(F.split(_active_signs(), "1"), F.length))
