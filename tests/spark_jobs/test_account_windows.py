"""Windows of accounts on literal partials: which days and batches they see, whom they count, who has a row."""

from datetime import timedelta
from typing import Any

import pytest
from account_rows import TABLES, D, Windows, edge, of_account
from money_legs import A, B, Row, day
from pyspark.sql import SparkSession
from window_rows import frame

from expectations.contract import contract
from spark_jobs.windows.accounts import Known, account_window
from spark_jobs.windows.asof import first_batch


@pytest.fixture
def windows(spark: SparkSession) -> Windows:
    return Windows(spark)


def values(row: Row, *names: str) -> list[int]:
    """The measures in the windows of 1, 7 and 30 days."""
    return [row[f"{name}_{days}d"] for name in names for days in (1, 7, 30)]


def test_sums_of_the_days_of_each_window(windows: Windows) -> None:
    accounts = [
        of_account(D, in_count=1, in_fen=1, out_count=2, out_fen=5),
        of_account(D - 1, in_count=1, in_fen=10),
        of_account(D - 6, in_count=1, in_fen=100),
        of_account(D - 7, in_count=1, in_fen=1000),
        of_account(D - 29, in_count=1, in_fen=10_000),
        of_account(D - 30, in_count=1, in_fen=100_000),
        of_account(D + 1, D, in_count=1, in_fen=1_000_000),  # dated ahead: an event of tomorrow
    ]
    (row,) = windows(accounts, [], [day(D)]).values()
    assert values(row, "in_count", "in_fen") == [1, 3, 5, 1, 111, 11_111]
    assert values(row, "out_count", "out_fen") == [2, 2, 2, 5, 5, 5]


def test_what_is_told_later_counts_later_and_what_is_withdrawn_no_more(windows: Windows) -> None:
    accounts = [
        of_account(D - 3, in_count=2, in_fen=50),
        of_account(D - 3, D, in_count=-1, in_fen=-20),  # one of them withdrawn
        of_account(D - 3, D + 1, in_count=1, in_fen=7),  # known a day later
        of_account(D, D - 1, in_count=1, in_fen=1000),  # told the day before it happened
    ]
    found = windows(accounts, [], [day(D - 1), day(D), day(D + 1)])
    told = {(when - day(0)).days: values(row, "in_count", "in_fen") for (_, when), row in found.items()}
    assert told == {D - 1: [0, 2, 2, 0, 50, 50], D: [1, 2, 2, 1000, 1030, 1030], D + 1: [0, 3, 3, 0, 1037, 1037]}


def test_peers_are_counted_once_as_the_own_bank_told_them(windows: Windows) -> None:
    accounts = [of_account(D, in_count=9), of_account(D, key=B, out_count=9)]
    edges = [
        edge(5, A, D, payee_told_count=1),
        edge(5, A, D, fen=200, payee_told_count=3),  # the same payer, another amount
        edge(5, A, D - 20, payee_told_count=1),  # and another day
        edge(6, A, D - 5, payee_told_count=1),
        edge(7, A, D - 29, payee_told_count=1),
        edge(8, A, D - 30, payee_told_count=1),  # too old
        edge(9, A, D, payer_told_count=1),  # told by the payer's bank alone: no leg of A
        edge(A, 5, D, payer_told_count=1),  # a payee is another thing than a payer
        edge(B, A, D, payer_told_count=1),  # a leg of B, whose payee is A
    ]
    found = windows(accounts, edges, [day(D)])
    assert values(found[A, day(D)], "payers_distinct_count", "payees_distinct_count") == [1, 2, 3, 1, 1, 1]
    assert values(found[B, day(D)], "payers_distinct_count", "payees_distinct_count") == [0, 0, 0, 1, 1, 1]


def test_a_peer_whose_legs_were_all_taken_back_is_none(windows: Windows) -> None:
    edges = [
        edge(5, A, D - 2, payee_told_count=1),
        edge(5, A, D - 2, D, payee_told_count=-1),
        edge(6, A, D - 2, payee_told_count=1),
        edge(6, A, D - 2, D - 1, fen=300, payee_told_count=2),
        edge(6, A, D - 2, D, payee_told_count=-1),  # corrected: another amount
    ]
    found = windows([of_account(D - 2, in_count=3)], edges, [day(D - 1), day(D)])
    assert [row["payers_distinct_count_7d"] for _, row in sorted(found.items())] == [2, 1]


def test_who_has_a_leg_that_counts_has_a_row_and_nobody_else(windows: Windows) -> None:
    accounts = [
        of_account(D - 29, in_count=1),  # A: its last day in the window is D
        of_account(D - 1, key=B, in_count=1),
        of_account(D - 1, D, key=B, in_count=-1),  # B: nothing left
        of_account(D, key=5, out_count=1),  # money that is not worth a fen is a leg
        of_account(D, key=6),  # only told anew: no leg counts
    ]
    found = windows(accounts, [], [day(D - 1), day(D), day(D + 1)])
    assert sorted((key, (when - day(0)).days) for key, when in found) == [
        (A, D - 1),
        (A, D),
        (B, D - 1),
        (5, D),
        (5, D + 1),
    ]


@pytest.mark.sampled("gap", [1, 7], [7])
def test_many_dates_at_once_equal_each_alone_with_the_batches_it_reads(windows: Windows, gap: int) -> None:
    """More dates than the longest window has days, and dates with days between them."""
    accounts = [of_account(n, min(n + late, 90), in_count=1, in_fen=n) for n in range(60) for late in (-1, 0, 5, 29)]
    edges = [edge(n % 7, A, n, n + late, payee_told_count=1) for n in range(60) for late in (0, 3)]
    days = [day(n) for n in range(20, 75, gap)]
    whole = windows(accounts, edges, days)
    alone: dict[Any, Row] = {}
    for when in days[:: len(days) // 5]:
        batches = first_batch([when]), when
        seen = [[row for row in rows if batches[0] <= row["batch_date"] <= batches[1]] for rows in (accounts, edges)]
        alone |= windows(seen[0], seen[1], [when])
    assert len(alone) > 4 and {key: whole[key] for key in alone} == alone
    assert first_batch([day(D)]) == day(D) - timedelta(days=30)


def test_the_table_has_the_columns_of_its_contract(spark: SparkSession) -> None:
    known = Known(**{name: frame(spark, table, ()) for name, table in TABLES.items()})
    found = account_window(known, [day(D)])
    declared = contract("features.account_window").columns
    assert {(f.name, f.dataType.simpleString()) for f in found.schema} == {(c.name, c.type) for c in declared}
