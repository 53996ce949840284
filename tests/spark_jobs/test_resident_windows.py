"""Windows of residents on a handful of literal rows: what each column counts, who has a row, what is told anew."""

from datetime import timedelta

import pytest
from money_legs import day
from pyspark.sql import SparkSession
from window_rows import ANNA, BERT, TABLES, D, Residents, Row, own

from expectations.contract import contract
from spark_jobs.build_resident_windows import PRODUCT
from spark_jobs.windows.resident_sums import SUMS


@pytest.fixture
def windows(spark: SparkSession) -> Residents:
    return Residents(spark)


def values(row: Row, name: str, *days: int) -> list[int]:
    return [row[f"{name}_{w}d"] for w in days or (1, 7, 30)]


def test_sums_of_the_days_of_each_window(windows: Residents) -> None:
    """Of the as-of date, and of the first and the day before the first of each window; the next day's is not seen. Each
    sum is of a resident of its own, in whose row no other column is filled."""
    days = {D: 1, D - 1: 10, D - 6: 100, D - 7: 1000, D - 29: 10_000, D - 30: 100_000}
    rows = [own(n, key=key, **{name: value}) for key, name in enumerate(SUMS) for n, value in days.items()]
    rows += [own(D + 1, D, key=key, **{name: 10**6}) for key, name in enumerate(SUMS)]
    rows += [own(D, key=key, in_count=1) for key in range(len(SUMS))]
    found, sums = windows([D], resident_daily=rows), {1: 1, 7: 111, 30: 11_111}
    for key, (name, of) in enumerate(SUMS.items()):
        wanted = {f"{name}_{w}d": sums[w] for w in of}
        told = {n: value for n, value in found[key, D].items() if value and not n.startswith("data_days")}
        assert told == wanted


def test_what_is_told_later_counts_later_and_what_is_withdrawn_no_more(windows: Residents) -> None:
    rows = [
        own(D - 3, calls_in_count=2, out_fen=50),
        own(D - 3, D, calls_in_count=-1, out_fen=-20),  # withdrawn
        own(D - 3, D + 1, calls_in_count=1, out_fen=7),  # late
        own(D, D - 1, calls_in_count=1),  # told the day before it happened
    ]
    found = windows([D - 1, D, D + 1], resident_daily=rows)
    told = {n: (*values(row, "calls_in_count"), row["out_fen_7d"]) for (_, n), row in found.items()}
    assert told == {D - 1: (0, 2, 2, 50), D: (1, 2, 2, 30), D + 1: (0, 3, 3, 37)}


def test_the_longest_call_is_that_of_the_newest_telling_of_each_day(windows: Residents) -> None:
    rows = [
        own(D - 5, calls_in_count=1, call_in_longest_s=5400, call_in_joined_longest_s=9000),
        own(D - 5, D - 1, calls_in_count=1, call_in_longest_s=600, call_in_joined_longest_s=700),  # the long one went
        own(D - 5, D + 1, calls_in_count=1, call_in_longest_s=8000),  # not known yet
        own(D - 8, calls_in_count=1, call_in_longest_s=1000, call_in_joined_longest_s=1000),
        own(D - 20, calls_in_count=1, call_in_longest_s=4000, call_in_joined_longest_s=4000),
        own(D - 20, D - 19, calls_in_count=-1),  # the only one went: the day tells nothing any more
    ]
    found = windows([D - 2, D], resident_daily=rows)
    assert values(found[ANNA, D - 2], "call_in_longest_s") == [None, 5400, 5400]
    assert values(found[ANNA, D], "call_in_longest_s") == [None, 600, 1000]
    assert values(found[ANNA, D], "call_in_joined_longest_s") == [None, 700, 1000]


def test_the_newest_telling_counts_however_late_it_came(windows: Residents) -> None:
    """From the day before the event to the last day on which its window is known, greater or smaller, filled or not."""
    told = {D - 30: (5000, -7), D - 29: (3, 10**13), D: (700, -(10**13)), D + 1: (None, None)}
    rows = [
        own(D - 29, batch, calls_in_count=1, call_in_longest_s=longest, balance_open_fen=10**13, balance_end_fen=end)
        for batch, (longest, end) in told.items()
    ]
    days = [D - 29, D - 28, D]
    found = windows(days, resident_daily=rows)
    assert [found[ANNA, n]["call_in_longest_s_30d"] for n in days] == [3, 3, 700]
    assert [found[ANNA, n]["drawdown_ratio_7d"] for n in days] == [0.0, 0.0, None]
    assert windows([D - 23], resident_daily=rows[:1])[ANNA, D - 23]["drawdown_ratio_7d"] == 1.0


def test_draw_down_is_the_worst_day_of_seven(windows: Residents) -> None:
    rows = [
        own(D - 7, out_count=1, balance_open_fen=100, balance_end_fen=0),  # too old
        own(D - 6, out_count=1, balance_open_fen=0, balance_end_fen=-5),  # no opening balance
        own(D - 5, out_count=1, balance_open_fen=100, balance_end_fen=300),  # it grew
        own(D - 4, out_count=1, balance_open_fen=300, balance_end_fen=200),
        own(D - 4, D - 3, out_count=1, balance_open_fen=300, balance_end_fen=100),  # told anew
        own(D - 2, out_count=1, balance_open_fen=1000, balance_end_fen=900),
        own(D + 2, out_count=1, balance_open_fen=1000, balance_end_fen=-1),  # overdrawn
    ]
    found = windows([D - 5, D - 4, D, D + 2, D + 9], resident_daily=rows)
    ratios = {n: row["drawdown_ratio_7d"] for (_, n), row in found.items()}
    assert ratios == {D - 5: 1.0, D - 4: 1.0, D: 0.666666667, D + 2: 1.0, D + 9: None}
    assert windows([D - 4], resident_daily=rows[3:])[ANNA, D - 4]["drawdown_ratio_7d"] == 0.333333333
    assert windows([D - 5], resident_daily=rows[2:3])[ANNA, D - 5]["drawdown_ratio_7d"] == 0.0


def test_who_has_data_has_a_row_and_nobody_else(windows: Residents) -> None:
    counts = ("calls_in_count", "texts_in_count", "calls_forwarded_count", "calls_out_count", "in_count", "out_count")
    rows = [own(D, key=n, **{name: 1}) for n, name in enumerate(counts)]
    rows += [
        own(D, key=20),  # nothing counts: a call that nobody answered
        own(D, key=21, in_count=1), own(D, D, key=22, in_count=1), own(D, D + 1, key=22, in_count=-1),  # cancelled out
        own(D - 29, key=23, in_count=1), own(D - 30, key=24, in_count=1),
    ]  # fmt: skip
    found = windows([D, D + 1], resident_daily=rows)
    assert {key for key, n in found if n == D} == {0, 1, 2, 3, 4, 5, 21, 22, 23}
    assert {key for key, n in found if n == D + 1} == {0, 1, 2, 3, 4, 5, 21}


def test_days_with_data_are_counted_as_known(windows: Residents) -> None:
    rows = [
        own(D, in_count=1, calls_in_count=3), own(D, D, key=BERT, in_count=1), own(D - 1, in_count=1),
        own(D - 1, D, in_count=-1), own(D - 2), own(D - 3, D, texts_in_count=1), own(D - 40, in_count=1),
    ]  # fmt: skip
    found = windows([D - 1, D], resident_daily=rows)
    assert {key: row["data_days_30d"] for key, row in found.items()} == {(ANNA, D - 1): 1, (ANNA, D): 2, (BERT, D): 1}


def test_what_is_empty_is_what_the_contract_says(windows: Residents) -> None:
    (row,) = windows([D], resident_daily=[own(D, out_count=1)]).values()
    declared = contract("features.resident_window").columns
    empty = {column.name for column in declared if not column.required}
    assert {f"resident_{name}" for name, value in row.items() if value is None} == empty
    assert all("empty where" in column.description or "empty without" in column.description
               for column in declared if not column.required)  # fmt: skip


def test_the_table_has_the_columns_of_its_contract(windows: Residents) -> None:
    declared = {c.name: c.type for c in contract("features.resident_window").columns}
    (row,) = windows([D], resident_daily=[own(D, out_count=1)]).values()
    assert set(declared) == {f"resident_{name}" for name in row} | {"resident_key", "as_of_date"}
    assert len(declared) - 2 >= 30
    assert {kind for kind in declared.values()} == {"bigint", "date", "double"}


def test_the_job_declares_how_far_it_reads() -> None:
    """The last batch that a window can need, and none before it."""
    spans = {item.table: [d for d in item.span(None, day(D))] for item in PRODUCT.inputs}  # type: ignore[arg-type]
    days = {table: (day(D) - min(span)).days for table, span in spans.items()}
    back = {TABLES["resident_daily"]: 30, TABLES["call_pairs"]: 37, TABLES["payees"]: 37}
    assert {table: days[table] for table in back} == back
    assert days["silver.cases"] == days["silver.case_entities"] == timedelta(days=365).days
