"""The partials of residents on a handful of literal calls and legs: what they add up to, and whose they are."""

import pytest
from money_legs import day, told
from people_rows import (
    ANN,
    ANNS,
    BEN,
    BENS,
    BOTHS,
    CALL,
    HELD,
    NOBODYS,
    PAID,
    WITHDRAWN,
    Built,
    builder,
    call,
    leg,
)
from pyspark.sql import SparkSession

from expectations.contract import contract
from spark_jobs.people.days import CALL_PAIR_DAILY, PAYEE_DAILY, RESIDENT_DAILY, Delivered, resident_days


@pytest.fixture(scope="module")
def built(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return builder(spark, tmp_path_factory.mktemp("kept"))


def test_what_calls_add_up_to(built: Built) -> None:
    calls = [
        call(1, 1, duration_s=14),  # short
        call(2, 1, duration_s=15, peer_class_code="foreign"),
        call(3, 1, duration_s=1199, peer_class_code="service", call_type_code="video"),
        call(4, 1, duration_s=1200, peer_class_code="virtual"),  # long
        call(5, 1, duration_s=0, peer_class_code="foreign"),  # rang only
        call(6, 1, direction_code="out", duration_s=2000, peer_class_code="foreign"),
        call(7, 1, direction_code="out", duration_s=0),  # nobody took it
        call(8, 1, direction_code="forward", duration_s=0),  # passed on
        call(9, 1, direction_code="forward", call_type_code="sms", duration_s=None),  # a message is no call
        call(10, 1, call_type_code="sms", duration_s=None),
        call(11, 1, call_type_code="mms", duration_s=None),
        call(12, 1, call_type_code="sms", direction_code="out", duration_s=None),
        call(13, 1, event=2, duration_s=7),  # dated ahead: another day
    ]
    rows = built(RESIDENT_DAILY, [1], calls)
    ways = [f"calls_in_{name}_count" for name in ("foreign", "service", "virtual", "long", "short")]
    assert told(rows, "calls_in_count", "calls_in_s", *ways) == [(1, 4, 2428, 1, 1, 1, 1, 1), (1, 1, 7, 0, 0, 0, 0, 1)]
    others = ("texts_in_count", "calls_forwarded_count", "calls_out_count", "call_in_longest_s", "in_count", "out_fen")
    assert told(rows[:1], *others) == [(1, 2, 1, 1, 1200, 0, 0)]


def test_what_money_adds_up_to(built: Built) -> None:
    legs = [
        leg(1, 1, amount_fen=1),
        leg(2, 1, amount_fen=20, memo_class_code="loan"),
        leg(3, 1, amount_fen=300, memo_class_code="repayment", channel_code="loan_out"),  # a lender, by the type
        leg(4, 1, amount_fen=4000, direction_code="out", memo_class_code="loan"),  # a loan given is none taken
        leg(5, 1, amount_fen=50000, account_key=9),  # another account of hers
        leg(6, 1, amount_fen=600000, holder_key=BEN),
        leg(7, 1, amount_fen=7000000, holder_key=None),  # nobody's
        leg(8, 1, is_success=False),
        leg(9, 1, currency="USD"),
    ]
    names = ("resident_key", "in_count", "in_fen", "out_count", "out_fen", "loan_in_count", "loan_in_fen")
    rows = built(RESIDENT_DAILY, [1], (), legs)
    assert told(rows, *names) == [(1, ANN, 4, 50321, 1, 4000, 2, 320), (1, BEN, 1, 600000, 0, 0, 0, 0)]
    assert told(rows[:1], "calls_in_count", "call_in_longest_s", "balance_end_fen") == [(1, 0, None, None)]


def test_the_tables_have_the_columns_of_their_contracts(spark: SparkSession) -> None:
    gone = spark.createDataFrame([], WITHDRAWN)
    calls, legs = (Delivered(spark.createDataFrame([], ddl), gone) for ddl in (CALL, PAID))
    tables = resident_days(calls, legs, spark.createDataFrame([], HELD), [day(1)])
    for name, table in tables.items():
        assert {(field.name, field.dataType.simpleString()) for field in table.schema} == {
            (column.name, column.type) for column in contract(name).columns
        }
        assert table.toArrow().num_rows == 0


def test_whose_a_call_is(built: Built) -> None:
    """Of who has the number as of the call's own batch: what comes late does not go to who had it on the day."""
    calls = [call(1, 1), call(1, 3, event=1), call(2, 3), call(3, 3, own_key=BOTHS), call(4, 3, own_key=NOBODYS)]
    passes = ((ANNS, ANN, 1, 2), (ANNS, BEN, 2, None), (BOTHS, None, 1, None))
    rows = built(RESIDENT_DAILY, [1, 2, 3], calls, holders=passes)
    assert told(rows, "event_date", "resident_key", "calls_in_count") == [
        (1, day(1), ANN, 1), (3, day(1), BEN, 1), (3, day(3), BEN, 1),
    ]  # fmt: skip


def test_a_withdrawn_file_leaves_from_whom_it_came_to(built: Built) -> None:
    """The number has passed to Ben when the file of batch 1 is withdrawn."""
    calls = [call(1, 1, clock="09:00", duration_s=900), call(2, 1, file_sha256="stays"), call(1, 2, duration_s=100)]
    passes = ((ANNS, ANN, 1, 2), (ANNS, BEN, 2, None))
    rows = built(RESIDENT_DAILY, [1, 2, 3], calls, withdrawn={"c1": 3}, holders=passes)
    assert told(rows, "event_date", "resident_key", "calls_in_count", "calls_in_s", "call_in_longest_s") == [
        (1, day(1), ANN, 2, 960, 900), (2, day(2), BEN, 1, 100, 100), (3, day(1), ANN, -1, -900, 60),
    ]  # fmt: skip


def test_pairs_that_matter_later(built: Built) -> None:
    calls = [
        call(1, 1, peer_key=91, peer_class_code="foreign"),
        call(2, 1, peer_key=91, peer_class_code="foreign", duration_s=20),
        call(3, 1, peer_key=91, peer_class_code="foreign", direction_code="out", duration_s=5),
        call(4, 1, peer_key=91, peer_class_code="foreign", duration_s=0),  # rang only
        call(5, 1, peer_key=92, peer_class_code="service"),
        call(6, 1, peer_key=93, peer_class_code="virtual", direction_code="out"),
        call(7, 1, peer_key=NOBODYS),
        call(8, 1, peer_key=BENS),  # a mobile that somebody has
        call(9, 1, peer_key=BOTHS),  # or even two
        call(10, 1, peer_key=94, peer_class_code="fixed"),
        call(11, 1, peer_key=95, peer_class_code="foreign", call_type_code="sms", duration_s=None),
        call(12, 1, peer_key=92, peer_class_code="service", own_key=BENS),
    ]
    rows = built(CALL_PAIR_DAILY, [1], calls)
    assert told(rows, "resident_key", "peer_key", "peer_class_code", "in_count", "in_s", "out_count") == [
        (1, ANN, NOBODYS, "mobile", 1, 60, 0), (1, ANN, 91, "foreign", 2, 80, 1), (1, ANN, 92, "service", 1, 60, 0),
        (1, ANN, 93, "virtual", 0, 0, 1), (1, BEN, 92, "service", 1, 60, 0),
    ]  # fmt: skip


def test_a_pair_leaves_as_it_came_though_somebody_has_the_number_by_then(built: Built) -> None:
    calls = [call(1, 1), call(1, 2)]
    holders = ((ANNS, ANN, 1, None), (NOBODYS, BEN, 2, None))
    rows = built(CALL_PAIR_DAILY, [1, 2, 3], calls, withdrawn={"c1": 3}, holders=holders)
    assert told(rows, "event_date", "peer_key", "in_count", "in_s") == [
        (1, day(1), NOBODYS, 1, 60), (3, day(1), NOBODYS, -1, -60),
    ]  # fmt: skip


def test_whom_somebody_pays(built: Built) -> None:
    legs = [
        leg(1, 1, direction_code="out", peer_account_key=5),
        leg(2, 1, direction_code="out", peer_account_key=5, account_key=9, amount_fen=7),  # of another account of hers
        leg(3, 1, peer_account_key=5),  # comes in
        leg(4, 1, direction_code="out"),  # names nobody
        leg(5, 1, direction_code="out", peer_account_key=6, holder_key=BEN),
        leg(1, 2, direction_code="in", reversal_of="S1-1"),  # takes the first back
    ]
    rows = built(PAYEE_DAILY, [1, 2], (), legs)
    assert told(rows, "event_date", "resident_key", "payee_key", "out_count", "out_fen") == [
        (1, day(1), ANN, 5, 2, 3007), (1, day(1), BEN, 6, 1, 3000), (2, day(1), ANN, 5, -1, -3000),
    ]  # fmt: skip
