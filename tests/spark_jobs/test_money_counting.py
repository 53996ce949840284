"""When a leg of money counts, on a handful of literal ones, and which batches a day depends on."""

from datetime import date

import pytest
from money_legs import A, B, Built, at, builder, day, leg, reversal, told
from pyspark.sql import SparkSession

from spark_jobs.money.counting import spans
from spark_jobs.money.days import ACCOUNT_DAILY


@pytest.fixture
def built(spark: SparkSession) -> Built:
    return builder(spark)


def test_what_does_not_count(built: Built) -> None:
    legs = [
        leg(1, 1, is_success=False),  # failed
        leg(2, 1, currency="USD"),  # another currency
        reversal(3, 1, of="nothing"),  # takes back a leg that nobody knows
        leg(4, 1, file_sha256="gone"),  # its file is withdrawn when it comes
        leg(5, 3, file_sha256="gone"),  # a line taken up after its file was withdrawn
    ]
    assert built(ACCOUNT_DAILY, legs, [1, 2, 3], {"gone": 1}) == []


def test_a_reversal_takes_its_leg_back_in_its_own_batch(built: Built) -> None:
    legs = [
        leg(1, 1, serial_no="X"),  # counts on day 1 only
        reversal(1, 2, of="X"),  # and counts never itself
        leg(2, 1, serial_no="X", source="bank2", file_sha256="g"),  # the same serial of another sender stays
        leg(3, 1, serial_no="X", account_key=B),  # and of another account
        reversal(2, 2, of="S1-4", is_success=False),  # a reversal that failed takes nothing back
        leg(4, 1, account_key=B, serial_no="S1-4"),
        leg(5, 1, account_key=B, serial_no=None),  # without a serial nothing can name it
    ]
    rows = built(ACCOUNT_DAILY, legs, [1, 2])
    assert told(rows, "account_key", "in_count", "in_fen") == [(1, A, 2, 6000), (1, B, 3, 9000), (2, A, -1, -3000)]


def test_a_leg_that_comes_with_or_after_its_reversal_never_counts(built: Built) -> None:
    legs = [
        leg(1, 1, serial_no="X"),
        reversal(2, 1, of="X"),  # in one batch
        reversal(3, 1, of="Y"),
        leg(1, 3, event=1, serial_no="Y"),  # two batches after its reversal
    ]
    assert built(ACCOUNT_DAILY, legs, [1, 2, 3]) == []


def test_a_withdrawn_file_stops_counting_and_its_reversals_stop_reversing(built: Built) -> None:
    legs = [
        leg(1, 1, clock="07:00"),  # stays
        leg(2, 1, clock="09:00", file_sha256="g"),  # leaves on day 4
        leg(3, 1, clock="08:00", serial_no="X"),  # reversed on day 2, restored on day 5
        reversal(1, 2, of="X"),
        reversal(1, 3, of="X"),  # twice: both have to go before it counts again
    ]
    rows = built(ACCOUNT_DAILY, legs, [1, 2, 3, 4, 5], {"g": 4, "f2": 3, "f3": 5})
    assert told(rows, "in_count", "last_at") == [
        (1, 3, at(1, "09:00")), (2, -1, at(1, "09:00")), (4, -1, at(1, "07:00")), (5, 1, at(1, "08:00")),
    ]  # fmt: skip


def test_a_restored_leg_may_be_reversed_again(built: Built) -> None:
    legs = [
        leg(1, 1, serial_no="X"),
        reversal(1, 2, of="X"),  # withdrawn on day 3
        reversal(1, 5, of="X"),  # the leg's file leaves on day 6, when nothing is left to take away
    ]
    rows = built(ACCOUNT_DAILY, legs, [1, 2, 3, 4, 5, 6], {"f2": 3, "f1": 6})
    assert told(rows, "in_count") == [(1, 1), (2, -1), (3, 1), (5, -1)]


@pytest.mark.parametrize(
    ("leg_batch", "event", "reversal_batch", "is_reversed"),
    [
        (1, 2, 32, True),  # 31 batches and 30 days apart
        (1, 1, 32, False),  # 31 days after the event: it is in no window any more
        (1, 2, 33, False),  # the same, 32 batches apart
        (40, 40, 9, True),  # the reversal came 31 batches before
        (40, 40, 8, False),  # 32 batches before: it meant another leg of that serial
    ],
)
def test_how_far_a_reversal_reaches(
    built: Built, leg_batch: int, event: int, reversal_batch: int, is_reversed: bool
) -> None:
    legs = [leg(1, leg_batch, event=event, serial_no="X"), reversal(1, reversal_batch, of="X")]
    rows = built(ACCOUNT_DAILY, legs, [leg_batch, reversal_batch])
    assert sum(row["in_count"] for row in rows) == (0 if is_reversed else 1)


DATES = {day(50): (day(48), day(51)), day(20): (day(5), day(20)), day(49): (day(49), day(49))}


@pytest.mark.parametrize(
    ("withdrawn", "first", "why"),
    [
        ({}, 50 - 62, "a reversal of today reaches 31 batches back, one of its leg 31 more"),
        ({day(50): [day(49)]}, 49 - 62, "the same of a reversal in a file that is withdrawn"),
        ({day(50): [day(20)]}, 20 - 62, "and further back"),
        ({day(49): [day(20)]}, 50 - 62, "what was withdrawn on another day does not matter"),
    ],
)
def test_the_batches_that_a_day_depends_on(withdrawn: dict[date, list[date]], first: int, why: str) -> None:
    assert spans(day(50), DATES.get, withdrawn) == {day(n) for n in range(first, 51)}, why


def test_a_late_event_needs_the_batches_that_may_have_told_of_its_day() -> None:
    late = spans(day(50), {day(50): (day(10), day(50))}.get, {})
    assert late == {day(n) for n in range(10 - 1 - 31, 51)}


def test_a_batch_without_rows_depends_on_its_horizon_only() -> None:
    assert spans(day(50), lambda _: None, {}) == {day(n) for n in range(50 - 62, 51)}
