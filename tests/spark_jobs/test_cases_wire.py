"""Hand-typed bytes of the case wire through the whole load: what each line becomes, or why it is refused."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from case_wire import CRLF, HEADER, NAMES, deleted, line, text, wire
from homes import Home, Row

DAY, FILE = "2021-10-22", "police_2021-10-22_1.csv"
BIG = "款" * 140_000
#: name → (bytes of the line, expected values of its silver row)
HEALED: dict[str, tuple[bytes, Row]] = {
    "sample": (line("A1"), {"gross_fen": 1_280_000, "loss_fen": 1_230_000, "op": "I"}),
    "tabs": (b"A2" + line("X")[1:].replace(b",", b"\t,") + b"\t", {"loss_fen": 1_230_000, "area_code": "330502001"}),
    "full_width": (line("Ａ３", 损失金额="１２８０.００", 发案地区划代码="３３０５０２００１"), {"case_no": "A3", "loss_fen": 128_000}),
    "full_width_stop": (line("A4", 损失金额="１２８００．５"), {"loss_fen": 1_280_050}),
    "yuan_sign": (line("A5", 损失金额='"¥12,800.00"', 被骗金额='"￥1,012,800.07"'), {"loss_fen": 1_280_000, "gross_fen": 101_280_007}),
    "quoted": (line("A6", 简要案情='"先称""客服"",再转账"'), {"scam_type_code": "0103"}),
    "extension_name": (b"A7" + line("X")[1:].replace("张某".encode("gb18030"), b"\x81\x39\xee\x39\x95\x32\x82\x36"), {}),
    "area_12": (line("A8", 发案地区划代码="330502001000"), {"area_code": "330502001"}),
    "area_6": (line("A9", 发案地区划代码="330502"), {"area_code": "330502"}),
    "spaces": (line("A10", 案件状态=" 破案　", 破案时间="2021-10-22 16:00:00 "), {"status_code": "solved", "solved_date": date(2021, 10, 22)}),
    "deleted": (deleted("A11", "2021-10-22 18:00:00"), {"op": "D", "area_code": None, "loss_fen": None, "filed_date": None, "victim_key": None, "is_id_check_ok": None}),
    "two_victims": (line("A12", 被害人证件号码="330502199001011234;11010519491231002x"), {"victim_count": 2, "is_id_check_ok": False}),
    "three_victims": (line("A13", 被害人证件号码="11010519491231002x ; 330502199001011234；330502198001011234;"), {"victim_count": 3, "is_id_check_ok": True}),
    "no_victim": (line("A14", 被害人证件号码=""), {"victim_count": 1, "victim_key": None, "is_id_check_ok": None}),
    "tomorrow": (line("A15", 更新时间="2021-10-23 23:59:59"), {"updated_at": datetime(2021, 10, 23, 15, 59, 59, tzinfo=UTC)}),
    "night": (line("A16", 立案时间="2021-10-01 00:30:00"), {"filed_date": date(2021, 10, 1)}),
    "zero": (line("A17", 损失金额="0.00", 被骗金额="0"), {"loss_fen": 0, "gross_fen": 0}),
    "withdrawn": (line("A18", 撤案时间="2021-10-22 10:00:00", 案件状态="撤案"), {"withdrawn_date": date(2021, 10, 22), "status_code": "withdrawn"}),
    "merged": (line("A19", 主案编号="A1", 案件状态="并案", 移送单位代码="110000000000"), {"merged_into_case_no": "A1", "transferred_to": "110000000000"}),
    "largest": (line("A20", 被骗金额="99999999999.99"), {"gross_fen": 9_999_999_999_999}),
    "nul_in_free_text": (line("A21", 简要案情='"a\0b"'), {}),
    "open_quote_inside": (line("A22", 简要案情='他说"快"转'), {}),
}  # fmt: skip
#: name → (bytes of the line, wire column, reason)
REFUSED: dict[str, tuple[bytes, str | None, str]] = {
    "bad_byte": (line("B1").replace("张某".encode("gb18030"), b"\xd5\xff\xff"), "被害人姓名", "undecodable"),
    "bad_byte_in_quotes": (line("B2", 简要案情='"a,b,ZZ"').replace(b"ZZ", b"\xff\xff"), "简要案情", "undecodable"),
    "open_quote": (line("B3", 简要案情='"没有结束'), None, "malformed_line"),
    "too_few": (b"B4,J1,050200", None, "field_count"),
    "too_many": (line("B5") + b",", None, "field_count"),
    "blank": (b"", None, "empty_line"),
    "commas": (b"," * 33, None, "empty_line"),
    "gigantic": (line("B6", 简要案情=f'"{BIG}"'), None, "malformed_line"),
    "gigantic_and_bad_byte": (line("B7", 简要案情=f'"{BIG}"').replace(b",I", b",\xff"), None, "undecodable"),
    "return_and_bad_byte": (line("B8", 简要案情="a\rb", 操作类型="ZZ").replace(b"ZZ", b"\xff\xff"), None, "undecodable"),
    "nul_in_number": (line("B\0", 操作类型="I"), "案件编号", "bad_format"),
    "three_decimals": (line("B9", 损失金额="1.005"), "损失金额", "bad_amount"),
    "negative": (line("B10", 损失金额="-1.00"), "损失金额", "bad_amount"),
    "text_amount": (line("B11", 被骗金额="一万"), "被骗金额", "bad_amount"),
    "absurd_amount": (line("B12", 被骗金额="100000000000.01"), "被骗金额", "bad_amount"),
    "odd_commas": (line("B13", 损失金额='"12,80.00"'), "损失金额", "bad_amount"),
    "february_30": (line("B14", 发案时间起="2021-02-30 10:00:00"), "发案时间起", "bad_timestamp"),
    "zero_date": (line("B15", 立案时间="0000-00-00 00:00:00"), "立案时间", "bad_timestamp"),
    "year_zero": (line("B16", 报案时间="0000-01-01 00:00:00"), "报案时间", "bad_timestamp"),
    "year_one": (line("B17", 报案时间="0001-01-01 00:00:00"), "报案时间", "bad_timestamp"),
    "month_13": (line("B18", 报案时间="2021-13-45 10:00:00"), "报案时间", "bad_timestamp"),
    "hour_24": (line("B19", 报案时间="2021-10-20 24:00:00"), "报案时间", "bad_timestamp"),
    "second_60": (line("B20", 报案时间="2021-10-20 23:59:60"), "报案时间", "bad_timestamp"),
    "date_only": (line("B21", 报案时间="2021-10-20"), "报案时间", "bad_timestamp"),
    "after_batch": (line("B22", 立案时间="2021-10-24 00:00:00"), "立案时间", "after_batch"),
    "unknown_type": (line("B23", 电诈类别代码="9999"), "电诈类别代码", "unknown_code"),
    "unknown_status": (line("B24", 案件状态="搁置"), "案件状态", "unknown_code"),
    "unknown_area": (line("B25", 发案地区划代码="330109001"), "发案地区划代码", "unknown_code"),
    "unknown_channel": (line("B26", 首次接触渠道="飞鸽"), "首次接触渠道", "unknown_code"),
    "unknown_op": (line("B27", 操作类型="X"), "操作类型", "unknown_code"),
    "no_number": (line("", 案件编号=""), "案件编号", "required"),
    "no_op": (line("B28", 操作类型=""), "操作类型", "required"),
    "no_update": (line("B29", 更新时间=""), "更新时间", "required"),
    "no_area": (line("B30", 发案地区划代码=""), "发案地区划代码", "required"),
    "no_amount": (line("B31", 损失金额="\t"), "损失金额", "required"),
    "bad_end_date": (line("B32", 发案时间止="2021-10-32 00:00:00"), "发案时间止", "bad_timestamp"),
    "bad_cause": (line("B33", 案由代码="05x"), "案由代码", "bad_format"),
    "deleted_without_time": (deleted("B34", ""), "更新时间", "required"),
}  # fmt: skip


@pytest.fixture(scope="module")
def mixed(new_home: Callable[[], Home]) -> Home:
    """One file in which a sound line follows every bad one."""
    lines = [raw for raw, _ in HEALED.values()] + [raw for raw, *_ in REFUSED.values()] + [line("Z1")]
    return new_home().deliver(DAY, FILE, wire(*lines)).load(DAY)


@pytest.fixture(scope="module")
def silver(mixed: Home) -> dict[int, Row]:
    return {row["line_no"]: row for row in mixed.cases()}


@pytest.fixture(scope="module")
def quarantine(mixed: Home) -> dict[int, Row]:
    return {row["line_no"]: row for row in mixed.rows("quarantine.cases")}


@pytest.mark.parametrize("name", HEALED)
def test_a_line_that_can_be_healed_is_silver(silver: dict[int, Row], name: str) -> None:
    row = silver[2 + list(HEALED).index(name)]
    expected = HEALED[name][1]
    assert {key: row[key] for key in expected} == expected


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_line_is_refused_with_its_reason(mixed: Home, quarantine: dict[int, Row], name: str) -> None:
    row = quarantine[2 + len(HEALED) + list(REFUSED).index(name)]
    raw, column, reason = REFUSED[name]
    assert (row["column"], row["reason_code"]) == (column, reason)
    assert (row["file"], row["source"], row["batch_date"]) == (FILE, "police", date(2021, 10, 22))
    assert mixed.raw(row) == raw


def test_a_bad_line_costs_only_itself(mixed: Home, silver: dict[int, Row], quarantine: dict[int, Row]) -> None:
    last = 2 + len(HEALED) + len(REFUSED)
    assert silver[last]["case_no"] == "Z1"
    assert len(silver) == len(HEALED) + 1 and len(quarantine) == len(REFUSED)
    total = len(HEALED) + len(REFUSED) + 1
    assert mixed.counts() == {(DAY, FILE): (total, len(HEALED) + 1, 0, len(REFUSED))}


def test_nothing_raw_stays_in_the_home(mixed: Home) -> None:
    """After the load neither an ID number nor a name lies outside of the landing zone."""
    others = [p for p in mixed.folder.rglob("*") if p.is_file() and "landing" not in p.parts]
    assert len(others) > 8
    wanted = [b"330502199001011234", "张某".encode(), "张某".encode("gb18030"), b"13800000000"]
    assert not [path for path in others if any(text in path.read_bytes() for text in wanted)]


EVERY_COLUMN: dict[str, Any] = {
    "source": "police", "case_no": "A3305020020211022000123", "version_no": 1, "op": "I",
    "updated_at": datetime(2021, 10, 22, 7, 2, 11, tzinfo=UTC), "victim_count": 1, "status_code": "filed",
    "scam_type_code": "0103", "area_code": "330502001", "unit_code": "330502010000",
    "incident_date": date(2021, 10, 20), "reported_at": datetime(2021, 10, 22, 0, 30, tzinfo=UTC),
    "accepted_date": date(2021, 10, 22), "filed_date": date(2021, 10, 22), "solved_date": None,
    "withdrawn_date": None, "transferred_to": None, "merged_into_case_no": None, "gross_fen": 1_280_000,
    "loss_fen": 1_230_000, "currency": "CNY", "contact_channel_code": "phone", "is_id_check_ok": False, "line_no": 2,
    "batch_date": date(2021, 10, 22),
}  # fmt: skip
SHIFTED = ",".join(NAMES[5:] + NAMES[:5])
WHOLE_FILES: dict[str, bytes] = {
    "crlf": wire(line()),
    "lf": wire(line(), end=b"\n"),
    "no_final_newline": HEADER.encode("gb18030") + b"\n" + line(),
    "utf8_bom": b"\xef\xbb\xbf" + f"{HEADER}\r\n{text()}\r\n".encode(),
    "utf8_bom_before_gb18030": b"\xef\xbb\xbf" + wire(line()),
    "gb18030_bom": b"\x84\x31\x95\x33" + wire(line()),
    "tabs": wire(line().replace(b",", b"\t,") + b"\t", header=HEADER.replace(",", "\t,").encode("gb18030") + b"\t"),
    "other_order": wire(
        ",".join(text().split(",")[5:] + text().split(",")[:5]).encode("gb18030"), header=SHIFTED.encode("gb18030")
    ),
    "all_quoted": wire(*[",".join(f'"{v}"' for v in text(简要案情="x").split(",")).encode("gb18030")]),
}


@pytest.fixture(scope="module")
def files(new_home: Callable[[], Home]) -> Home:
    """Each whole file from a sender of its own."""
    made = new_home()
    for name, content in WHOLE_FILES.items():
        made.deliver(DAY, f"{name}_2021-10-22_1.csv", content)
    return made.load(DAY)


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_a_file_is_read_however_it_was_written(files: Home, name: str) -> None:
    (row,) = [row for row in files.cases() if row["source"] == name]
    assert {key: row[key] for key in EVERY_COLUMN} == EVERY_COLUMN | {"source": name}
    assert files.counts()[(DAY, f"{name}_2021-10-22_1.csv")] == (1, 1, 0, 0)


BAD_HEADERS: dict[str, tuple[bytes, str | None, str]] = {
    "missing": (HEADER.replace("损失金额,", "").encode("gb18030"), "损失金额", "missing_column"),
    "unknown": (HEADER.replace("损失金额", "损失").encode("gb18030"), "损失金额", "missing_column"),
    "added": (f"{HEADER},备注".encode("gb18030"), "备注", "unknown_column"),
    "twice": (f"{HEADER},损失金额".encode("gb18030"), "损失金额", "duplicate_column"),
    "none": (line(), None, "bad_header"),
    "undecodable": (HEADER.encode("gb18030")[:40] + b"\xff" + HEADER.encode("gb18030")[40:], None, "bad_header"),
}


def test_a_bad_header_refuses_every_line_of_its_file(home: Home) -> None:
    for name, (header, _, _) in BAD_HEADERS.items():
        home.deliver(DAY, f"{name}_2021-10-22_1.csv", wire(line("C1"), line("C2"), header=header))
    home.load(DAY)
    expected = [
        (f"{name}_2021-10-22_1.csv", number, column, reason)
        for name, (_, column, reason) in BAD_HEADERS.items()
        for number in (2, 3)
    ]
    assert home.rejects() == sorted(expected)
    assert home.cases() == []
    assert set(home.counts().values()) == {(2, 0, 0, 2)}


def test_files_without_lines(home: Home) -> None:
    home.deliver(DAY, "nothing_2021-10-22_1.csv", b"")
    home.deliver(DAY, "header_2021-10-22_1.csv", HEADER.encode("gb18030"))
    home.deliver(DAY, "police_2021-10-22_1.csv", wire(line("A1")) + CRLF)
    home.load(DAY)
    assert home.counts() == {
        (DAY, "nothing_2021-10-22_1.csv"): (0, 0, 0, 0),
        (DAY, "header_2021-10-22_1.csv"): (0, 0, 0, 0),
        (DAY, "police_2021-10-22_1.csv"): (2, 1, 0, 1),
    }
    assert home.rejects() == [("police_2021-10-22_1.csv", 3, None, "empty_line")]


def test_entities_are_normalised_and_distinct(home: Home) -> None:
    cells = {
        "涉案账户": "6222 0000 0000 0000 001;6222000000000000001_CNY;6228480000000000018",
        "涉案号码": "+8613900000001；13900000001;0085200000000",
        "涉案网址": "HTTPS://Ex.CN/a/;ex.cn/a",
    }
    home.deliver(DAY, FILE, wire(line("A1", **cells), deleted("A2", "2021-10-22 18:00:00"))).load(DAY)
    found = [(r["case_no"], r["entity_type"]) for r in home.rows("silver.case_entities")]
    assert sorted(found) == [("A1", "account")] * 2 + [("A1", "msisdn")] * 2 + [("A1", "url")]
