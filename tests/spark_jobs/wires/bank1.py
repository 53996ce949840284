"""Transactions of bank1, which is the default wire: GB18030, comma, a TAB after every header and value, CRLF."""

from datetime import UTC, date, datetime

from wires.form import Form, Row, key

BATCH = "2021-10-22"
FORM = Form(
    header="交易卡号,交易账号,账户开户名称,开户人证件号码,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,现金标志,"
    "对手户名,对手身份证号,对手开户银行,摘要说明,交易币种,交易网点名称,交易网点代码,交易发生地,交易是否成功,传票号,"
    "终端号,IP地址,MAC地址,对手交易余额,交易流水号,日志号,凭证种类,凭证号,交易柜员号,商户名称,商户号,备注,交易类型,"
    "查询反馈结果原因",
    sample="6222021205001234560,33001234500012345,张某,330502199001011236,2021-10-22 06:30:00,12800.00,5600.50,出,"
    "6217001420007654323,转账,李某,330523198506152218,中国建设银行湖州分行,转账,CNY,湖州某支行,N0120,湖州,成功,,"
    ",10.20.30.40,00-16-3E-5A-01-02,,B1A000001,,,,,,,,手机银行,",
    after_value="\t",
)
#: The first bytes of its files, so that the encoding is not only a word.
FIRST_BYTES = b"\xbd\xbb\xd2\xd7\xbf\xa8\xba\xc5\t,\xbd\xbb\xd2\xd7\xd5\xcb\xba\xc5\t,\xd5\xcb\xbb\xa7"
CLEAN: Row = {
    "source": "bank1",
    "account_key": key("card", "33001234500012345"),
    "card_key": key("card", "6222021205001234560"),
    "holder_key": key("id", "330502199001011236"),
    "peer_account_key": key("card", "6217001420007654323"),
    "peer_holder_key": key("id", "330523198506152218"),
    "event_at": datetime(2021, 10, 21, 22, 30, tzinfo=UTC),
    "event_date": date(2021, 10, 22),
    "direction_code": "out",
    "amount_fen": 1_280_000,
    "balance_fen": 560_050,
    "currency": "CNY",
    "is_success": True,
    "reversal_of": None,
    "is_cash": False,
    "channel_code": "mobile",
    "merchant_key": None,
    "ip_key": key("ip", "10.20.30.40"),
    "mac_key": key("mac", "00163E5A0102"),
    "peer_bank_code": "105",
    "place_area_code": "330500",
    "batch_date": date(2021, 10, 22),
}
HEALED: dict[str, tuple[dict[str, str], Row]] = {
    "cash": ({"现金标志": "现金"}, {"is_cash": True}),
    "mac_colons": ({"MAC地址": "00:16:3e:5a:01:02"}, {}),
    "mac_bare": ({"MAC地址": "00163E5A0102"}, {}),
    "mac_empty": ({"MAC地址": ""}, {"mac_key": None}),
    "cash_unsaid": ({"现金标志": ""}, {"is_cash": None}),
    "account_empty": ({"交易账号": ""}, {"account_key": key("card", "6222021205001234560")}),
    "card_empty": ({"交易卡号": ""}, {"card_key": None}),
    "account_segments": ({"交易账号": "33001234500012345_156_1"}, {}),
    "account_hyphens": ({"交易账号": "33001234500012345-156"}, {}),
    "account_long_part_last": ({"交易账号": "0012-33001234500012345"}, {}),
    "account_long_part_between": ({"交易账号": "156_33001234500012345_00001"}, {}),
    "account_excel": ({"交易账号": "33001234500012345.0"}, {}),
    "account_full_width": ({"交易账号": "３３００１２３４５０００１２３４５"}, {}),
    "card_excel": ({"交易卡号": "6222021205001234560.0"}, {}),
    "card_segments": ({"交易卡号": "6222021205001234560_CNY_0"}, {}),
    "card_not_luhn": ({"交易卡号": "6222021205001234561"}, {"card_key": key("card", "6222021205001234561")}),
    "card_full_width": ({"交易卡号": "６２２２021205001234560"}, {}),
    "card_scientific": ({"交易卡号": "6.22202E+18"}, {"card_key": None, "unread_columns": "交易卡号"}),
    "card_masked": ({"交易卡号": "622202*********4560"}, {"card_key": None, "unread_columns": "交易卡号"}),
    "bank_of_a_firm": ({"对手开户银行": "财付通支付科技有限公司"}, {"peer_bank_code": "wechat"}),
    "bank_empty": ({"对手开户银行": ""}, {"peer_bank_code": None}),
    "bank_nothing": ({"对手开户银行": "不详"}, {"peer_bank_code": None}),
    "bank_unknown": ({"对手开户银行": "某某银行"}, {"peer_bank_code": None, "unread_columns": "对手开户银行"}),
    "place_code": ({"交易发生地": "330522"}, {"place_area_code": "330522"}),
    "place_of_a_town": ({"交易发生地": "330502001"}, {"place_area_code": "330502"}),
    "place_of_a_village": ({"交易发生地": "330502001003.0"}, {"place_area_code": "330502"}),
    "place_of_a_county": ({"交易发生地": "浙江省湖州市德清县"}, {"place_area_code": "330521"}),
    "place_elsewhere": ({"交易发生地": "内蒙古自治区"}, {"place_area_code": "150000"}),
    "place_street": ({"交易发生地": "山东省青岛市香港中路"}, {"place_area_code": "370000"}),
    "place_hong_kong": ({"交易发生地": "中国香港"}, {"place_area_code": "HK"}),
    "place_abroad": ({"交易发生地": "缅甸佤邦"}, {"place_area_code": "MM"}),
    "place_overseas": ({"交易发生地": "境外ATM"}, {"place_area_code": "overseas"}),
    "place_empty": ({"交易发生地": ""}, {"place_area_code": None}),
    "place_nothing": ({"交易发生地": "-"}, {"place_area_code": None}),
    "place_unknown": ({"交易发生地": "柜台"}, {"place_area_code": None, "unread_columns": "交易发生地"}),
    "cash_unknown": ({"现金标志": "也许"}, {"is_cash": None, "unread_columns": "现金标志"}),
}
REFUSED: dict[str, tuple[dict[str, str], str, str]] = {
    "account_scientific": ({"交易账号": "3.30012E+16"}, "交易账号", "scientific_notation"),
    "account_masked": ({"交易账号": "3300*********2345"}, "交易账号", "masked_number"),
}
