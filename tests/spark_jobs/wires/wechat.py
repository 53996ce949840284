"""Transactions of wechat: UTF-8 with a mark, comma, a TAB after every header and value, CRLF; 36 columns."""

from datetime import UTC, date, datetime

from wires.form import Form, Row, key

FORM = Form(
    header="交易卡号,交易账号,账户开户名称,开户人证件号码,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,现金标志,"
    "对手户名,对手身份证号,对手开户银行,摘要说明,交易币种,交易网点名称,交易网点代码,交易发生地,交易是否成功,传票号,"
    "终端号,IP地址,MAC地址,对手交易余额,交易流水号,日志号,凭证种类,凭证号,交易柜员号,商户名称,商户号,备注,交易类型,"
    "查询反馈结果原因,商户流水号,数据来源",
    sample=",wx0a1b2c3d4e5f6g7h8i9j,张某,330502199001011236,2021-10-22 06:30:00,88.88,1000.00,入,"
    "wxzz9y8x7w6v5u4t3s2r1q,,李某,,,红包,人民币,,,,是,,,,,,WXA000001,,,,,,,,红包,,,财付通",
    encoding="utf-8",
    after_value="\t",
    mark=b"\xef\xbb\xbf",
)
FIRST_BYTES = b"\xef\xbb\xbf\xe4\xba\xa4\xe6\x98\x93\xe5\x8d\xa1\xe5\x8f\xb7\t,\xe4\xba\xa4\xe6\x98\x93"
CLEAN: Row = {
    "source": "wechat",
    "account_key": key("card", "wx0a1b2c3d4e5f6g7h8i9j"),
    "card_key": None,
    "holder_key": key("id", "330502199001011236"),
    "peer_account_key": key("card", "wxzz9y8x7w6v5u4t3s2r1q"),
    "peer_holder_key": None,
    "event_at": datetime(2021, 10, 21, 22, 30, tzinfo=UTC),
    "event_date": date(2021, 10, 22),
    "direction_code": "in",
    "amount_fen": 8_888,
    "balance_fen": 100_000,
    "currency": "CNY",
    "is_success": True,
    "reversal_of": None,
    "is_cash": None,
    "channel_code": "red_packet",
    "merchant_key": None,
    "ip_key": None,
    "mac_key": None,
    "batch_date": date(2021, 10, 22),
}
HEALED: dict[str, tuple[dict[str, str], Row]] = {
    "account_full_width": ({"交易账号": "ｗｘ0a1b2c3d4e5f6g7h8i9j"}, {}),
    "account_blanks": ({"交易账号": " 　wx0a1b2c3d4e5f6g7h8i9j "}, {}),
    "peer_card": ({"交易对手账卡号": "6217001420007654323"}, {"peer_account_key": key("card", "6217001420007654323")}),
    "merchant_serial": ({"商户流水号": "M202110220001"}, {}),
}
REFUSED: dict[str, tuple[dict[str, str], str, str]] = {
    "account_masked": ({"交易账号": "wx0a1b**********8i9j"}, "交易账号", "masked_number"),
    "no_account": ({"交易账号": ""}, "交易账号", "required"),
}
