"""The partials of money on a handful of literal legs: when they count, what they add up to, what is told anew."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pyspark.sql import SparkSession

from expectations.contract import contract
from spark_jobs.money.counting import spans
from spark_jobs.money.days import ACCOUNT_DAILY, TRANSFER_EDGE_DAILY, money_days

LEG = (
    "source string, account_key bigint, serial_no string, reversal_of string, peer_account_key bigint,"
    " event_at timestamp, event_date date, direction_code string, amount_fen bigint, balance_fen bigint,"
    " currency string, is_success boolean, is_cash boolean, line_no int, file_sha256 string, batch_date date"
)
WITHDRAWN = "file_sha256 string, withdrawn_on date"
NAMES = [part.split()[0] for part in LEG.split(", ")]
Row = dict[str, Any]
Built = Callable[..., list[Row]]
A, B = 1, 2


def day(number: int) -> date:
    """Day n of the tests' calendar: day 1 is the first of September 2021."""
    return date(2021, 8, 31) + timedelta(days=number)


def at(number: int, clock: str = "12:00") -> datetime:
    """A time of a day in Shanghai."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2021, 8, 31, hour, minute, tzinfo=UTC) + timedelta(days=number, hours=-8)


def leg(line: int, batch: int, event: int | None = None, clock: str = "12:00", **other: Any) -> Row:
    """One leg of account A over 30 yuan in, of line `line` in its batch's file, about the batch's day."""
    event = batch if event is None else event
    usual = {
        "source": "bank1", "account_key": A, "serial_no": f"S{batch}-{line}", "direction_code": "in",
        "amount_fen": 3000, "currency": "CNY", "is_success": True, "line_no": line, "file_sha256": f"f{batch}",
        "event_at": at(event, clock), "event_date": day(event), "batch_date": day(batch),
    }  # fmt: skip
    return dict.fromkeys(NAMES) | usual | other


def reversal(line: int, batch: int, of: str, **other: Any) -> Row:
    """A leg that takes back the leg of serial `of`."""
    return leg(line, batch, reversal_of=of, direction_code="out", **other)


@pytest.fixture
def built(spark: SparkSession) -> Built:
    """Builds days of a table: its rows in order of batch and key."""

    def _built(table: str, legs: list[Row], days: list[int], withdrawn: dict[str, int] | None = None) -> list[Row]:
        frame = spark.createDataFrame([tuple(row.values()) for row in legs], LEG)
        gone = spark.createDataFrame([(file, day(n)) for file, n in (withdrawn or {}).items()], WITHDRAWN)
        return in_order(money_days(frame, gone, [day(n) for n in days])[table].toArrow().to_pylist())

    return _built


def in_order(rows: list[Row]) -> list[Row]:
    first = ("batch_date", "event_date", "account_key", "payer_key", "payee_key", "amount_fen")
    return sorted(rows, key=lambda row: [str(row.get(name)) for name in first])


def told(rows: list[Row], *names: str) -> list[tuple[Any, ...]]:
    """(day of the batch, the columns asked for) of each row."""
    return [((row["batch_date"] - day(0)).days, *(row[name] for name in names)) for row in rows]


def test_sums_of_a_day(built: Built) -> None:
    legs = [
        leg(1, 1, amount_fen=1000, clock="05:59"),  # in, night, a test: 10 yuan
        leg(2, 1, amount_fen=1001, clock="06:00"),  # in, over 10 yuan, and the night is over
        leg(3, 1, amount_fen=30000, direction_code="out", is_cash=True),  # out, cash, round: 300 yuan
        leg(4, 1, amount_fen=500, direction_code="out", is_cash=False),  # out, small, but a test is money in
        leg(5, 1, amount_fen=10000, is_cash=True),  # in, round: cash paid in is no cash out
        leg(6, 1, amount_fen=70000, account_key=B),  # another account
        leg(7, 1, event=2, clock="00:00"),  # dated ahead: another event date, its night in Shanghai
    ]
    rows = built(ACCOUNT_DAILY, legs, [1])
    names = ("account_key", "in_count", "in_fen", "out_count", "out_fen", "night_count", "round_count")
    assert told(rows, *names) == [(1, A, 3, 12001, 2, 30500, 1, 2), (1, B, 1, 70000, 0, 0, 0, 1),
                                  (1, A, 1, 3000, 0, 0, 1, 0)]  # fmt: skip
    assert told(rows[:1], "cash_out_count", "cash_out_fen", "test_in_count") == [(1, 1, 30000, 1)]
    assert told(rows[:1], "first_at", "last_at") == [(1, at(1, "05:59"), at(1))]


def test_the_tables_have_the_columns_of_their_contracts(spark: SparkSession) -> None:
    tables = money_days(spark.createDataFrame([], LEG), spark.createDataFrame([], WITHDRAWN), [day(1)])
    for name, table in tables.items():
        assert [(field.name, field.dataType.simpleString()) for field in table.schema] == [
            (column.name, column.type) for column in contract(name).columns
        ]
        assert table.toArrow().num_rows == 0


def test_what_does_not_count(built: Built) -> None:
    legs = [
        leg(1, 1, is_success=False),  # failed
        leg(2, 1, currency="USD"),  # another currency
        reversal(3, 1, of="nothing"),  # takes back a leg that nobody knows
        leg(4, 1, file_sha256="gone"),  # its file is withdrawn when it comes
        leg(5, 3, file_sha256="gone"),  # a line taken up after its file was withdrawn
    ]
    assert built(ACCOUNT_DAILY, legs, [1, 2, 3], {"gone": 1}) == []


def test_a_late_leg_is_one_more_partial_and_tells_its_day_anew(built: Built) -> None:
    legs = [
        leg(1, 1, clock="10:00", balance_fen=5),  # in time
        leg(2, 3, event=1, clock="08:00", balance_fen=4),  # late and earlier in its day: only the first changes
        leg(3, 4, event=1, clock="20:00", balance_fen=3),  # late and later in its day
        leg(4, 4, event=4),  # touches another day
    ]
    rows = built(ACCOUNT_DAILY, legs, [1, 2, 3, 4])
    assert told(rows, "event_date", "in_count", "first_at", "last_at", "balance_end_fen") == [
        (1, day(1), 1, at(1, "10:00"), at(1, "10:00"), 5),
        (3, day(1), 1, at(1, "08:00"), at(1, "10:00"), 5),
        (4, day(1), 1, at(1, "08:00"), at(1, "20:00"), 3),
        (4, day(4), 1, at(4), at(4), None),
    ]


def test_a_day_of_which_an_earlier_batch_told_ahead(built: Built) -> None:
    legs = [
        leg(1, 1, event=2, clock="01:00"),  # known on day 1, of day 2
        leg(2, 2, clock="09:00"),  # told together with it on day 2
    ]
    rows = built(ACCOUNT_DAILY, legs, [2])
    assert told(rows, "in_count", "first_at", "last_at") == [(2, 1, at(2, "01:00"), at(2, "09:00"))]


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


def test_nothing_is_told_of_a_day_of_which_nothing_counts_any_more(built: Built) -> None:
    rows = built(ACCOUNT_DAILY, [leg(1, 1, serial_no="X", balance_fen=9), reversal(1, 2, of="X")], [2])
    assert told(rows, "in_count", "first_at", "last_at", "balance_end_fen") == [(2, -1, None, None, None)]


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


def test_sums_of_zero_stay_where_something_was_touched(built: Built) -> None:
    legs = [
        leg(1, 1, clock="08:00", file_sha256="g"),  # leaves on day 2,
        leg(1, 2, event=1, clock="09:00"),  # when its better copy comes
    ]
    (row,) = built(ACCOUNT_DAILY, legs, [2], {"g": 2})
    assert (row["in_count"], row["in_fen"], row["first_at"], row["last_at"]) == (0, 0, *[at(1, "09:00")] * 2)


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


@pytest.mark.parametrize(
    ("last", "why"),
    [
        ({"clock": "13:00"}, "the later event"),
        ({"batch_date": day(2), "line_no": 1}, "the later batch at the same time"),
        ({"source": "bank10", "line_no": 1}, "the greater sender, as text"),
        ({"serial_no": "T", "line_no": 1}, "the greater serial, whatever the lines"),
        ({"line_no": 10}, "the later line, as a number"),
        ({"file_sha256": "f2"}, "the greater file"),
    ],
)
def test_the_balance_at_the_end(built: Built, last: Row, why: str) -> None:
    clock = last.pop("clock", "12:00")
    legs = [
        leg(9, 1, event=1, serial_no="S", balance_fen=700),
        leg(9, 1, event=1, **{"clock": clock, "serial_no": "S", "balance_fen": -200} | last),
        leg(8, 1, event=1, clock="23:00"),  # says no balance
    ]
    row = built(ACCOUNT_DAILY, legs, [1, 2])[-1]
    assert row["balance_end_fen"] == -200, why


def test_an_edge_counts_what_each_side_told(built: Built) -> None:
    legs = [
        leg(1, 1, clock="08:00", direction_code="out", peer_account_key=B),  # A pays B, told by A's bank
        leg(2, 1, clock="09:00", direction_code="out", peer_account_key=B),  # once more
        leg(3, 1, clock="08:01", account_key=B, peer_account_key=A),  # one of them told by B's bank
        leg(4, 1, account_key=B, direction_code="out", peer_account_key=A),  # the other way round
        leg(5, 1, amount_fen=3001, direction_code="out", peer_account_key=B),  # another amount
        leg(6, 1),  # names no peer
    ]
    rows = built(TRANSFER_EDGE_DAILY, legs, [1])
    names = ("payer_key", "payee_key", "amount_fen", "payer_told_count", "payee_told_count")
    assert told(rows, *names) == [(1, A, B, 3000, 2, 1), (1, A, B, 3001, 1, 0), (1, B, A, 3000, 1, 0)]
    assert told(rows[:1], "first_at", "last_at") == [(1, at(1, "08:00"), at(1, "09:00"))]


def test_an_edge_is_told_anew_whichever_side_touches_it(built: Built) -> None:
    legs = [
        leg(1, 1, clock="08:00", direction_code="out", peer_account_key=B),  # told by the payer's bank in time,
        leg(1, 2, event=1, clock="08:05", account_key=B, peer_account_key=A),  # by the payee's a day later,
        reversal(1, 3, of="S1-1"),  # and taken back by the first
    ]
    rows = built(TRANSFER_EDGE_DAILY, legs, [1, 2, 3])
    assert told(rows, "payer_told_count", "payee_told_count", "first_at", "last_at") == [
        (1, 1, 0, at(1, "08:00"), at(1, "08:00")),
        (2, 0, 1, at(1, "08:00"), at(1, "08:05")),
        (3, -1, 0, at(1, "08:05"), at(1, "08:05")),
    ]


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
