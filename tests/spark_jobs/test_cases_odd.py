"""Cells of cases that say nothing, name somebody twice, or several at once: literal bytes through the whole load."""

from collections.abc import Callable
from datetime import date

import pytest
from case_home import Home, Row
from case_wire import line, wire
from wires.form import key

DAY, FILE = "2021-10-22", "police_2021-10-22_1.csv"
ONE, TWO = "330502199001011234", "11010519491231002X"
VICTIMS, ACCOUNTS, NUMBERS, PAGES = "被害人证件号码", "涉案账户", "涉案号码", "涉案网址"
NOBODY: Row = {"victim_count": 1, "victim_key": None, "unread_columns": None}
#: name → (cells, values of the row)
ROWS: dict[str, tuple[dict[str, str], Row]] = {
    "words": ({VICTIMS: "N/A", ACCOUNTS: "N/A;无", NUMBERS: "#N/A", PAGES: "n/a"}, NOBODY),
    "list-of-words": ({VICTIMS: "无；不详", ACCOUNTS: "", NUMBERS: "", PAGES: ""}, NOBODY),
    "one-and-not-available": ({VICTIMS: f"{ONE};N/A"}, {"victim_count": 1, "unread_columns": None}),
    "twice": ({VICTIMS: f"{ONE};{ONE}"}, {"victim_count": 1, "unread_columns": None}),
    "twice-in-two-forms": ({VICTIMS: f"{TWO}、11010519491231002x;110105 19491231 002X"}, {"victim_count": 1}),
    "hidden-twice": ({VICTIMS: "330502********1234;330502********1234"}, {"victim_count": 2}),
    "tab": ({VICTIMS: f"{ONE}\t{TWO}"}, {"victim_count": 2, "unread_columns": None}),
    "and": ({VICTIMS: f"{ONE}和{TWO}"}, {"victim_count": 2, "unread_columns": None}),
    "backslash": ({VICTIMS: f"{ONE}\\{TWO}"}, {"victim_count": 2, "unread_columns": None}),
    "groups": ({VICTIMS: "330502-19900101-1234"}, {"victim_count": 1, "unread_columns": None}),
    "one-digit": ({VICTIMS: "1" * 18}, {"victim_count": 1, "victim_key": None, "unread_columns": VICTIMS}),
    "two-cards": (
        {ACCOUNTS: "6222 0000 0000 0000 001 6228 4800 0000 0000 018"},
        {"unread_columns": ACCOUNTS},
    ),
    "two-cards-joined": ({ACCOUNTS: "6222000000000000001-6228480000000000018"}, {"unread_columns": ACCOUNTS}),
    "prefix-alone": ({NUMBERS: "+86;13900000001"}, {"unread_columns": NUMBERS}),
    "names-of-apps": ({PAGES: "微信"}, {"unread_columns": PAGES}),
    "name-beside-a-page": ({PAGES: "某APP;ex.cn/a"}, {"unread_columns": PAGES}),
    "brackets": (
        {"主案编号": "（无）", "移送单位代码": "【无】", "撤案时间": "(无)"},
        {"merged_into_case_no": None, "transferred_to": None, "withdrawn_date": None, "unread_columns": None},
    ),
    "clocks": (
        {"撤案时间": "0001-01-01 00:00:00", "破案时间": "1899-12-30 00:00:00", "受案时间": "1970/1/1 8:00"},
        {"withdrawn_date": None, "solved_date": None, "accepted_date": None, "unread_columns": None},
    ),
    "minute-of-1970": ({"受案时间": "1970-01-01 08:05:00"}, {"accepted_date": None, "unread_columns": "受案时间"}),
    "filed": ({"立案时间": "2021-10-22 08:00:00"}, {"filed_date": date(2021, 10, 22)}),
    "channel-zero": ({"首次接触渠道": "0"}, {"contact_channel_code": None, "unread_columns": None}),
    "city-itself": ({"发案地区划代码": "330501000000"}, {"area_code": "330500"}),
    "yuan-word": (
        {"损失金额": '"12,300.00元"', "被骗金额": "￥ 12800.00"},
        {"loss_fen": 1_230_000, "gross_fen": 1_280_000},
    ),
}
#: name → tokens of the case's entities that are no victims
NAMED = {
    "words": set(),
    "list-of-words": set(),
    "two-cards": {key("msisdn", "0085200000000")},
    "two-cards-joined": {key("msisdn", "0085200000000")},
    "prefix-alone": {key("card", "6222000000000000001"), key("msisdn", "13900000001")},
    "name-beside-a-page": {
        key("card", "6222000000000000001"),
        key("msisdn", "0085200000000"),
        key("url", "ex.cn/a"),
    },
}


@pytest.fixture(scope="module")
def odd(new_home: Callable[[], Home]) -> Home:
    """A home in which the cases are loaded."""
    lines = [line(name, **cells) for name, (cells, _) in ROWS.items()]
    return new_home().deliver(DAY, FILE, wire(*lines)).load(DAY)


def test_each_case_is_taken_with_what_can_be_read(odd: Home) -> None:
    rows = {row["case_no"]: row for row in odd.rows("silver.cases")}
    assert odd.rows("quarantine.cases") == []
    found = {name: {column: rows[name][column] for column in values} for name, (_, values) in ROWS.items()}
    assert found == {name: values for name, (_, values) in ROWS.items()}


@pytest.mark.parametrize("name", NAMED)
def test_only_what_is_one_whole_number_or_address_is_named(odd: Home, name: str) -> None:
    rows = [row for row in odd.rows("silver.case_entities") if row["case_no"] == name]
    assert {row["entity_key"] for row in rows if row["entity_type"] != "victim"} == NAMED[name]
