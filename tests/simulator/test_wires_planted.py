"""Each kind of fault on a literal row: the bytes it leaves, and what truth says of it."""

from datetime import date
from random import Random
from typing import Any

import pytest
from wire_tables import accounts, calls, legs

from simulator.planted import healed, refused, spelling
from simulator.planted.profile import PROFILES, default_time
from simulator.planted.row import Outcome, Row
from simulator.wires import calls as call_wire
from simulator.wires import transactions as wire
from simulator.wires.layout import cell_texts

DAY = date(2021, 10, 22)


def leg(source: str = "bank1", seed: int = 1, owner: dict[str, Any] | None = None, **changes: Any) -> Row:
    """One ledger leg."""
    layout = wire.layouts()[source]
    cells = wire.cells(source, legs({"peer_name": "李某", "source": source, **changes}), accounts(owner or {}))
    texts = dict(zip(layout.keys, cell_texts(layout, cells, 0), strict=True))
    return Row(layout, PROFILES["transactions"], texts, Random(seed), DAY)


def call(source: str = "mobile", seed: int = 1, **changes: Any) -> Row:
    """One leg of a call."""
    layout = call_wire.layouts()[source]
    cells = call_wire.cells(source, calls({"carrier": source, **changes}), 1)
    texts = dict(zip(layout.keys, cell_texts(layout, cells, 0), strict=True))
    return Row(layout, PROFILES["call_records"], texts, Random(seed), DAY)


def changed(row: Row, outcome: Outcome | None) -> dict[str, str]:
    """The columns whose text differs from the clean line, with that text; TABs are kept."""
    assert outcome is not None
    names = [name for _, name in row.layout.columns]
    (line,) = outcome.lines
    clean, spoiled = (text.decode(row.layout.encoding).removesuffix(row.layout.end).split(row.layout.delimiter)
                      for text in (row.clean, line))  # fmt: skip
    return {name: b for name, a, b in zip(names, clean, spoiled, strict=True) if a != b}


def test_blanks_and_full_width_leave_the_right_value() -> None:
    for kind in (spelling.blank, spelling.full_width, spelling.full_width_blank):
        for seed in range(30):
            row = leg(seed=seed)
            outcome = kind(row)
            ((column, text),) = changed(row, outcome).items()
            assert outcome and (outcome.expect, outcome.column) == ("healed", column)
            narrow = "".join(chr(ord(c) - 0xFEE0) if "０" <= c <= "９" else c for c in text)
            assert narrow.strip(" \t\u3000") == outcome.value_or_reason


@pytest.mark.parametrize(
    ("kind", "row", "expected", "value"),
    [
        (spelling.trailing_zero, leg(peer_no=None, owner={"card_no": None}), {"交易账号": "33001234500012345.0\t"},
         "33001234500012345"),
        (healed.account_only, leg(), {"交易卡号": "\t"}, ""),
        (healed.card_only, leg("bank2"), {"交易账号": ""}, ""),
        (spelling.lower_x, leg(owner={"holder_id": "33052119770311108X"}), {"开户人证件号码": "33052119770311108x\t"},
         "33052119770311108X"),
        (spelling.short_id, leg(), {"开户人证件号码": "330502900101123\t"}, "330502199001011236"),
        (spelling.number_prefix, call(peer_number="95588", own_number="13800000001", seed=3),
         {"本机号码": "1259313800000001"}, "13800000001"),
        (healed.masked_name, leg(peer_name=""), {"账户开户名称": "张*\t"}, "张㛃"),
        (healed.zero_date, call(), {"短信发送接收时间": "00000000"}, ""),
    ],
)  # fmt: skip
def test_healed_kinds(kind: Any, row: Row, expected: dict[str, str], value: str) -> None:
    outcome = kind(row)
    assert changed(row, outcome) == expected
    assert outcome.expect == "healed" and outcome.value_or_reason == value


def test_amounts() -> None:
    outcome = spelling.thousands(leg())
    assert outcome and b'"12,800.00\t",5600.50\t,' in outcome.lines[0] and outcome.value_or_reason == "12800.00"
    assert spelling.thousands(leg(amount_fen=99_999)) is None
    bare = spelling.thousands(leg("bank2"))
    assert bare and b',"12,800.00",5600.50,' in bare.lines[0]
    sign = spelling.currency_sign(leg())
    assert sign and sign.lines[0].decode("gb18030").split(",")[5] in ("¥12800.00\t", "￥12800.00\t")


def test_times_take_every_form_but_their_own() -> None:
    found = {changed(leg(seed=s), healed.time_form(leg(seed=s)))["交易时间"] for s in range(40)}
    assert found == {
        "20211022083000\t",
        "2021/10/22 8:30:00\t",
        "2021-10-22-08.30.00.000000\t",
        "2021-10-22 08:30:00.000000\t",
    }
    outcome = healed.time_form(leg("bank2"))
    assert outcome and outcome.value_or_reason == "2021-10-22 08:30:00"


def test_default_time_reads_every_form() -> None:
    for text in ("20211022083000", "2021/10/22 8:30:00", "2021-10-22-08.30.00.123456", "2021-10-22 08:30:00"):
        assert default_time(text) == "2021-10-22 08:30:00"


def test_synonyms_are_told_in_the_default_sender_s_words() -> None:
    for source in ("bank1", "bank2", "wechat", "alipay"):
        for seed in range(20):
            outcome = healed.synonym(leg(source, seed))
            assert outcome and outcome.value_or_reason in ("出", "成功", "CNY")
    assert healed.synonym(call()) is None


def test_segments_only_where_a_bank_writes_digits() -> None:
    outcome = spelling.segments(leg(owner={"card_no": None}))
    assert outcome and outcome.value_or_reason == "33001234500012345"
    assert spelling.segments(leg("wechat", owner={"account_no": "wx" + "a1" * 10})) is None


def test_values_of_other_carriers_are_told_as_the_default_writes_them() -> None:
    row = call("telecom", kind="volte", direction="in")
    wanted = {
        "通话类型": "VoLTE语音通话",
        "话单类型": "被叫话单",
        "呼叫时长": "3725",
        "呼叫开始时间": "2021-10-22 08:30:00",
    }
    assert {key: row.default(key) for key in wanted} == wanted
    assert call("unicom").default("本机号码") == "13800000001"
    assert leg("bank2").default("交易账号") == "33001234500012345"


def test_lines_that_cannot_be_read() -> None:
    row = leg()
    outcome = refused.bad_byte(row)
    assert outcome and outcome.lines[0].count(b"\xff") == 1 and outcome.value_or_reason == "undecodable"
    with pytest.raises(UnicodeDecodeError):
        outcome.lines[0].decode("gb18030")
    nul = refused.nul_byte(row)
    assert nul and nul.lines[0].endswith(b"\0\r\n") and nul.value_or_reason == "malformed_line"
    for kind, fields in ((refused.missing_field, 33), (refused.extra_field, 35)):
        spoiled = kind(row)
        assert spoiled and spoiled.lines[0].count(b",") == fields - 1
        assert (spoiled.column, spoiled.value_or_reason) == ("", "field_count")


def test_stray_quotes_open_or_close_too_early() -> None:
    found = {refused.stray_quote(call(seed=s)).lines[0].split(b",")[11].decode() for s in range(9)}  # type: ignore[union-attr]
    assert found == {'"中国移动', '"中"中国移动'}


@pytest.mark.parametrize(
    ("kind", "row", "expected", "reason"),
    [
        (refused.bad_duration, call("unicom"), {"通话时长(秒)": "两分钟"}, "bad_integer"),
        (refused.future_date, call("telecom"), {"起始时间": "2023-10-22 12:00:00"}, "after_batch"),
        (refused.masked_number, call(peer_number="95588"), {"本机号码": "138****0001"}, "masked_number"),
        (refused.scientific, call(peer_number="95588"), {"本机号码": "1.38E+10"}, "scientific_notation"),
        (refused.bad_amount, leg(seed=4), {"交易金额": "N/A\t"}, "bad_amount"),
        (refused.required_empty, call(seed=2), {"通话类型": ""}, "required"),
        (refused.unknown_code, leg(seed=1), {"收付标志": "O\t"}, "unknown_code"),
        (refused.impossible_date, leg(seed=1), {"交易时间": "2021-13-05 00:00:00\t"}, "bad_timestamp"),
    ],
)
def test_refused_kinds(kind: Any, row: Row, expected: dict[str, str], reason: str) -> None:
    outcome = kind(row)
    assert changed(row, outcome) == expected
    assert (outcome.expect, outcome.value_or_reason, outcome.column) == ("rejected", reason, next(iter(expected)))


def test_lines_that_come_in_addition() -> None:
    row = leg()
    empty, failed, twice = refused.empty_line(row), refused.query_failed(row), healed.repeated_line(row)
    against = refused.contradiction(row)
    assert empty and empty.lines == [row.clean, b"\r\n"] and empty.at == 1
    assert failed and failed.lines[0] == row.clean and failed.lines[1].startswith(b"\t," * 33)
    assert twice and twice.lines == [row.clean, row.clean]
    assert against and against.lines[0] == row.clean != against.lines[1]
    assert b"B1A000001" in against.lines[1] and b"\t,12800.00\t," not in against.lines[1]
    assert refused.contradiction(leg(serial=None)) is None
