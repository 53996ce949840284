"""With whom a resident had to do: callers and payees that were new, and numbers that have been reported by a date.

Both depend on the as-of date, on who was there before and on which cases are known: so partials keep the pairs that
matter, and they are joined here.
"""

from collections.abc import Collection, Sequence
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from spark_jobs.windows.asof import as_known, sum_where, windowed

KEY = "resident_key"
#: A contact is new if there was none in so many days before the first day of the window.
BEFORE = 30
#: Events that tell of new contacts in the longest such window, and batches that hold them: one may be dated ahead.
NEW_DAYS = 7 + BEFORE
NEW_BATCHES = NEW_DAYS + 1
CALLERS, PAYEES, PAID = "resident_foreign_callers_new_count", "resident_payees_new_count", "resident_payees_new_fen"
REPORTED = "resident_calls_reported_count"
COLUMNS = (
    f"{CALLERS}_1d", f"{CALLERS}_7d", f"{PAYEES}_7d", f"{PAID}_7d", f"{REPORTED}_7d", f"{REPORTED}_30d",
)  # fmt: skip


def new_callers(pairs: DataFrame, days: Collection[date]) -> DataFrame:
    """Foreign numbers that called in a window and not in the 30 days before it."""
    foreign = pairs.where("peer_class_code = 'foreign'")
    callers = _contacts(foreign, "peer_key", "in_count", (1, 7), days)
    return callers.groupBy(KEY, "as_of_date").agg(*[_new(w).alias(f"{CALLERS}_{w}d") for w in (1, 7)])


def new_payees(payees: DataFrame, days: Collection[date]) -> DataFrame:
    """Accounts that were paid in 7 days and not in the 30 days before them, and what was paid to them."""
    paid = _contacts(payees, "payee_key", "out_count", (7,), days, "out_fen")
    return paid.groupBy(KEY, "as_of_date").agg(_new(7).alias(f"{PAYEES}_7d"), _new(7, "out_fen").alias(f"{PAID}_7d"))


def reported_calls(pairs: DataFrame, reported: DataFrame, days: Collection[date]) -> DataFrame:
    """Calls, in or out, with numbers that are reported.

    `reported`: as_of_date, peer_key of the numbers named in cases as known on that date, each once. They are few.
    """
    ever = F.broadcast(reported.select("peer_key").distinct())
    calls = (F.col("in_count") + F.col("out_count")).alias(REPORTED)
    few = pairs.join(ever, "peer_key", "left_semi").select(KEY, "peer_key", "event_date", "batch_date", calls)
    by_then = as_known(few, days).join(F.broadcast(reported), ["as_of_date", "peer_key"], "left_semi")
    return windowed(by_then, [KEY], [REPORTED], (7, 30))


def _contacts(
    pairs: DataFrame, peer: str, count: str, windows: Sequence[int], days: Collection[date], fen: str = ""
) -> DataFrame:
    """Each contact of a resident as of a date: how often in each window (`in_<w>d`) and in the days before it
    (`before_<w>d`); `fen` as well, of the longest window."""
    known = as_known(
        pairs.select(KEY, peer, "event_date", "batch_date", count, *([fen] if fen else [])), days, NEW_DAYS
    )
    age = F.col("age_days")
    counts = [sum_where(age < w, F.col(count)).alias(f"in_{w}d") for w in windows]
    before = [sum_where(age.between(w, w + BEFORE - 1), F.col(count)).alias(f"before_{w}d") for w in windows]
    fens = [sum_where(age < windows[-1], F.col(fen)).alias(fen)] if fen else []
    return known.groupBy(KEY, peer, "as_of_date").agg(*counts, *before, *fens)


def _new(days: int, name: str = "") -> Column:
    """The contacts that are new in a window, or what is added up over them."""
    is_new = (F.col(f"in_{days}d") > 0) & (F.col(f"before_{days}d") == 0)
    return sum_where(is_new, F.col(name) if name else F.lit(1)).cast("bigint")
