"""Bytes of the transaction and account wires, typed by hand from their specification."""

from datetime import date

import pyarrow as pa
from wire_tables import AT, accounts, legs

from simulator.wires import accounts as account_wire
from simulator.wires import transactions as wire

HEADER = (
    "交易卡号,交易账号,账户开户名称,开户人证件号码,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,现金标志,对手户名,对手身份证号,"
    "对手开户银行,摘要说明,交易币种,交易网点名称,交易网点代码,交易发生地,交易是否成功,传票号,终端号,IP地址,MAC地址,对手交易余额,"
    "交易流水号,日志号,凭证种类,凭证号,交易柜员号,商户名称,商户号,备注,交易类型,查询反馈结果原因"
)


def rendered(source: str, rows: pa.Table, owners: pa.Table) -> bytes:
    """A file of one source."""
    layout = wire.layouts()[source]
    lines = layout.lines(wire.cells(source, rows, owners), rows.num_rows)
    return layout.header() + b"".join(lines.to_pylist())


def test_bank1_has_a_tab_after_every_value() -> None:
    found = rendered("bank1", legs(), accounts())
    header = HEADER.replace(",", "\t,") + "\t\r\n"
    line = (
        "6222021205001234560\t,33001234500012345\t,张㛃\t,330502199001011236\t,2021-10-22 08:30:00\t,12800.00\t,"
        "5600.50\t,出\t,"
        '6217001420007654323\t,转账\t,"李,某"\t,\t,中国建设银行\t,转账\t,CNY\t,月河街道支行\t,\t,\t,成功\t,\t,\t,'
        "10.20.30.40\t,00-16-3E-5A-01-02\t,\t,B1A000001\t,\t,\t,\t,\t,\t,\t,\t,手机银行\t,\t\r\n"
    )
    assert found == (header + line).encode("gb18030")
    assert found.startswith(b"\xbd\xbb\xd2\xd7\xbf\xa8\xba\xc5\t,")
    assert b"\xd5\xc5\x820\xb71\t" in found  # the rare name takes four bytes


def test_bank2_writes_another_order_old_times_and_a_suffix() -> None:
    reversal = {
        "source": "bank2",
        "is_in": True,
        "kind": "冲正",
        "reversal_of": "B1A000001",
        "serial": "B2",
        "balance_fen": -2005,
    }
    failed = {"source": "bank2", "is_success": False, "is_cash": True, "currency": "USD"}
    found = rendered("bank2", legs(reversal, failed), accounts({}, {"account_no": None})).decode("gb18030").split("\n")
    names = [n for n in HEADER.split(",") if n not in ("交易卡号", "交易账号", "交易流水号")]
    assert found[0] == ",".join(["交易账号", "交易卡号", "交易流水号", *names])
    head = "33001234500012345_156_1,6222021205001234560,B2,张㛃,330502199001011236,2021-10-22-08.30.00."
    assert found[1].startswith(head)
    cells = found[1].removeprefix(head).split(",")
    assert len(cells[0]) == 6 and cells[0].isdigit()
    assert cells[1:6] == ["12800.00", "-20.05", "贷", "6217001420007654323", "0"]
    assert found[1].endswith("156,月河街道支行,,,00,,,10.20.30.40,00-16-3E-5A-01-02,,B1A000001,,,,,,,冲正,")
    assert found[2].startswith(",6222021205001234560,B1A000001,张㛃,")
    assert ",借,6217001420007654323,1," in found[2] and ",USD,月河街道支行,,,01," in found[2]
    assert found[3:] == [""]


def test_times_within_one_second_keep_their_order() -> None:
    found = rendered("bank2", legs({"source": "bank2"}, {"source": "bank2"}), accounts({}, {}))
    first, second = found.decode("gb18030").split("\n")[1:3]
    assert first == second


def test_wechat_is_utf8_with_two_more_columns() -> None:
    found = rendered(
        "wechat", legs({"source": "wechat", "peer_name": None}), accounts({"account_no": "wx" + "a1" * 10})
    )
    assert found.startswith(b"\xef\xbb\xbf" + "交易卡号\t,交易账号\t,".encode())
    header, line, rest = found.decode("utf-8-sig").split("\r\n")
    assert header.endswith("查询反馈结果原因\t,商户流水号\t,数据来源\t") and rest == ""
    assert line.startswith("\t,wxa1a1a1a1a1a1a1a1a1a1\t,张㛃\t,330502199001011236\t,2021-10-22 08:30:00\t,12800.00\t,")
    assert "\t,出\t,6217001420007654323\t,\t,\t,\t," in line and "\t,人民币\t,\t,\t,\t,是\t," in line
    assert line.endswith("手机银行\t,\t,\t,微信支付\t")


def test_alipay_writes_times_without_leading_zeros() -> None:
    early = {"source": "alipay", "at": AT - 20 * 86_400 - 2 * 3600, "is_in": True, "amount_fen": 5, "balance_fen": None}
    found = rendered("alipay", legs(early), accounts({"account_no": "2088012345678901"}))
    header, line, rest = found.decode("gb18030").split("\r\n")
    assert header.startswith("商户流水号,数据来源,交易卡号,") and header.count(",") == 35 and rest == ""
    assert line.startswith(",支付宝,,2088012345678901,张㛃,330502199001011236,2021/10/2 6:30:00,0.05,,收,")
    assert ",RMB,,,,1," in line


def test_accounts_have_13_columns_and_dates_without_hyphens() -> None:
    closed = {"status": "销户", "closed_day": date(2021, 1, 2).toordinal(), "card_no": None, "last_at": AT}
    soon = {"status": "正常", "closed_day": date(2021, 12, 1).toordinal()}
    layout, rows = account_wire.layout("bank2"), accounts({}, closed, soon)
    lines = layout.lines(account_wire.cells(rows, date(2021, 10, 22)), 3).to_pylist()
    assert layout.header() == (
        "账户开户名称\t,开户人证件号码\t,交易卡号\t,交易账号\t,账号开户时间\t,开户网点\t,账号开户银行\t,账户类型\t,账户状态\t,账户余额\t,"
        "可用余额\t,销户日期\t,最后交易时间\t\r\n"
    ).encode("gb18030")
    assert lines[0] == (
        "张㛃\t,330502199001011236\t,6222021205001234560\t,33001234500012345\t,2019-03-04 10:10:12\t,月河街道支行\t,"
        "中国工商银行湖州分行\t,Ⅰ类户\t,正常\t,1234.50\t,1.00\t,\t,\t\r\n"
    ).encode("gb18030")
    assert "\t,\t,33001234500012345\t," in lines[1].decode("gb18030")
    assert lines[1].endswith("销户\t,1234.50\t,1.00\t,20210102\t,2021-10-22 08:30:00\t\r\n".encode("gb18030"))
    assert lines[2].endswith("正常\t,1234.50\t,1.00\t,\t,\t\r\n".encode("gb18030"))  # not closed yet
