"""Literal values of the wire: what a receiver would see byte by byte."""

from datetime import date
from pathlib import Path

from simulator.faults import BOM
from simulator.incidents import mule_account
from simulator.wire import AT, COLUMNS, DAY, header, line, stamp, yuan


def test_stamp_and_yuan() -> None:
    assert stamp(date(2021, 10, 22).toordinal() * DAY + 15 * 3600 + 2 * 60 + 11) == "2021-10-22 15:02:11"
    assert stamp(date(2020, 2, 29).toordinal() * DAY) == "2020-02-29 00:00:00"
    assert [yuan(1_280_000), yuan(5), yuan(0)] == ["12800.00", "0.05", "0.00"]


def test_line_is_gb18030_quoted_only_where_needed() -> None:
    row = [""] * 34
    row[0], row[4], row[16], row[33] = "A1", '说"理赔"，a,b', "张㛃", "I"
    written = line(row)
    assert written.startswith(b'A1,,,,"\xcb\xb5""\xc0\xed\xc5\xe2""\xa3\xaca,b",')
    assert b",\xd5\xc5\x820\xb71," in written  # a rare name takes four bytes
    assert written.endswith(b",I\r\n")
    assert written.count(b'""') == 3  # the address, empty, is quoted too


def test_header_has_the_34_columns_in_order() -> None:
    assert len(COLUMNS) == 34
    assert header().startswith("案件编号,警情编号,案由代码,".encode("gb18030"))
    assert header().endswith("更新时间,操作类型\r\n".encode("gb18030"))
    assert AT["更新时间"] == 32


def test_bom_is_the_one_of_gb18030() -> None:
    assert BOM.decode("gb18030") == "\ufeff"


def test_mule_accounts_pass_luhn() -> None:
    for rank in range(20):
        digits = [int(d) for d in reversed(mule_account(1, 52_000, rank))]
        doubled = [d if i % 2 == 0 else sum(divmod(d * 2, 10)) for i, d in enumerate(digits)]
        assert len(digits) == 19 and sum(doubled) % 10 == 0


def test_first_delivered_row_looks_like_the_sample(home: Path) -> None:
    text = (home / "landing/cases/2020-01-02/police_2020-01-02_1.csv").read_bytes().decode("gb18030")
    first = text.split("\r\n")[1].split(",")
    assert len(first[0]) == 23 and first[0].startswith("A3305") and first[0][7:9] == "00"
    assert len(first[1]) == 21 and first[1].startswith("J3305")
    assert first[2] == "050200"
