"""Rows of several files and days that meet each other: repeats, contradictions, two legs, corrected files."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from case_home import Home
from wires import bank1, days, mobile
from wires.days_home import Days
from wires.feed_home import FeedHome, homes_of
from wires.form import key


def transaction(serial: str, what: str = "") -> bytes:
    """A row of the default wire of transactions."""
    return bank1.FORM.line(交易流水号=f"SENDER{serial}", 交易金额="77.00" if what else "12800.00")


def call(serial: str, what: str = "") -> bytes:
    """A row of the default wire of call records."""
    return mobile.FORM.line(通信记录唯一标识=f"SENDER{serial}", 呼叫时长="99" if what else "125")


FEEDS = {"transactions": (bank1.FORM, transaction), "call_records": (mobile.FORM, call)}
Homes = Callable[[str], Callable[[], FeedHome]]


@pytest.fixture(scope="module", autouse=True)
def scopes(sources: Callable[[], Path]) -> None:
    """The senders of the stories say that their serials name legs."""
    for feed in FEEDS:
        for sender in {name.split("_")[0] for _, name in days.story(lambda *_: b"")} - {"bank1", "mobile"}:
            text = f"extends: default\nfeed: {feed}\nserial_scope: account\nvalid_from: 2000-01-01\n"
            (sources() / feed / f"{sender}.yaml").write_text(text)


@pytest.fixture(scope="module")
def homes(new_home: Callable[[], Home]) -> Homes:
    """Makes empty homes of a feed."""
    return lambda feed: homes_of(feed, new_home)


@pytest.fixture(scope="module")
def loaded(homes: Homes) -> Callable[[str], Days]:
    """The stories of a feed, loaded when first asked for."""
    return cache(lambda feed: Days(homes(feed), *FEEDS[feed]))


@pytest.mark.parametrize("feed", FEEDS)
def test_every_row_ends_once_and_where_it_belongs(loaded: Callable[[str], Days], feed: str) -> None:
    assert loaded(feed).accounts() == days.ACCOUNTS
    assert [place for place, account in loaded(feed).home.account().items() if account[0] != sum(account[1:])] == []


@pytest.mark.parametrize("feed", FEEDS)
def test_the_first_of_equal_rows_is_silver(loaded: Callable[[str], Days], feed: str) -> None:
    assert loaded(feed).silver_lines("twice") == [("twice_2021-10-22_1.csv", 2), ("twice_2021-10-22_1.csv", 3)]
    names = ("later_2021-10-21_1.csv", "later_2021-10-22_1.csv", "later_2021-10-23_1.csv")
    places = [(names[0], 3), (names[1], 2), (names[1], 3), (names[2], 2), (names[2], 4)]
    assert loaded(feed).silver_lines("later") == places


@pytest.mark.parametrize("feed", FEEDS)
def test_a_row_that_contradicts_an_earlier_one_is_refused(loaded: Callable[[str], Days], feed: str) -> None:
    assert loaded(feed).home.rejects() == days.REJECTS


@pytest.mark.parametrize("feed", FEEDS)
def test_a_higher_number_withdraws_the_lower(loaded: Callable[[str], Days], feed: str) -> None:
    expected = sorted((feed, batch, file, "withdrawn", rows) for batch, file, rows in days.WITHDRAWN)
    assert sorted(loaded(feed).home.events()) == expected


@pytest.mark.parametrize(("source", "day"), [(source, day) for source, known in days.COUNTING.items() for day in known])
@pytest.mark.parametrize("feed", FEEDS)
def test_readers_as_of_a_day_meet_each_row_once(
    loaded: Callable[[str], Days], feed: str, source: str, day: str
) -> None:
    expected = sorted((f"{source}_2021-10-22_{seq}.csv", line) for seq, line in days.COUNTING[source][day])
    assert loaded(feed).lines_as_of(source, day) == expected


@pytest.mark.parametrize("feed", FEEDS)
def test_days_one_by_one_equal_the_range(loaded: Callable[[str], Days], feed: str) -> None:
    assert loaded(feed).dumps_of_single_days() == loaded(feed).dumps()


def test_both_legs_of_a_transfer_are_kept(homes: Homes) -> None:
    """Payer and payee with one institution, serials of their own or the same one, and a move between own accounts."""
    payer, payee, own = "33001234500012345", "33001234500099999", "6222021205001234560"
    legs = [
        bank1.FORM.line(交易流水号="L1", 收付标志="出", 交易账号=payer, 交易对手账卡号=payee),
        bank1.FORM.line(交易流水号="L2", 收付标志="进", 交易账号=payee, 交易对手账卡号=payer),
        bank1.FORM.line(交易流水号="L3", 收付标志="出", 交易账号=payer, 交易对手账卡号=own),
        bank1.FORM.line(交易流水号="L3", 收付标志="进", 交易账号=own, 交易对手账卡号=payer),
    ]
    home = homes("transactions")().deliver(days.ONE, "bank1_2021-10-22_1.csv", bank1.FORM.file(*legs)).load(days.ONE)
    found = [(r["account_key"], r["direction_code"], r["peer_account_key"]) for _, r in sorted(home.silver().items())]
    one, two, three = key("card", payer), key("card", payee), key("card", own)
    assert found == [(one, "out", two), (two, "in", one), (one, "out", three), (three, "in", one)]
    assert home.account() == {(days.ONE, "bank1_2021-10-22_1.csv"): (4, 4, 0, 0, 0)}


def test_both_legs_of_a_call_are_kept(homes: Homes) -> None:
    """The two legs may carry the same record id in one file; parts of a long call have ids of their own."""
    own, peer, line = "13800000001", "8613800000008", mobile.FORM.line
    legs = [
        line(通信记录唯一标识="C1", 话单类型="主叫话单", 本机号码=own, 对方号码=peer),
        line(通信记录唯一标识="C1", 话单类型="被叫话单", 本机号码=peer, 对方号码=own),
        line(通信记录唯一标识="C2-1", 呼叫时长="3600"),
        line(通信记录唯一标识="C2-2", 呼叫时长="3600"),
    ]
    home = homes("call_records")().deliver(days.ONE, "mobile_2021-10-22_1.csv", mobile.FORM.file(*legs)).load(days.ONE)
    found = [(r["own_key"], r["direction_code"], r["is_partial"]) for _, r in sorted(home.silver().items())]
    one, two = key("msisdn", "13800000001"), key("msisdn", "13800000008")
    assert found == [(one, "out", False), (two, "in", False), (one, "out", True), (one, "out", True)]


def test_without_a_serial_the_whole_row_is_its_key(homes: Homes) -> None:
    rows = [transaction("X").replace(b"SENDERX", b""), transaction("X", "other").replace(b"SENDERX", b"")]
    home = homes("transactions")().deliver(days.ONE, "bank1_2021-10-22_1.csv", bank1.FORM.file(*rows, rows[0]))
    home.deliver(days.TWO, "bank1_2021-10-23_1.csv", bank1.FORM.file(rows[1], transaction("Y"))).load(
        days.ONE, days.TWO
    )
    assert home.account() == {
        (days.ONE, "bank1_2021-10-22_1.csv"): (3, 2, 1, 0, 0),
        (days.TWO, "bank1_2021-10-23_1.csv"): (2, 1, 1, 0, 0),
    }


def test_the_running_number_is_no_part_of_a_call(homes: Homes) -> None:
    """序号 counts the lines of a file: the same record under another number is known, with an id or without."""
    line = mobile.FORM.line
    first = [line(序号="1", 通信记录唯一标识="N1"), line(序号="2", 通信记录唯一标识="")]
    again = [line(序号="7", 通信记录唯一标识=""), line(序号="8", 通信记录唯一标识="N1")]
    home = homes("call_records")().deliver(days.ONE, "mobile_2021-10-22_1.csv", mobile.FORM.file(*first))
    home.deliver(days.TWO, "mobile_2021-10-23_1.csv", mobile.FORM.file(*again)).load(days.ONE, days.TWO)
    assert home.account()[days.TWO, "mobile_2021-10-23_1.csv"] == (2, 0, 2, 0, 0)


AGAIN = {
    "tab": {"交易金额": "12800.00\t"},
    "full_width": {"交易金额": "１２８００.00"},
    "thousands": {"交易金额": '"¥12,800.00"'},
    "time": {"交易时间": "2021/10/22 6:30:00"},
    "direction": {"收付标志": "借"},
    "suffix": {"交易账号": "33001234500012345_156_1"},
}


def test_a_row_known_in_another_spelling_is_no_news(homes: Homes) -> None:
    """What heals to the same values is the same row, with a serial and without."""
    rows = [bank1.FORM.line(交易流水号=serial, **cells) for serial in ("S1", "") for cells in [{}, *AGAIN.values()]]
    home = homes("transactions")().deliver(days.ONE, "bank1_2021-10-22_1.csv", bank1.FORM.file(*rows)).load(days.ONE)
    assert home.rejects() == []
    assert home.account() == {(days.ONE, "bank1_2021-10-22_1.csv"): (14, 2, 12, 0, 0)}
