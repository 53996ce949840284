"""The partials of money on a handful of literal legs: what they add up to, what is told anew."""

import pytest
from money_legs import LEG, WITHDRAWN, A, B, Built, Row, at, builder, day, leg, reversal, told
from pyspark.sql import SparkSession

from expectations.contract import contract
from spark_jobs.money.days import ACCOUNT_DAILY, TRANSFER_EDGE_DAILY, money_days


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
        leg(
            1, 1, clock="08:00", direction_code="out", peer_account_key=B, peer_bank_code="103"
        ),  # A pays B, by A's bank
        leg(2, 1, clock="09:00", direction_code="out", peer_account_key=B),  # once more
        leg(3, 1, clock="08:01", account_key=B, peer_account_key=A, peer_bank_code="102"),  # one of them by B's bank
        leg(4, 1, account_key=B, direction_code="out", peer_account_key=A),  # the other way round
        leg(5, 1, amount_fen=3001, direction_code="out", peer_account_key=B),  # another amount
        leg(6, 1),  # names no peer
    ]
    rows = built(TRANSFER_EDGE_DAILY, legs, [1])
    names = ("payer_key", "payee_key", "amount_fen", "payer_told_count", "payee_told_count")
    assert told(rows, *names) == [(1, A, B, 3000, 2, 1), (1, A, B, 3001, 1, 0), (1, B, A, 3000, 1, 0)]
    times_and_banks = ("first_at", "last_at", "payer_bank_code", "payee_bank_code")
    assert told(rows[:1], *times_and_banks) == [(1, at(1, "08:00"), at(1, "09:00"), "102", "103")]
    assert told(rows[1:], *times_and_banks[2:]) == [(1, None, None), (1, None, None)]


def test_an_edge_is_told_anew_whichever_side_touches_it(built: Built) -> None:
    legs = [
        leg(1, 1, clock="08:00", direction_code="out", peer_account_key=B),  # told by the payer's bank in time,
        leg(
            1, 2, event=1, clock="08:05", account_key=B, peer_account_key=A, peer_bank_code="102"
        ),  # by the payee's later
        reversal(1, 3, of="S1-1"),  # and taken back by the first
    ]
    rows = built(TRANSFER_EDGE_DAILY, legs, [1, 2, 3])
    assert told(rows, "payer_told_count", "payee_told_count", "first_at", "last_at", "payer_bank_code") == [
        (1, 1, 0, at(1, "08:00"), at(1, "08:00"), None),
        (2, 0, 1, at(1, "08:00"), at(1, "08:05"), "102"),
        (3, -1, 0, at(1, "08:05"), at(1, "08:05"), "102"),
    ]
