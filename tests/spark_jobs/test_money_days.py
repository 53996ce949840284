"""The partials of money on a handful of literal legs: what they add up to, what is told anew."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from money_legs import LEG, WITHDRAWN, A, B, Built, Row, at, builder, day, leg, reversal, told
from pyspark.sql import SparkSession

from expectations.contract import contract
from spark_jobs.money.days import ACCOUNT_DAILY, ACCOUNT_PLACE_DAILY, EXIT_DAILY, TRANSFER_EDGE_DAILY, money_days


@pytest.fixture
def built(spark: SparkSession) -> Built:
    return builder(spark)


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


def test_nothing_is_told_of_a_day_of_which_nothing_counts_any_more(built: Built) -> None:
    rows = built(ACCOUNT_DAILY, [leg(1, 1, serial_no="X", balance_fen=9), reversal(1, 2, of="X")], [2])
    assert told(rows, "in_count", "first_at", "last_at", "balance_end_fen") == [(2, -1, None, None, None)]


def test_sums_of_zero_stay_where_something_was_touched(built: Built) -> None:
    legs = [
        leg(1, 1, clock="08:00", file_sha256="g"),  # leaves on day 2,
        leg(1, 2, event=1, clock="09:00"),  # when its better copy comes
    ]
    (row,) = built(ACCOUNT_DAILY, legs, [2], {"g": 2})
    assert (row["in_count"], row["in_fen"], row["first_at"], row["last_at"]) == (0, 0, *[at(1, "09:00")] * 2)


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


def out(line: int, batch: int, **other: Any) -> Row:
    return leg(line, batch, direction_code="out", **other)


#: What comes in (+) and goes out (-) at which minute of ten o'clock, with what passed, within the hour, median seconds.
PASSED: dict[str, tuple[list[tuple[int, int]], tuple[int, int, int | None]]] = {
    "within the hour": ([(0, 30), (60, -30)], (30, 30, 3600)),
    "after it": ([(0, 30), (61, -30)], (30, 0, 3660)),
    "no more than came in": ([(0, 30), (5, -90)], (30, 30, 300)),
    "what went out before came from elsewhere": ([(0, -30), (5, 30)], (0, 0, None)),
    "at the same second it came first": ([(0, -30), (0, 30)], (30, 30, 0)),
    "the oldest goes first": ([(0, 100), (120, 100), (130, -150)], (150, 50, 7800)),
    "a fen is drawn once": ([(0, 100), (1, -80), (2, -80)], (100, 100, 60)),
    "the median goes by fen, the shorter of two halves": ([(0, 100), (1, -50), (120, -50)], (100, 50, 60)),
    "nothing is carried over midnight": ([(-601, 30), (-599, -30)], (0, 0, None)),
    "who once found none leaves later money alone": (
        [(-60, -500), (0, 100), (1, -40), (2, 100), (4, -500)],
        (200, 200, 120),
    ),
}


def story(number: int, moves: list[tuple[int, int]]) -> list[Row]:
    """The legs of an account of its own."""
    return [
        leg(number * 100 + n, 1, account_key=number, amount_fen=abs(fen), direction_code="in" if fen > 0 else "out")
        | {"event_at": (when := at(1, "10:00") + timedelta(minutes=minute)), "event_date": in_shanghai(when)}
        for n, (minute, fen) in enumerate(moves)
    ]


def in_shanghai(when: datetime) -> date:
    return (when + timedelta(hours=8)).date()


def test_what_came_in_and_went_out_again(built: Built) -> None:
    legs = [row for n, (rows, _) in enumerate(PASSED.values(), start=10) for row in story(n, rows)]
    rows = {row["account_key"]: row for row in built(ACCOUNT_DAILY, legs, [1]) if row["event_date"] == day(1)}
    for number, (name, (_, wanted)) in enumerate(PASSED.items(), start=10):
        found = rows[number]
        assert (found["passed_fen"], found["passed_60min_fen"], found["dwell_median_s"]) == wanted, name


def test_what_passed_is_told_anew_and_the_largest_sums(built: Built) -> None:
    names = ("in_largest_fen", "out_largest_fen", "passed_fen", "passed_60min_fen", "dwell_median_s")
    legs = [
        leg(1, 1, clock="10:00", amount_fen=500, serial_no="X"),
        leg(1, 2, event=1, clock="09:00", amount_fen=70),  # late, and older than what was drawn till then
        out(2, 1, clock="10:30", amount_fen=100),
        out(2, 2, event=1, clock="12:00", amount_fen=40, file_sha256="g"),  # late as well, and withdrawn on day 4
        reversal(1, 3, of="X"),  # takes the 500 away: the 70 are left
    ]
    rows = built(ACCOUNT_DAILY, legs, [1, 2, 3, 4], {"g": 4})
    assert told([row for row in rows if row["event_date"] == day(1)], *names) == [
        (1, 500, 100, 100, 100, 1800),
        (2, 500, 100, 140, 30, 5400),  # 70 after 90 minutes, 30 after 30, 40 after 120
        (3, 70, 100, 70, 0, 5400),
        (4, 70, 100, 70, 0, 5400),
    ]


def test_exits_are_legs_out_without_a_peer(built: Built) -> None:
    legs = [
        out(1, 1, memo_class_code="fee", is_cash=True),  # a fee whatever else
        out(2, 1, is_cash=True, merchant_key=7),  # cash, at a merchant
        out(3, 1, channel_code="atm_withdrawal", clock="09:00"),  # the same where a bank does not mark cash
        out(4, 1, merchant_key=7, is_cash=False),
        out(5, 1, channel_code="transfer"),
        out(6, 1, peer_account_key=B, is_cash=True),  # goes to an account
        leg(7, 1, is_cash=True),  # comes in
        out(1, 2, event=1, clock="08:00", is_cash=True),  # one more, late
        reversal(2, 3, of="S1-2"),  # and one taken back
    ]
    rows = built(EXIT_DAILY, legs, [1, 2, 3])
    assert told(rows, "exit_code", "amount_fen", "told_count", "first_at", "last_at") == [
        (1, "cash", 3000, 2, at(1, "09:00"), at(1)),
        (1, "fee", 3000, 1, at(1), at(1)),
        (1, "merchant", 3000, 1, at(1), at(1)),
        (1, "unnamed", 3000, 1, at(1), at(1)),
        (2, "cash", 3000, 1, at(1, "08:00"), at(1)),
        (3, "cash", 3000, -1, at(1, "08:00"), at(1, "09:00")),
    ]


def test_addresses_are_counted_by_kind_and_leave_with_their_legs(built: Built) -> None:
    legs = [
        leg(1, 1, ip_key=8, mac_key=8),  # the same number is two addresses
        leg(2, 1, ip_key=8),
        leg(3, 1),  # names none
        leg(1, 2, event=1, ip_key=8, file_sha256="g"),  # late, and withdrawn on day 3
    ]
    rows = built(ACCOUNT_PLACE_DAILY, legs, [1, 2, 3], {"g": 3})
    assert told(rows, "place_kind", "place_key", "event_date", "told_count") == [
        (1, "ip", 8, day(1), 2),
        (1, "mac", 8, day(1), 1),
        (2, "ip", 8, day(1), 1),
        (3, "ip", 8, day(1), -1),
    ]
