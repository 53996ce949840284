"""Cells of legs that say nothing, not all of a number, more than one, or no time; for every bank and wallet."""

from wires.form import key
from wires.odd import NO_TIMES, WORDS, ZEROS, Refused, Taken

CARD = "6217001420007654323"
PEER, PEER_ID, IP, MAC = "交易对手账卡号", "对手身份证号", "IP地址", "MAC地址"

LEDGER: Taken = {
    **{
        f"nothing_{word}": (
            {PEER: word, PEER_ID: word, IP: word, MAC: word, "商户号": word, "交易余额": word, "交易类型": word},
            {
                "peer_account_key": None,
                "peer_holder_key": None,
                "ip_key": None,
                "mac_key": None,
                "merchant_key": None,
                "balance_fen": None,
                "channel_code": None,
                "unread_columns": None,
            },
        )
        for word in WORDS
    },
    **{
        f"zeros_{zeros}": (
            {PEER: zeros, PEER_ID: zeros, "开户人证件号码": zeros, "商户号": zeros, "交易余额": "0"},
            {
                "peer_account_key": None,
                "peer_holder_key": None,
                "holder_key": None,
                "merchant_key": None,
                "balance_fen": 0,
                "unread_columns": None,
            },
        )
        for zeros in ZEROS
    },
    **{
        f"serial_{word}": (
            {"交易流水号": word, "交易金额": f"9{n}.00"},
            {"serial_no": None, "amount_fen": 9000 + 100 * n},
        )
        for n, word in enumerate(("0", "-", "null", "000000", "无"))
    },
    **{f"ip_{text}": ({IP: text}, {"ip_key": None, "unread_columns": None}) for text in ("0.0.0.0", "::", "0:0:0:0")},
    **{
        f"ip_{text}": ({IP: text}, {"ip_key": None})
        for text in (
            "127.0.0.1",
            "255.255.255.255",
            "198.51.100",
            "localhost",
            "127.0.1.1",
            "0.0.0.0:80",
            "[::]:443",
            "0:0:0:0:0:0:0:1",
            "00:16:3E:5A:01:02",
            "999.1.1.1",
        )
    },
    **{
        f"ip_{text}": ({IP: text}, {"ip_key": key("ip", "198.51.100.7")})
        for text in (
            "198.51.100.7:51034",
            "198.51.100.7:80",
            "[198.51.100.7]:443",
            "::FFFF:198.51.100.7",
            "198.051.100.007",
        )
    },
    **{
        f"ip_{text}": ({IP: text}, {"ip_key": key("ip", "2001:db8::7")})
        for text in ("2001:DB8::7", "[2001:db8::7]:443", "2001:0db8:0:0:0:0:0:7", "[2001:DB8:0000::0007]:8080")
    },
    "ip_of_a_net": ({IP: "198.51.100.0"}, {"ip_key": key("ip", "198.51.100.0")}),
    **{
        f"mac_{text}": ({MAC: text}, {"mac_key": None})
        for text in (
            "000000000000",
            "00:00:00:00:00:00",
            "00-00-00-00-00-00",
            "FF:FF:FF:FF:FF:FF",
            "02:00:00:00:00:00",
            "111111111111",
        )
    },
    "mac_dots": ({MAC: "0016.3e5a.0102"}, {"mac_key": key("mac", "00163E5A0102")}),
    **{
        f"peer_{text}": ({PEER: text}, {"peer_account_key": None, "unread_columns": PEER})
        for text in (
            "6217XXXXXXXX4323",
            "621700xxxxxxxxx4323",
            "6217••••••••4323",
            "XXXXXXXXXXXX4323",
            "621700-----4323",
            "621700______4323",
            "6217001420007654323 6222021205001234560",
            "6217001420007654323/6222021205001234560",
            "6217001420007654323;6222021205001234560",
            "6217 0014 2000 7654 323 6222 0212 0500 1234 560",
            "6217-0014-2000-7654-323-6222-0212-0500-1234-560",
            "6217001420007654323-6222021205001234560",
            "6217001420007654323_6222021205001234560",
            "62170014200076543236222021205001234560",
            "6217001420007654323和6222021205001234560",
            "1111111111111111111",
            "999999999",
            "尾号4323",
        )
    },
    **{
        f"peer_{text}": ({PEER: text}, {"peer_account_key": key("card", CARD)})
        for text in (
            "6217-0014-2000-7654323",
            "6217-0014-2000-7654-323",
            "6217 0014 2000 7654 323",
            "621700 1420007654323",
            "6217—0014—2000—7654323",
            "6217001420007654323;",
            "；6217001420007654323",
            "='6217001420007654323'",
            "'6217001420007654323",
            "\u202d6217001420007654323\u202c",
            "\u200e6217001420007654323",
        )
    },
    "peer_guarded": ({PEER: '"=""6217001420007654323"""'}, {"peer_account_key": key("card", CARD)}),
    "peer_equals_quote": ({PEER: '="6217001420007654323"'}, {"peer_account_key": key("card", CARD)}),
    **{
        f"peer_id_{text}": ({PEER_ID: text}, {"peer_holder_key": None, "unread_columns": PEER_ID})
        for text in (
            "330523XXXXXXXX2218",
            "330523xxxxxxxx2218",
            "330523199X06152218",
            "33052319850615••••",
            "330523198506152218 330502199001011236",
            "330523198506152218、330502199001011236",
        )
    },
    **{
        f"query_{word}": ({"查询反馈结果原因": word, "交易金额": f"7{n}.00"}, {"amount_fen": 7000 + 100 * n})
        for n, word in enumerate(("无", "-", "N/A", "NULL", "0", "00"))
    },
    **{
        f"amount_{text}": ({"交易金额": text, "交易余额": text}, {"amount_fen": 123450, "balance_fen": 123450})
        for text in ("1234.50元", "￥ 1234.50", "人民币1234.50", "CNY 1234.50", "1234.50 RMB", '"1,234.50元"')
    },
    "peer_id_in_groups": (
        {PEER_ID: "330523-19850615-2218"},
        {"peer_holder_key": key("id", "330523198506152218"), "unread_columns": None},
    ),
    "peer_id_of_one_digit": ({PEER_ID: "111111111111111111"}, {"peer_holder_key": None, "unread_columns": PEER_ID}),
    "type_zero": ({"交易类型": "0"}, {"channel_code": None, "unread_columns": None}),
    "peer_hash": ({PEER: "EBDFCADEFBDAFFC4"}, {"peer_account_key": key("card", "EBDFCADEFBDAFFC4")}),
    "passport_with_x": ({PEER_ID: "C01X00T47"}, {"peer_holder_key": key("id", "C01X00T47")}),
    "cents": ({"交易金额": ".50"}, {"amount_fen": 50}),
    "dollars": (
        {"交易金额": "$12.50", "交易余额": "$100.00", "交易币种": "USD"},
        {"amount_fen": 1250, "balance_fen": 10_000, "currency": "USD"},
    ),
    "dollars_left": ({"交易余额": "$100.00"}, {"balance_fen": None, "unread_columns": "交易余额"}),
}
LEDGER_REFUSED: Refused = {
    **{f"time_{text}": ({"交易时间": text}, "交易时间", "required") for text in NO_TIMES[::3]},
    "time_1987": ({"交易时间": "1987-05-04 10:00:00"}, "交易时间", "bad_timestamp"),
    "dollars_of_yuan": ({"交易金额": "$100.00"}, "交易金额", "bad_amount"),
    "yuan_of_dollars": ({"交易金额": "￥100.00", "交易币种": "USD"}, "交易金额", "bad_amount"),
    "yuan_word_of_dollars": ({"交易金额": "100.00元", "交易币种": "USD"}, "交易金额", "bad_amount"),
    "ten_thousands": ({"交易金额": "1.23万元"}, "交易金额", "bad_amount"),
    "query_told": ({"查询反馈结果原因": "账号不存在"}, "查询反馈结果原因", "query_failed"),
    "cents_without_digits": ({"交易金额": "."}, "交易金额", "bad_amount"),
    **{
        f"account_{word}": ({"交易账号": word, "交易卡号": ""}, "交易账号", "required")
        for word in ("UNKNOWN", "-", "000000")
    },
    "account_x": ({"交易账号": "3300XXXXXXXXX2345"}, "交易账号", "masked_number"),
    "accounts": ({"交易账号": "33001234500012345 33001234500012346"}, "交易账号", "several_numbers"),
}
