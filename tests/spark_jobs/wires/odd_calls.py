"""Numbers of calls behind prefixes, with extensions, hidden, or several; for every carrier."""

from datetime import UTC, datetime

from wires.form import key
from wires.odd import NO_TIMES, WORDS, Refused, Taken

#: number on the wire → normalised number, of any column of a call
NUMBERS = {
    "013900000002": "13900000002",
    "1252013900000002": "13900000002",
    "1019313900000002": "13900000002",
    "1791113900000002": "13900000002",
    "1790913900000002": "13900000002",
    "1795013900000002": "13900000002",
    "12583113900000002": "13900000002",
    "+86013900000002": "13900000002",
    "179518613900000002": "13900000002",
    "13900000002转801": "13900000002",
    "13900000002-8001": "13900000002",
    "139 0000 0002": "13900000002",
    "'13900000002": "13900000002",
    '="13900000002"': "13900000002",
    "\u202d13900000002\u202c": "13900000002",
    "+861795113900000002": "13900000002",
    "+86 17951 139 0000 0002": "13900000002",
    "13900000002转分机801": "13900000002",
    "13900000002（分机801）": "13900000002",
    "139—0000—0002": "13900000002",
    "13900000002、": "13900000002",
    ";13900000002": "13900000002",
}
FIXED = (
    "0572-2123456-8001",
    "0572-2123456转8001",
    "(0572)2123456-801",
    "05722123456 ext. 801",
    "05722123456#801",
    "0572 2123456",
    "86-572-2123456-8001",
    "0572—2123456",
)
#: Not all of a number, or more than one: where a number must be, the line is refused.
NO_NUMBERS = {
    **dict.fromkeys(("UNKNOWN", "无", "-", "0", "00000000000", "null"), "required"),
    **dict.fromkeys(("139XXXX0002", "139xxxx0002", "139••••0002", "139----0002", "1390000000X"), "masked_number"),
    **dict.fromkeys(
        ("13900000002/13900000003", "13900000002 13900000003", "13900000002、05722123456", "13900000002和13900000003"),
        "several_numbers",
    ),
    # A prefix before nothing, one digit again and again, a mobile with a digit too many: many people's, or nobody's.
    **dict.fromkeys(("+86", "0086", "086", "11111111111", "99999999999", "0139000000022", "1390000000"), "bad_format"),
}
CALLS: Taken = {
    **{f"own_{text}": ({"本机号码": text}, {"own_key": key("msisdn", normal)}) for text, normal in NUMBERS.items()},
    **{
        f"peer_{text}": ({"对方号码": text}, {"peer_key": key("msisdn", normal), "peer_class_code": "mobile"})
        for text, normal in NUMBERS.items()
    },
    **{
        f"peer_{text}": ({"对方号码": text}, {"peer_key": key("msisdn", "05722123456"), "peer_class_code": "fixed"})
        for text in FIXED
    },
    "peer_400": (
        {"对方号码": "400-123-4567-801"},
        {"peer_key": key("msisdn", "4001234567"), "peer_class_code": "service"},
    ),
    "peer_110": ({"对方号码": "+86110"}, {"peer_key": key("msisdn", "110"), "peer_class_code": "short"}),
    "area_zero": (
        {"本机通话所在地": "0", "对方通话所在地": "010"},
        {"own_area_code": None, "peer_area_code": "10", "unread_columns": None},
    ),
    "peer_abroad": (
        {"对方号码": "179510085251234567"},
        {"peer_key": key("msisdn", "0085251234567"), "peer_class_code": "foreign"},
    ),
    **{
        f"nothing_{word}": (
            {"前转主叫号码": word, "本机通话所在地": word, "对方通话所在地": word},
            {"forwarded_key": None, "own_area_code": None, "peer_area_code": None, "unread_columns": None},
        )
        for word in WORDS
    },
    **{f"forwarded_{text}": ({"前转主叫号码": text}, {"forwarded_key": None}) for text in NO_NUMBERS},
    **{
        f"id_{text}": ({"通信记录唯一标识": text}, {"is_partial": False})
        for text in ("HZ-20211020-0001", "HZ20211020-0001", "HZ-1", "HZ-20211020-1")
    },
    "id_part": ({"通信记录唯一标识": "HZ20211020777-12"}, {"is_partial": True}),
    **{
        f"id_{text}": (
            {"通信记录唯一标识": text, "呼叫开始时间": f"2021-10-22 06:3{n}:01"},
            {"record_uid": None, "event_at": datetime(2021, 10, 21, 22, 30 + n, 1, tzinfo=UTC)},
        )
        for n, text in enumerate(("0", "null", "-"))
    },
}
CALLS_REFUSED: Refused = {
    **{f"own_{text}": ({"本机号码": text}, "本机号码", why) for text, why in NO_NUMBERS.items()},
    **{f"peer_{text}": ({"对方号码": text}, "对方号码", why) for text, why in NO_NUMBERS.items()},
    **{f"time_{text}": ({"呼叫开始时间": text}, "呼叫开始时间", "required") for text in NO_TIMES},
    "time_1999": ({"呼叫开始时间": "1999-12-31 10:00:00"}, "呼叫开始时间", "bad_timestamp"),
}
