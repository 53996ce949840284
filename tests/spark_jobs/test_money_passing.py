"""What passed through an account within a day, exits without an account, addresses and cards, on literal legs."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from money_legs import A, B, Built, Row, at, builder, day, leg, reversal, told
from pyspark.sql import SparkSession

from spark_jobs.money.days import ACCOUNT_CARD_DAILY, ACCOUNT_DAILY, ACCOUNT_PLACE_DAILY, EXIT_DAILY


@pytest.fixture
def built(spark: SparkSession) -> Built:
    return builder(spark)


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
        out(5, 1, channel_code="transfer", place_area_code="330502"),
        out(8, 1, is_cash=True, place_area_code="MO"),  # cash, abroad
        out(9, 1, memo_class_code="fee", place_area_code="overseas"),
        out(6, 1, peer_account_key=B, is_cash=True),  # goes to an account
        leg(7, 1, is_cash=True),  # comes in
        out(1, 2, event=1, clock="08:00", is_cash=True),  # one more, late
        reversal(2, 3, of="S1-2"),  # and one taken back
    ]
    rows = built(EXIT_DAILY, legs, [1, 2, 3])
    assert told(rows, "exit_code", "amount_fen", "told_count", "first_at", "last_at") == [
        (1, "cash", 3000, 2, at(1, "09:00"), at(1)),
        (1, "fee", 3000, 2, at(1), at(1)),
        (1, "merchant", 3000, 1, at(1), at(1)),
        (1, "overseas", 3000, 1, at(1), at(1)),
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


def test_cards_are_told_by_legs_that_name_both_and_leave_with_their_files(built: Built) -> None:
    legs = [
        leg(1, 1, card_key=51),
        leg(2, 1, card_key=51, is_success=False),  # a failed one names it as well,
        leg(3, 1, card_key=51, currency="USD", serial_no="X"),  # so does one in dollars
        leg(4, 1, card_key=52),  # an account may have two
        leg(5, 1, card_key=A),  # only the card is told: it stands for the account
        leg(6, 1),  # only the account is
        leg(7, 1, account_key=B, card_key=51),  # told of another account, too
        reversal(1, 2, of="X", event_date=day(1)),  # takes back the payment, not the name; names no card itself
        leg(2, 2, event=1, card_key=51, file_sha256="g"),  # late, and withdrawn on day 4
        leg(3, 3, card_key=51, file_sha256="h"),  # never known: withdrawn when it came
    ]
    rows = built(ACCOUNT_CARD_DAILY, legs, [1, 2, 3, 4], {"g": 4, "h": 3})
    assert told(rows, "account_key", "card_key", "event_date", "leg_count") == [
        (1, A, 51, day(1), 3),
        (1, A, 52, day(1), 1),
        (1, B, 51, day(1), 1),
        (2, A, 51, day(1), 1),
        (4, A, 51, day(1), -1),
    ]
