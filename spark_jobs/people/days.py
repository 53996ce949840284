"""The partials of residents, each a pure function of calls, legs of money, withdrawals, registers and days.

A call belongs to the resident who had its own number as of the call's batch, a leg of money to its holder. What was
counted for somebody is taken away from the same: a withdrawn row has its own batch still.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from expectations.contract import contract
from spark_jobs.counting.moves import changed, late_or_ahead, ledger, standing
from spark_jobs.counting.spells import Keep, WhileKnown, anew
from spark_jobs.money import counting as money_counting
from spark_jobs.people.calls import CALL, call_pairs, call_sums, found, joined_longest, of_holders
from spark_jobs.people.money import HOLDER_LEG, held, money_sums, payees

RESIDENT_DAILY, CALL_PAIR_DAILY = "features.resident_daily", "features.resident_call_pair_daily"
PAYEE_DAILY = "features.resident_payee_daily"
TABLES = (RESIDENT_DAILY, CALL_PAIR_DAILY, PAYEE_DAILY)
KEY = ("resident_key", "event_date")
#: What is told anew; all other columns add up.
TOLD = ("call_in_longest_s", "call_in_joined_longest_s", "balance_open_fen", "balance_end_fen")


@dataclass(frozen=True)
class Delivered:
    """Rows of one ledger with the files of it that are withdrawn: file_sha256, withdrawn_on; one row per file."""

    rows: DataFrame
    withdrawn: DataFrame


def resident_days(
    calls: Delivered, legs: Delivered, holders: DataFrame, days: Collection[date], keep: Keep = anew
) -> dict[str, DataFrame]:
    """All tables of the batches `days`, by name.

    Rows of the batches that `counting.files.spans` and `money.counting.spans` name for these days (more do no harm);
    `holders`: `numbers.holders` of all register batches up to the last day.
    """
    of_calls = ledger(calls.rows, CALL, WhileKnown(calls.withdrawn), calls.withdrawn, days)
    of_money = money_counting.ledger(legs.rows, legs.withdrawn, days, keep, HOLDER_LEG)
    mine = of_holders(holders)
    called, paid = changed(of_calls, mine), changed(of_money, held)
    touched = keep(late_or_ahead([(of_calls, mine, called), (of_money, held, paid)], KEY), "touched")
    calls_found = keep(found(of_calls.rows, holders, touched), "standing_calls")
    legs_found = touched.join(held(of_money.rows), list(KEY), "inner").where("batch_date < day")
    all_calls = called.unionByName(standing(of_calls, calls_found).select(*called.columns))
    legs_standing = standing(of_money, keep(legs_found, "standing_legs"))
    all_legs = paid.unionByName(legs_standing.select(*paid.columns))
    parts = (call_sums(all_calls), joined_longest(all_calls), money_sums(all_legs))
    return {RESIDENT_DAILY: _together(parts), CALL_PAIR_DAILY: call_pairs(called, holders), PAYEE_DAILY: payees(paid)}


def _together(parts: tuple[DataFrame, ...]) -> DataFrame:
    """One row per resident, event date and batch: what one part does not tell, another may."""
    names = [column.name for column in contract(RESIDENT_DAILY).columns if not column.is_key]
    whole, *others = [_completed(part, names) for part in parts]
    for part in others:
        whole = whole.unionByName(part)
    values = [(F.max if name in TOLD else F.sum)(name).alias(name) for name in names]
    return whole.groupBy(*KEY, F.col("day").alias("batch_date")).agg(*values)


def _completed(part: DataFrame, names: list[str]) -> DataFrame:
    there = set(part.columns)
    absent = {name: F.lit(None if name in TOLD else 0).cast("bigint") for name in names if name not in there}
    return part.select(*KEY, "day", *[absent.get(name, F.col(name)).alias(name) for name in names])
