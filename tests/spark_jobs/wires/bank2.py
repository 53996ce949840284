"""Transactions of bank2: GB18030, comma, no TAB, LF; another order, old export times, 贷 and 借, digits for codes."""

from datetime import UTC, date, datetime

from wires.form import Form, Row, key

FORM = Form(
    header="交易账号,交易卡号,交易流水号,账户开户名称,开户人证件号码,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,"
    "现金标志,对手户名,对手身份证号,对手开户银行,摘要说明,交易币种,交易网点名称,交易网点代码,交易发生地,交易是否成功,"
    "传票号,终端号,IP地址,MAC地址,对手交易余额,日志号,凭证种类,凭证号,交易柜员号,商户名称,商户号,备注,交易类型,"
    "查询反馈结果原因",
    sample="57190012341000167_156_1,6217001420007654323,B2A000001,李某,330523198506152218,"
    "2021-10-22-06.30.00.123456,12800.00,-20.05,贷,33001234500012345_156_1,0,张某,330502199001011236,"
    "中国工商银行湖州分行,货款,156,,,,00,,,2001:db8::1,,,,,,,,,,网银,",
    end=b"\n",
)
FIRST_BYTES = b"\xbd\xbb\xd2\xd7\xd5\xcb\xba\xc5,\xbd\xbb\xd2\xd7\xbf\xa8\xba\xc5,\xbd\xbb\xd2\xd7\xc1\xf7"
CLEAN: Row = {
    "source": "bank2",
    "account_key": key("card", "57190012341000167"),
    "card_key": key("card", "6217001420007654323"),
    "holder_key": key("id", "330523198506152218"),
    "peer_account_key": key("card", "33001234500012345"),
    "peer_holder_key": key("id", "330502199001011236"),
    "event_at": datetime(2021, 10, 21, 22, 30, tzinfo=UTC),
    "event_date": date(2021, 10, 22),
    "direction_code": "in",
    "amount_fen": 1_280_000,
    "balance_fen": -2_005,
    "currency": "CNY",
    "is_success": True,
    "reversal_of": None,
    "is_cash": False,
    "channel_code": "web",
    "merchant_key": None,
    "ip_key": key("ip", "2001:db8::1"),
    "mac_key": None,
    "peer_bank_code": "102",
    "place_area_code": None,
    "batch_date": date(2021, 10, 22),
}
HEALED: dict[str, tuple[dict[str, str], Row]] = {
    "cash": ({"现金标志": "1"}, {"is_cash": True}),
    "account_bare": ({"交易账号": "57190012341000167"}, {}),
    "account_other_suffix": ({"交易账号": "57190012341000167_156_0002"}, {}),
    "account_prefix": ({"交易账号": "0571_57190012341000167"}, {}),
    "account_excel": ({"交易账号": "57190012341000167.0"}, {}),
    "account_empty": ({"交易账号": ""}, {"account_key": key("card", "6217001420007654323")}),
    "card_empty": ({"交易卡号": ""}, {"card_key": None}),
    "peer_bare": ({"交易对手账卡号": "33001234500012345"}, {}),
    "cash_unknown": ({"现金标志": "3"}, {"is_cash": None, "unread_columns": "现金标志"}),
}
REFUSED: dict[str, tuple[dict[str, str], str, str]] = {
    "account_scientific": ({"交易账号": "5.7190012341E+16"}, "交易账号", "scientific_notation"),
    "account_masked": ({"交易账号": "5719*********0167_156_1"}, "交易账号", "masked_number"),
}
