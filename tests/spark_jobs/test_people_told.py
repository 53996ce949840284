"""What the partials of residents tell anew, on a handful of literal calls and legs."""

import pytest
from money_legs import Row, day, told
from people_rows import ANN, BEN, BENS, Built, builder, call, leg
from pyspark.sql import SparkSession

from spark_jobs.people.days import RESIDENT_DAILY


@pytest.fixture(scope="module")
def built(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return builder(spark, tmp_path_factory.mktemp("kept"))


def test_a_late_call_tells_its_day_anew(built: Built) -> None:
    calls = [call(1, 1, duration_s=500), call(1, 3, event=1, duration_s=40), call(2, 3)]
    rows = built(RESIDENT_DAILY, [1, 2, 3], calls)
    assert told(rows, "event_date", "calls_in_count", "call_in_longest_s") == [
        (1, day(1), 1, 500), (3, day(1), 1, 500), (3, day(3), 1, 60),
    ]  # fmt: skip


def test_whatever_touches_a_day_tells_both_its_calls_and_its_money_anew(built: Built) -> None:
    """The newest row of a day counts, so that it must tell of what it did not bring."""
    calls, late = [call(1, 1), call(2, 2, event=1, own_key=BENS)], leg(1, 2, event=1, balance_fen=8000)
    legs = [late, leg(1, 1, holder_key=BEN, balance_fen=9000)]
    rows = built(RESIDENT_DAILY, [1, 2], calls, legs)
    assert told(rows, "resident_key", "calls_in_count", "call_in_longest_s", "balance_end_fen") == [
        (1, ANN, 1, 60, None), (1, BEN, 0, None, 9000), (2, ANN, 0, 60, 8000), (2, BEN, 1, 60, 9000),
    ]  # fmt: skip


def test_a_day_of_which_the_batch_before_told_ahead(built: Built) -> None:
    """The other ledger's rows too."""
    calls, legs = [call(1, 1, event=2, duration_s=700), call(1, 2)], [leg(1, 1, event=2, balance_fen=5)]
    (row,) = built(RESIDENT_DAILY, [2], calls, legs)
    assert told([row], "calls_in_count", "call_in_longest_s", "in_count", "balance_end_fen") == [(2, 1, 700, 0, 5)]


def test_nothing_is_told_of_a_day_of_which_nothing_counts_any_more(built: Built) -> None:
    rows = built(RESIDENT_DAILY, [1, 2], [call(1, 1)], [leg(1, 1, balance_fen=1)], {"c1": 2, "f1": 2})
    names = ("calls_in_count", "in_fen", "call_in_longest_s", "call_in_joined_longest_s", "balance_open_fen")
    assert told(rows[1:], *names) == [(2, -1, -3000, None, None, None)]


#: What a minute's call must be to be a part of one of 90 minutes from 12:00, and the seconds of both.
PARTS: list[tuple[Row, int, str]] = [
    ({"clock": "13:31"}, 5460, "begins 60 seconds after the end"),
    ({"clock": "13:32"}, 5460, "120 seconds after it"),
    ({"clock": "13:33"}, 5400, "180 seconds after it: another call"),
    ({"clock": "13:28"}, 5460, "120 seconds before it: clocks differ"),
    ({"clock": "13:27"}, 5400, "long before it: no part of it"),
    ({"clock": "13:30", "peer_key": BENS}, 5400, "of another peer"),
    ({"clock": "13:30", "direction_code": "out"}, 5400, "the other way"),
    ({"clock": "13:30", "own_key": BENS}, 5400, "to somebody else"),
]


def test_parts_of_one_call_are_summed(built: Built) -> None:
    """Each pair of calls to a resident and a number of its own."""
    holders = [(who, who, 1, None) for who in range(100, 100 + len(PARTS))]
    calls = [call(1, 1, own_key=who, duration_s=5400) for who, *_ in holders]
    calls += [call(2, 1, **{"own_key": who} | second) for (who, *_), (second, *_) in zip(holders, PARTS, strict=True)]
    rows = built(RESIDENT_DAILY, [1], calls, holders=holders)
    assert {row["call_in_longest_s"] for row in rows} == {5400}
    for row, (_, joined, why) in zip(rows, PARTS, strict=True):
        assert row["call_in_joined_longest_s"] == joined, why


def test_of_several_joined_calls_the_longest_is_told(built: Built) -> None:
    """Three parts, of which the last comes late; then a longer part alone; a chain is as long as its parts."""
    parts = [call(1, 1, clock="08:00", duration_s=3600), call(2, 1, clock="09:00", duration_s=3600)]
    late = call(1, 2, event=1, clock="10:01", duration_s=60)
    rows = built(RESIDENT_DAILY, [1, 2], [*parts, late, call(3, 1, clock="18:00", duration_s=7000)])
    assert told(rows, "call_in_longest_s", "call_in_joined_longest_s") == [(1, 7000, 7200), (2, 7000, 7260)]


def test_balances_of_a_day(built: Built) -> None:
    legs = [
        leg(1, 1, clock="08:00", amount_fen=100, balance_fen=1100),  # 1000 before it
        leg(2, 1, clock="09:00", amount_fen=300, direction_code="out", balance_fen=800),
        leg(3, 1, clock="10:00", amount_fen=50, direction_code="out"),  # names no balance
        leg(4, 1, clock="11:00", amount_fen=40, direction_code="out", balance_fen=-40, account_key=9),  # 0 before it
        leg(5, 1, clock="12:00", amount_fen=9, account_key=8),  # an account that names none
    ]
    rows = built(RESIDENT_DAILY, [1], (), legs)
    assert told(rows, "balance_open_fen", "balance_end_fen") == [(1, 1000 + 0, 800 - 40)]
