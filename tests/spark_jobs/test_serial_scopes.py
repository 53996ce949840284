"""As far as a sender says its serials name legs: payment and fee, serials from one again, mappings that change."""

from collections.abc import Callable
from pathlib import Path

import pytest
from case_home import Home
from wires import bank1, mobile
from wires.feed_home import FeedHome

ONE, TWO = "2021-10-22", "2021-10-23"
Sources = Callable[[], Path]


def declare(sources: Sources, feed: str, sender: str, scope: str) -> None:
    text = f"extends: default\nfeed: {feed}\nserial_scope: {scope}\nvalid_from: 2000-01-01\n"
    (sources() / feed / f"{sender}.yaml").write_text(text)
    sources()


def leg(serial: str, amount: str, day: str = ONE, **more: str) -> bytes:
    return bank1.FORM.line(交易流水号=serial, 交易金额=amount, 交易时间=f"{day} 06:30:00", **more)


def delivered(home: FeedHome, sender: str, day: str, *lines: bytes) -> None:
    own = [
        line.replace("湖州某支行".encode("gb18030"), sender.encode()) for line in lines
    ]  # else it is one file, sent again
    home.deliver(day, f"{sender}_{day}_1.csv", bank1.FORM.file(*own))


@pytest.fixture(scope="module")
def loaded(empty: Callable[[], FeedHome], sources: Sources) -> FeedHome:
    """The same rows of three senders: one whose serials name legs, legs of a day, none."""
    home = empty()
    declare(sources, FEED, "daily", "account_and_day")
    for sender in ("bank1", "daily", "lakebank"):
        delivered(
            home, sender, ONE, leg("S1", "100.00"), leg("S1", "0.50", 摘要说明="转账手续费"), leg("0", "20.00"),
            leg("0", "30.00"), leg("S2", "7.00"), leg("S2", "8.00"),
            leg("S1", "0.70", 摘要说明="", 交易类型="手续费"),
        )  # fmt: skip
        delivered(home, sender, TWO, leg("S1", "100.00"), leg("S2", "9.00", TWO), leg("S3", "1.00", TWO))
    return home.load(ONE).load(TWO)


FEED = "transactions"


@pytest.mark.parametrize(
    ("sender", "lines", "next_lines"),
    [
        ("bank1", [2, 3, 4, 5, 6], [4]),  # S2 is one leg, whenever it comes, and one fee is its payment's
        ("daily", [2, 3, 4, 5, 6], [3, 4]),  # another day's S2 is another leg
        ("lakebank", [2, 3, 4, 5, 6, 7, 8], [3, 4]),  # nobody said what its serials mean
    ],
)
def test_a_serial_names_a_leg_as_far_as_its_sender_says(
    loaded: FeedHome, sender: str, lines: list[int], next_lines: list[int]
) -> None:
    places = sorted(place for place in loaded.silver() if place[1].startswith(f"{sender}_"))
    found = {day: [line for batch, _, line in places if batch == day] for day in (ONE, TWO)}
    assert found == {ONE: lines, TWO: next_lines}
    assert loaded.account()[TWO, f"{sender}_{TWO}_1.csv"] == (3, len(next_lines), 1, 0, 2 - len(next_lines))
    refused = [reason for file, _, _, reason in loaded.rejects() if file.startswith(sender)]
    assert set(refused) <= {"contradicts_earlier"} and len(refused) == (7 - len(lines)) + (2 - len(next_lines))


def test_serials_that_repeat_are_measured_and_named(loaded: FeedHome) -> None:
    checks = [row for row in loaded.rows("ops.batch_checks") if row["check_code"] == "repeated_serial_share"]
    found = {(str(row["batch_date"]), row["source"]): (row["value"], row["outcome"]) for row in checks}
    assert found[ONE, "lakebank"] == (round(1 / 3, 9), "warned"), "of S1, S2, S2; fees and zeros are aside"
    assert found[TWO, "lakebank"] == (0.5, "warned"), "S2 of the day before"
    assert found[ONE, "bank1"] == (round(2 / 7, 9), "warned") and found[TWO, "bank1"] == (0.5, "warned")
    assert found[TWO, "daily"] == (0.0, "passed")


@pytest.mark.parametrize(("before", "after", "other"), [("none", "account", 0), ("account", "none", 1)])
def test_rows_known_from_before_a_mapping_changed_are_met(
    home: Home, sources: Sources, before: str, after: str, other: int
) -> None:
    bank = FeedHome(FEED, home)
    declare(sources, FEED, "turning", before)
    delivered(bank, "turning", ONE, leg("S1", "100.00"), leg("S2", "7.00", 摘要说明="手续费"))
    bank.load(ONE)
    declare(sources, FEED, "turning", after)
    delivered(bank, "turning", TWO, leg("S1", "100.00"), leg("S2", "7.00", 摘要说明="手续费"), leg("S1", "5.00"))
    bank.load(TWO)
    assert bank.account()[TWO, f"turning_{TWO}_1.csv"] == (3, other, 2, 0, 1 - other)


def test_record_ids_of_an_unknown_carrier_name_no_leg(home: Home) -> None:
    calls, line = FeedHome("call_records", home), mobile.FORM.line
    for sender in ("mobile", "lakecall"):
        rows = [line(通信记录唯一标识="1", 呼叫时长=length, 群组名称=sender) for length in ("60", "61")]
        calls.deliver(ONE, f"{sender}_{ONE}_1.csv", mobile.FORM.file(*rows, rows[0]))
    calls.load(ONE)
    assert {file: account for (_, file), account in calls.account().items()} == {
        f"mobile_{ONE}_1.csv": (3, 1, 1, 0, 1),
        f"lakecall_{ONE}_1.csv": (3, 2, 1, 0, 0),
    }
