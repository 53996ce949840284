"""features.resident_window: what a model may know of a resident on a date, of partials, cases and registers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from lake.rounding import of_billionths
from spark_jobs.windows import contacts, known_cases, registers, resident_sums
from spark_jobs.windows.asof import together

KEY = "resident_key"
DRAWDOWN = "resident_drawdown_ratio_7d"
#: Whole numbers; and those of them that are empty where there is no value.
COLUMNS = (*resident_sums.COLUMNS, *contacts.COLUMNS, *known_cases.COLUMNS, registers.REGISTERED)
MAY_BE_EMPTY = (
    *resident_sums.MOST, resident_sums.DRAWDOWN, known_cases.COLUMNS[1], registers.REGISTERED,
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """The tables of which windows are made, of the batches that `build_resident_windows` names for its days; what came
    after an as-of date is left out here."""

    resident_daily: DataFrame
    call_pairs: DataFrame
    payees: DataFrame
    cases: DataFrame
    case_entities: DataFrame
    residents: DataFrame
    registrations: DataFrame


def resident_window(known: Known, days: Collection[date]) -> DataFrame:
    """Windows of the residents as of `days`.

    Whoever has a day with data in the 30 days has a row, and nobody else: sums that cancelled out are no data.
    """
    cases = known_cases.known_cases(known.cases, days)
    parts = (
        resident_sums.resident_sums(known.resident_daily, days),
        contacts.new_callers(known.call_pairs, days),
        contacts.new_payees(known.payees, days),
        contacts.reported_calls(known.call_pairs, known_cases.reported_numbers(cases, known.case_entities), days),
        known_cases.own_cases(cases, known.case_entities),
        registers.registered(known.registrations, days),
    )
    rows = together(parts, KEY, COLUMNS).fillna(0, [name for name in COLUMNS if name not in MAY_BE_EMPTY])
    share = of_billionths(F.col(resident_sums.DRAWDOWN))
    with_data = rows.where(F.col(resident_sums.DATA_DAYS) > 0).withColumn(DRAWDOWN, share)
    return registers.with_person(with_data.drop(resident_sums.DRAWDOWN), known.residents)
