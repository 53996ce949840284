"""Files that are no table, end otherwise, or hold their header again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from case_home import Home
from wires import bank1, bank2, miniapp, mobile, police
from wires.feed_home import FeedHome
from wires.form import Form

DAY = "2021-10-22"
FORMS: dict[str, tuple[str, Form]] = {
    "transactions": ("bank1", bank1.FORM),
    "call_records": ("mobile", mobile.FORM),
    "residents": ("police", police.FORM),
}
NO_TABLES = {
    "sentence": "查询失败，请稍后再试".encode("gb18030"),
    "sentence_with_end": b"No data for this day.\r\n",
    "html": b"<html><body><h1>502 Bad Gateway</h1></body></html>\n",
    "json": b'{"code":500,"msg":"timeout"}',
    "zeros": b"\0" * 300,
    "long": b"x" * 300_000,
    "page": b"<!DOCTYPE html>\r\n<html>\r\n<body>\r\n<h1>502, Bad Gateway</h1>\r\n</body></html>\r\n",
    "page_behind_blanks": b"\xef\xbb\xbf \n\n<html>\n<p>a,b|c</p></html>\n",
    "answer": b'{\n "code": 500,\n "msg": "timeout"\n}\n',
    "sentences": "系统繁忙。\n请稍后再试\n".encode("gb18030"),
}
JOINED = {
    "lines": lambda form: form.file(form.line(), form.line(), end=b" "),
    "a_column_more": lambda form: form.head(*form.names, "备用"),
}
Deliver = Callable[[str], FeedHome]


@pytest.fixture
def of_feed(home: Home) -> Deliver:
    return lambda feed: FeedHome(feed, home)


@pytest.mark.parametrize("feed", FORMS)
def test_a_file_that_is_no_table_is_refused_as_one_line(of_feed: Deliver, feed: str) -> None:
    source, _ = FORMS[feed]
    home = of_feed(feed)
    for number, content in enumerate(NO_TABLES.values(), 1):
        home.deliver(DAY, f"{source}_2021-10-{number:02d}_1.csv", content)
    home.load(DAY)
    assert set(home.account().values()) == {(1, 0, 0, 0, 1)} and len(home.account()) == len(NO_TABLES)
    assert {(line, column, reason) for _, line, column, reason in home.rejects()} == {(1, None, "bad_header")}
    raw = {home.raw(row) for row in home.refused().values()}
    assert raw >= {content.split(b"\n")[0].rstrip(b"\r") for content in NO_TABLES.values()}


@pytest.mark.parametrize("feed", FORMS)
@pytest.mark.parametrize("name", JOINED)
def test_a_line_that_is_no_header_is_no_empty_day(of_feed: Deliver, feed: str, name: str) -> None:
    source, form = FORMS[feed]
    home = of_feed(feed).deliver(DAY, f"{source}_2021-10-22_1.csv", JOINED[name](form)).load(DAY)
    assert home.rejects() == [(f"{source}_2021-10-22_1.csv", 1, None, "bad_header")]


def test_returns_end_objects_where_nothing_else_does(of_feed: Deliver) -> None:
    home = of_feed("registrations")
    home.deliver(DAY, "miniapp_2021-10-22_1.jsonl", b"\r".join((miniapp.line("R1"), b"", miniapp.line("R2"))))
    home.deliver(DAY, "miniapp_2021-10-21_1.jsonl", miniapp.line("R3") + b"\r").load(DAY)
    assert [place[1:] for place in sorted(home.silver())] == [
        ("miniapp_2021-10-21_1.jsonl", 1),
        ("miniapp_2021-10-22_1.jsonl", 1),
        ("miniapp_2021-10-22_1.jsonl", 3),
    ]
    assert home.rejects() == [("miniapp_2021-10-22_1.jsonl", 2, None, "empty_line")]


def test_a_page_instead_of_events_is_refused_as_one_line(of_feed: Deliver) -> None:
    home = of_feed("registrations").deliver(DAY, "miniapp_2021-10-22_1.jsonl", NO_TABLES["page"]).load(DAY)
    assert home.account() == {(DAY, "miniapp_2021-10-22_1.jsonl"): (1, 0, 0, 0, 1)}


def test_a_table_whose_columns_all_have_other_names_is_refused_line_by_line(of_feed: Deliver) -> None:
    """So that each can be taken up when the mapping knows the names."""
    home = of_feed("transactions").deliver(DAY, "bank1_2021-10-22_1.csv", b"a;b;c\n1;2;3\n4;5;6\n").load(DAY)
    assert home.rejects() == [("bank1_2021-10-22_1.csv", line, None, "bad_header") for line in (2, 3)]


@pytest.mark.parametrize("feed", FORMS)
def test_an_honest_empty_day_stays_one(of_feed: Deliver, feed: str) -> None:
    source, form = FORMS[feed]
    home = of_feed(feed).deliver(DAY, f"{source}_2021-10-22_1.csv", form.mark + form.head())
    home.deliver(DAY, f"{source}_2021-10-21_1.csv", form.file()).deliver(DAY, f"{source}_2021-10-20_1.csv", b"")
    home.load(DAY)
    assert set(home.account().values()) == {(0, 0, 0, 0, 0)} and home.rejects() == []


@pytest.mark.parametrize("feed", FORMS)
def test_returns_end_lines_where_nothing_else_does(of_feed: Deliver, feed: str) -> None:
    source, form = FORMS[feed]
    content = form.file(form.line(), b"", form.line(), end=b"\r")
    home = of_feed(feed).deliver(DAY, f"{source}_2021-10-22_1.csv", content)
    home.deliver(DAY, f"{source}_2021-10-21_1.csv", form.file(form.line(), form.line(), end=b"\r")[:-1]).load(DAY)
    places = {place[1:] for place in home.silver()}
    assert (f"{source}_2021-10-21_1.csv", 2) in places, home.rejects()
    assert home.rejects() == [(f"{source}_2021-10-22_1.csv", 3, None, "empty_line")]
    assert [account[0] for account in home.account().values()] == [2, 3]


@pytest.mark.parametrize("feed", FORMS)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_header_inside_is_refused_as_such(of_feed: Deliver, feed: str, mark: bytes) -> None:
    source, form = FORMS[feed]
    bare = form.delimiter.join(form.names).encode("utf-8" if mark else form.encoding)
    if mark and form.encoding != "utf-8":
        bare = form.delimiter.join(form.names).encode(form.encoding)
        mark = b"\x84\x31\x95\x33"
    content = form.file(form.line(), form.head(), mark + bare, form.line())
    home = of_feed(feed).deliver(DAY, f"{source}_2021-10-22_1.csv", content).load(DAY)
    name = f"{source}_2021-10-22_1.csv"
    assert home.rejects() == [(name, line, None, "repeated_header") for line in (3, 4)]
    assert home.account()[DAY, name][:3] == (4, 1, 1)


def test_the_end_mark_of_dos_is_no_line(of_feed: Deliver) -> None:
    home = of_feed("transactions")
    for number, end in enumerate((b"\x1a", b"\x1a\r\n", b"\x1a\x1a"), 1):
        line = bank2.FORM.line(交易流水号=f"S{number}")
        home.deliver(DAY, f"bank2_2021-10-{number:02d}_1.csv", bank2.FORM.file(line) + end)
    home.load(DAY)
    assert set(home.account().values()) == {(1, 1, 0, 0, 0)} and home.rejects() == []


def test_lines_without_a_byte_end_a_full_file_and_no_other(of_feed: Deliver) -> None:
    home, form = of_feed("residents"), police.FORM
    home.deliver(DAY, "full_police_2021-10-22_1.csv", form.file(form.line()) + b"\n\r\n\n\x1a")
    home.deliver(DAY, "full_police_2021-10-21_1.csv", form.file(form.line(), b"\t") + b"\n")
    home.deliver(DAY, "police_2021-10-20_1.csv", form.file(form.line(), b"")).load(DAY)
    rows = {file: account[0] for (_, file), account in home.account().items()}
    assert rows == {
        "full_police_2021-10-22_1.csv": 1,
        "full_police_2021-10-21_1.csv": 2,
        "police_2021-10-20_1.csv": 2,
    }
    assert [reject[0] for reject in home.rejects()] == ["full_police_2021-10-21_1.csv", "police_2021-10-20_1.csv"]


def test_a_sender_s_own_word_for_nothing_joins_nobody(of_feed: Deliver, default: Path) -> None:
    text = default.read_text(encoding="utf-8")
    default.write_text(text.replace("content: used", "content: used\nnothing: [待核实, 99999999]"), encoding="utf-8")
    lines = [bank1.FORM.line(交易流水号=f"S{n}", 交易对手账卡号=word) for n, word in enumerate(("待核实", "99999999"))]
    home = of_feed("transactions").deliver(DAY, "bank1_2021-10-22_1.csv", bank1.FORM.file(*lines)).load(DAY)
    assert [(row["peer_account_key"], row["unread_columns"]) for row in home.silver().values()] == [(None, None)] * 2


def test_midnight_in_a_column_of_its_own_is_a_time(of_feed: Deliver) -> None:
    head = b"jylsxh,zhdh,dfzh,jdbj,jyje,zhye,dfhh,jyrq,jysj,jyqd,zydh,dfmccd\n"
    lines = [f"{n:032d},318EE301BE835E1A,,0,2.00,9.00,,{day},{time},,,1\n".encode() for n, (day, time) in enumerate((
        ("2021-10-21", "00:00:00"), ("0000-00-00", "00:00:00"), ("1900-01-01", "00:00:00"),
    ), 1)]  # fmt: skip
    home = of_feed("transactions").deliver(DAY, "dcic2023_2021-10-22_1.csv", head + b"".join(lines)).load(DAY)
    assert [place[2] for place in home.silver()] == [2]
    assert [reject[1:] for reject in home.rejects()] == [(3, "jyrq", "required"), (4, "jyrq", "required")]
