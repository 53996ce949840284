"""Measures of a batch: each planted breach is measured and judged, a sound batch is not."""

from datetime import date, datetime, timedelta

import pytest
from pyspark.sql import SparkSession

from expectations import batch_checks, measures
from expectations.accounts import FileCount

DAY = date(2021, 10, 22)
LEG = "batch_date date, source string, account_key bigint, event_date date, event_at timestamp, serial_no string, "
LEG += "line_no int, direction_code string, is_success boolean, amount_fen bigint, balance_fen bigint"


def count(day: date, rows: int, source: str = "bank1") -> FileCount:
    return FileCount(day, f"{source}_{day}_1.csv", source, day, f"{source}{day}", rows, rows, 0, 0, 0)


#: Five weeks of one file a day of 1,000 rows.
HISTORY = {(DAY - timedelta(days=back), "bank1"): 1000 for back in range(35, 0, -1)}


@pytest.mark.parametrize(("rows", "ratio"), [(1000, 1.0), (300, 0.3), (2500, 2.5)])
def test_volume_is_held_against_the_last_four_same_weekdays(rows: int, ratio: float) -> None:
    assert list(measures.volume_ratio(HISTORY, [count(DAY, rows)], 200)) == [(DAY, "bank1", ratio)]
    assert list(measures.volume_ratio(HISTORY, [count(DAY, rows, "bank2")], 200)) == [], "no four weeks of it"


def test_a_sender_that_does_not_come_is_measured() -> None:
    assert list(measures.delivered_files(HISTORY, [count(DAY, 5, "bank2")])) == [(DAY, "bank1", 0.0)]


def leg(line: int, direction: str, amount: int, balance: int, is_success: bool = True) -> tuple[object, ...]:
    at = datetime(2021, 10, 22, 1, 0, line)
    return (DAY, "bank1", 7, DAY, at, f"S{line}", line, direction, is_success, amount, balance)


@pytest.mark.parametrize(("third", "share"), [(leg(4, "out", 50, 1150), 0.0), (leg(4, "out", 50, 1149), 1 / 2)])
def test_a_balance_that_does_not_follow_is_a_break(
    spark: SparkSession, third: tuple[object, ...], share: float
) -> None:
    rows = [leg(2, "in", 200, 1200), leg(3, "out", 999, 1200, is_success=False), third]
    frame = spark.createDataFrame(rows, LEG)
    assert list(measures.balance_break_share(frame, [count(DAY, 3)])) == [(DAY, "bank1", share)]


def test_a_call_of_which_one_side_is_missing_is_unmatched(spark: SparkSession) -> None:
    ddl = "batch_date date, own_key bigint, peer_key bigint, direction_code string, event_at timestamp"
    at, later = datetime(2021, 10, 22, 1), datetime(2021, 10, 22, 2)
    both = [(DAY, 1, 2, "out", at), (DAY, 2, 1, "in", at)]
    frame = spark.createDataFrame([*both, (DAY, 1, 2, "out", later), (DAY, 1, 99, "out", at)], ddl)
    assert list(measures.unmatched_leg_share(frame, [count(DAY, 4)])) == [(DAY, "", 0.5)]


def test_a_loss_above_the_gross_amount_is_out_of_order(spark: SparkSession) -> None:
    amounts = [(100, 100), (101, 100), (None, 100), (50, 100), (7, None)]
    ddl = "batch_date date, source string, loss_fen bigint, gross_fen bigint"
    frame = spark.createDataFrame([(DAY, "police", *pair) for pair in amounts], ddl)
    found = list(measures.order_break_shares(frame, {"loss_fen": "gross_fen"}))
    assert found == [("loss_fen", (DAY, "police", 1 / 3))]


def test_a_row_of_which_an_optional_value_was_left_out_is_unread(spark: SparkSession) -> None:
    rows = [(DAY, "bank1", None), (DAY, "bank1", "MAC地址"), (DAY, "bank1", "IP地址;MAC地址"), (DAY, "bank2", None)]
    frame = spark.createDataFrame(rows, "batch_date date, source string, unread_columns string")
    found = sorted(measures.unread_share(frame, [count(DAY, 4)]))
    assert found == [(DAY, "bank1", 2 / 3), (DAY, "bank2", 0.0)]


def test_great_expectations_judges_by_the_limits() -> None:
    found = [(DAY, "a", 0.1), (DAY, "b", 0.3)]
    outcomes = [
        [item.outcome for item in batch_checks._judged("x", found, {"highest": 0.2}, severity, small)]
        for severity, small in (("warning", set()), ("error", set()), ("error", {DAY}))
    ]
    assert outcomes == [["passed", "warned"], ["passed", "stopped"], ["passed", "warned"]]
