"""Transactions of alipay: GB18030, comma, no TAB, CRLF; 36 columns, its own two first; times without leading zeros."""

from datetime import UTC, date, datetime

from wires.form import Form, Row, key

FORM = Form(
    header="商户流水号,数据来源,交易卡号,交易账号,账户开户名称,开户人证件号码,交易时间,交易金额,交易余额,收付标志,"
    "交易对手账卡号,现金标志,对手户名,对手身份证号,对手开户银行,摘要说明,交易币种,交易网点名称,交易网点代码,交易发生地,"
    "交易是否成功,传票号,终端号,IP地址,MAC地址,对手交易余额,交易流水号,日志号,凭证种类,凭证号,交易柜员号,商户名称,"
    "商户号,备注,交易类型,查询反馈结果原因",
    sample="M2021102200001,支付宝,,2088012345678901,张某,330502199001011236,2021/10/2 6:05:09,3.50,,付,"
    "2088098765432109,,某面馆,,,面条,RMB,,,,1,,,10.20.30.41,,,ALA000001,,,,,某面馆,M898330,,扫码支付,",
)
FIRST_BYTES = b"\xc9\xcc\xbb\xa7\xc1\xf7\xcb\xae\xba\xc5,\xca\xfd\xbe\xdd\xc0\xb4\xd4\xb4,\xbd\xbb\xd2\xd7"
CLEAN: Row = {
    "source": "alipay",
    "account_key": key("card", "2088012345678901"),
    "card_key": None,
    "holder_key": key("id", "330502199001011236"),
    "peer_account_key": key("card", "2088098765432109"),
    "peer_holder_key": None,
    "event_at": datetime(2021, 10, 1, 22, 5, 9, tzinfo=UTC),
    "event_date": date(2021, 10, 2),
    "direction_code": "out",
    "amount_fen": 350,
    "balance_fen": None,
    "currency": "CNY",
    "is_success": True,
    "reversal_of": None,
    "is_cash": None,
    "channel_code": "qr",
    "merchant_key": key("merchant", "M898330"),
    "ip_key": key("ip", "10.20.30.41"),
    "mac_key": None,
    "batch_date": date(2021, 10, 22),
}
HEALED: dict[str, tuple[dict[str, str], Row]] = {
    "account_excel": ({"交易账号": "2088012345678901.0"}, {}),
    "account_full_width": ({"交易账号": "２０８８012345678901"}, {}),
}
REFUSED: dict[str, tuple[dict[str, str], str, str]] = {
    "account_scientific": ({"交易账号": "2.088E+15"}, "交易账号", "scientific_notation"),
    "account_masked": ({"交易账号": "2088********8901"}, "交易账号", "masked_number"),
    "no_account": ({"交易账号": ""}, "交易账号", "required"),
}
