"""Faults that every sender of transactions may write, by wire column: what heals and into what, and what is refused."""

from datetime import UTC, date, datetime

from wires import alipay, bank1, bank2, odd_ledger, wechat
from wires.form import Column, Fixture, Form, Refusal, Row, key

Cells = dict[str, str]
SENDERS = {"bank1": bank1, "bank2": bank2, "wechat": wechat, "alipay": alipay}

AT = {"event_at": datetime(2021, 10, 9, 23, 5, 7, tzinfo=UTC), "event_date": date(2021, 10, 10)}
TIMES = {
    "2021-10-10 07:05:07": AT,
    "2021-10-10 07:05:07.654321": AT,
    "20211010070507": AT,
    "2021/10/10 7:05:07": AT,
    "2021/10/10 07:05:07": AT,
    "2021-10-10-07.05.07.654321": AT,
    "2021-10-10-07.05.07.000000": AT,
    " 2021-10-10　07:05:07\t": AT,
    "２０２１-10-10 07:05:07": AT,
    "2021/1/2 0:00:00": {"event_at": datetime(2021, 1, 1, 16, tzinfo=UTC), "event_date": date(2021, 1, 2)},
    "2021-10-22 23:59:59": {
        "event_at": datetime(2021, 10, 22, 15, 59, 59, tzinfo=UTC),
        "event_date": date(2021, 10, 22),
    },
}
AMOUNTS = {
    "12800.00": 1_280_000, "12800": 1_280_000, "12800.5": 1_280_050, "0.01": 1, '"12,800.00"': 1_280_000,
    '"1,012,800.07"': 101_280_007, "¥12800.00": 1_280_000, "￥12800.00": 1_280_000, '"￥12,800.00"': 1_280_000,
    "１２８００．００": 1_280_000, "１２８００.００": 1_280_000, "　12800.00 ": 1_280_000, "\t12800.00\t": 1_280_000,
}  # fmt: skip
DIRECTIONS = {"in": ("进", "入", "收", "贷", "C", "+", "Ｃ"), "out": ("出", "付", "借", "D", "-", " 出　")}
SUCCESS = {True: ("1", "是", "成功", "00", "１"), False: ("0", "否", "失败", "01")}
CURRENCIES = {
    "CNY": ("CNY", "156", "人民币", "RMB", "ＣＮＹ"), "USD": ("USD", "840", "美元"), "HKD": ("HKD", "344", "港币"),
    "EUR": ("EUR", "978"), "JPY": ("JPY", "392"), "GBP": ("GBP", "826"), "KRW": ("KRW", "410"),
    "AUD": ("AUD", "036"), "CAD": ("CAD", "124"), "TWD": ("TWD", "901"), "SGD": ("SGD", "702"),
}  # fmt: skip
CHANNELS = {
    "转账": "transfer", "快捷支付": "quick_pay", "网银": "web", "手机银行": "mobile", "ATM取现": "atm_withdrawal",
    "ATM存现": "atm_deposit", "柜面": "counter", "POS消费": "pos", "扫码支付": "qr", "红包": "red_packet",
    "充值": "top_up", "提现": "withdrawal", "代发工资": "payroll", "贷款发放": "loan_out",
    "贷款还款": "loan_repayment", "利息": "interest", "手续费": "fee", "冲正": "reversal", "": None,
    "ＡＴＭ取现": "atm_withdrawal",
}  # fmt: skip
OTHER: dict[str, tuple[Cells, Row]] = {
    "clean": ({}, {}),
    "balance_empty": ({"交易余额": ""}, {"balance_fen": None}),
    "balance_negative": ({"交易余额": "-12.30"}, {"balance_fen": -1_230}),
    "balance_thousands": ({"交易余额": '"¥1,005.60"'}, {"balance_fen": 100_560}),
    "no_peer": ({"交易对手账卡号": "", "对手身份证号": ""}, {"peer_account_key": None, "peer_holder_key": None}),
    "peer_excel": (
        {"交易对手账卡号": "6228480012345098763.0"},
        {"peer_account_key": key("card", "6228480012345098763")},
    ),
    "peer_segments": (
        {"交易对手账卡号": "6228480012345098763_156_1"},
        {"peer_account_key": key("card", "6228480012345098763")},
    ),
    "peer_full_width": (
        {"交易对手账卡号": "６２２８480012345098763\t"},
        {"peer_account_key": key("card", "6228480012345098763")},
    ),
    "id_empty": ({"开户人证件号码": ""}, {"holder_key": None}),
    "id_x": ({"开户人证件号码": "33052119770311108X"}, {"holder_key": key("id", "33052119770311108X")}),
    "id_lower_x": ({"开户人证件号码": "33052119770311108x"}, {"holder_key": key("id", "33052119770311108X")}),
    "id_full_width": ({"开户人证件号码": "３３０５02199001011236"}, {"holder_key": key("id", "330502199001011236")}),
    "id_15": ({"开户人证件号码": "330502900101123"}, {"holder_key": key("id", "330502199001011236")}),
    "id_excel_tab": ({"开户人证件号码": "\t330502199001011236"}, {"holder_key": key("id", "330502199001011236")}),
    "id_bad_check": ({"开户人证件号码": "330502199001011230"}, {"holder_key": key("id", "330502199001011230")}),
    "peer_id_15": ({"对手身份证号": "330502900101123"}, {"peer_holder_key": key("id", "330502199001011236")}),
    "peer_id_lower_x": ({"对手身份证号": "33052119770311108x"}, {"peer_holder_key": key("id", "33052119770311108X")}),
    "masked_names": ({"账户开户名称": "张*", "对手户名": "**"}, {}),
    "rare_name": ({"账户开户名称": "㐀某", "对手户名": "𠮷某·阿卜"}, {}),
    "quoted": ({"备注": '"说""好"",先付"', "摘要说明": '"a,b"'}, {}),
    "full_width_text": ({"备注": "（备注），１２３　ＡＢＣ"}, {}),
    "serial_empty": ({"交易流水号": ""}, {}),
    "reversal": ({"交易类型": "冲正", "日志号": "T000001"}, {"reversal_of": "T000001", "channel_code": "reversal"}),
    "journal_number": ({"交易类型": "转账", "日志号": "T000001"}, {"reversal_of": None, "channel_code": "transfer"}),
    "merchant": ({"商户名称": "某超市", "商户号": "M102"}, {"merchant_key": key("merchant", "M102")}),
    "ip": ({"IP地址": " 192.0.2.7\t"}, {"ip_key": key("ip", "192.0.2.7")}),
    "balance_text": ({"交易余额": "abc"}, {"balance_fen": None, "unread_columns": "交易余额"}),
    "type_unknown": ({"交易类型": "外星"}, {"channel_code": None, "unread_columns": "交易类型"}),
    "peer_scientific": ({"交易对手账卡号": "6.22E+18"}, {"peer_account_key": None, "unread_columns": "交易对手账卡号"}),
    "id_scientific": ({"开户人证件号码": "3.30502E+17"}, {"holder_key": None, "unread_columns": "开户人证件号码"}),
    "peer_id_scientific": (
        {"对手身份证号": "3.30523E+17"},
        {"peer_holder_key": None, "unread_columns": "对手身份证号"},
    ),
    "peer_masked": (
        {"交易对手账卡号": "6217************323"},
        {"peer_account_key": None, "unread_columns": "交易对手账卡号"},
    ),
    "id_masked": ({"开户人证件号码": "330502********1236"}, {"holder_key": None, "unread_columns": "开户人证件号码"}),
    "peer_id_masked": (
        {"对手身份证号": "3305**************"},
        {"peer_holder_key": None, "unread_columns": "对手身份证号"},
    ),
}
REFUSED: dict[str, tuple[Cells, Column, str]] = {
    "time_empty": ({"交易时间": ""}, "交易时间", "required"),
    "time_zeros": ({"交易时间": "00000000"}, "交易时间", "required"),
    "time_february_30": ({"交易时间": "2021-02-30 06:30:00"}, "交易时间", "bad_timestamp"),
    "time_february_29": ({"交易时间": "20210229063000"}, "交易时间", "bad_timestamp"),
    "time_month_13": ({"交易时间": "2021/13/1 6:30:00"}, "交易时间", "bad_timestamp"),
    "time_hour_25": ({"交易时间": "2021-10-22-25.30.00.000000"}, "交易时间", "bad_timestamp"),
    "time_text": ({"交易时间": "昨天"}, "交易时间", "bad_timestamp"),
    "time_later": ({"交易时间": "2021-12-01 06:30:00"}, "交易时间", "after_batch"),
    "time_later_digits": ({"交易时间": "20231022063000"}, "交易时间", "after_batch"),
    "amount_empty": ({"交易金额": "\t"}, "交易金额", "required"),
    "amount_text": ({"交易金额": "一万"}, "交易金额", "bad_amount"),
    "amount_three_decimals": ({"交易金额": "1.005"}, "交易金额", "bad_amount"),
    "amount_negative": ({"交易金额": "-5.00"}, "交易金额", "bad_amount"),
    "amount_odd_commas": ({"交易金额": '"12,80.00"'}, "交易金额", "bad_amount"),
    "amount_absurd": ({"交易金额": "100000000000.01"}, "交易金额", "bad_amount"),
    "direction_empty": ({"收付标志": ""}, "收付标志", "required"),
    "direction_o": ({"收付标志": "O"}, "收付标志", "unknown_code"),
    "success_empty": ({"交易是否成功": ""}, "交易是否成功", "required"),
    "success_unknown": ({"交易是否成功": "2"}, "交易是否成功", "unknown_code"),
    "currency_empty": ({"交易币种": ""}, "交易币种", "required"),
    "currency_unknown": ({"交易币种": "XXX"}, "交易币种", "unknown_code"),
    "currency_digits": ({"交易币种": "999"}, "交易币种", "unknown_code"),
    "no_account_at_all": ({"交易账号": "", "交易卡号": ""}, frozenset({"交易账号", "交易卡号"}), "required"),
}


def fixture(source: str) -> Fixture:
    """The lines of one sender: every good one with a serial of its own."""
    sender = SENDERS[source]
    healed = {**OTHER, **_words(), **odd_ledger.LEDGER, **sender.HEALED}
    taken: dict[str, tuple[bytes, Row]] = {}
    for number, (name, (cells, changes)) in enumerate(healed.items(), 1):
        written = {"交易流水号": f"T{number:06d}"} | cells
        taken[name] = (sender.FORM.line(**written), sender.CLEAN | changes)
    refused: dict[str, Refusal] = {}
    for number, (name, (cells, column, reason)) in enumerate(
        {**REFUSED, **odd_ledger.LEDGER_REFUSED, **sender.REFUSED}.items(), 1
    ):
        refused[name] = (sender.FORM.line(**{"交易流水号": f"F{number:06d}"} | cells), column, reason)
    return Fixture(sender.FORM, taken, refused | _broken(sender.FORM))


def _words() -> dict[str, tuple[Cells, Row]]:
    found: dict[str, tuple[Cells, Row]] = {}
    found |= {f"time_{text}": ({"交易时间": text}, dict(at)) for text, at in TIMES.items()}
    found |= {f"amount_{text}": ({"交易金额": text}, {"amount_fen": fen}) for text, fen in AMOUNTS.items()}
    found |= {f"type_{text}": ({"交易类型": text}, {"channel_code": code}) for text, code in CHANNELS.items()}
    for column, target, words in (
        ("收付标志", "direction_code", DIRECTIONS),
        ("交易是否成功", "is_success", SUCCESS),
        ("交易币种", "currency", CURRENCIES),
    ):
        pairs = [(word, value) for value, all_words in words.items() for word in all_words]
        found |= {f"{target}_{word}": ({column: word}, {target: value}) for word, value in pairs}
    return found


def _broken(form: Form) -> dict[str, Refusal]:
    """Lines that cannot be read, and the answer to a query that failed."""
    nothing = dict.fromkeys(form.names, "")
    whole = form.line(交易流水号="F900001")
    marked = form.line(交易流水号="F900002", 对手户名="QQQ").replace(b"QQQ", b"Q\xff\xff")
    failed = {"查询反馈结果原因": "查无此卡"}
    return {
        "bad_byte": (marked, "对手户名", "undecodable"),
        "too_few": (b",".join(whole.split(b",")[:-3]), None, "field_count"),
        "too_many": (whole + b",x", None, "field_count"),
        "cut": (whole[: len(whole) // 2].rsplit(b",", 1)[0], None, "field_count"),
        "open_quote": (form.line(交易流水号="F900003", 备注='"没有结束'), None, "malformed_line"),
        "empty": (b"", None, "empty_line"),
        "only_commas": (b"," * (len(form.names) - 1), None, "empty_line"),
        "query_failed": (form.line(**nothing | failed), "查询反馈结果原因", "query_failed"),
        "query_failed_for_account": (
            form.line(**nothing | failed | {"交易账号": "33001234500012345"}),
            "查询反馈结果原因",
            "query_failed",
        ),
    }
