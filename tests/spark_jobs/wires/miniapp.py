"""Registrations as the mini-program writes them: UTF-8, one JSON object per line, LF, no header."""

from datetime import UTC, datetime

from wires.form import Column, Fixture, Form, Refusal, Row, key

SAMPLE = (
    '{"registration_id":"RA0001","subscriber_id":"SA0001","id_number":"330502199001011236","phone":"13800000001",'
    '"event":"register","consent_version":"1.0","channel_code":"wechat_qr","area_code":"330502001",'
    '"at":"2021-04-27T06:12:33+08:00"}'
)
FORM = Form(header="", sample="", encoding="utf-8", end=b"\n")
CLEAN: Row = {
    "resident_key": key("id", "330502199001011236"),
    "subscriber_id": "SA0001",
    "event_code": "register",
    "event_at": datetime(2021, 4, 26, 22, 12, 33, tzinfo=UTC),
    "consent_version": "1.0",
    "channel_code": "wechat_qr",
    "area_code": "330502001",
    "event_no": 1,
    "source": "miniapp",
}


def line(number: str, *swaps: str) -> bytes:
    """The sample under another registration id, with literal pieces swapped in pairs: old, new, old, new…"""
    text = SAMPLE.replace("RA0001", number)
    for old, new in zip(swaps[::2], swaps[1::2], strict=True):
        assert old in text, old
        text = text.replace(old, new)
    return text.encode()


OTHER = {"resident_key": key("id", "33052119770311108X")}
ID, AT = "330502199001011236", "2021-04-27T06:12:33+08:00"
#: The first and the last key change places.
SWAPPED = (
    '"registration_id"',
    '"R"',
    '"at"',
    '"registration_id"',
    '"R"',
    '"at"',
    AT,
    "RX",
    "Rorder",
    AT,
    "RX",
    "Rorder",
)
HEALED: dict[str, tuple[tuple[str, ...], Row]] = {
    "clean": ((), {}),
    "spaced": (('":"', '" : "', '","', '" , "', "{", " { ", "}", " }\t"), {}),
    "consent": (('"register"', '"consent"'), {"event_code": "consent"}),
    "withdraw": (('"register"', '"withdraw"'), {"event_code": "withdraw"}),
    "unregister": (('"register"', '"unregister"'), {"event_code": "unregister"}),
    "community": (("wechat_qr", "community"), {"channel_code": "community"}),
    "hotline": (("wechat_qr", "hotline"), {"channel_code": "hotline"}),
    "family": (("wechat_qr", " family\\t"), {"channel_code": "family"}),
    "county": (('"330502001"', '"330523"'), {"area_code": "330523"}),
    "wide": ((ID, "３３０５02199001011236", '"1.0"', '"１.０"'), {}),
    "escaped": (('"wechat_qr"', '"\\u0077echat_qr"'), {}),
    "upper_x": ((ID, "33052119770311108X"), OTHER),
    "lower_x": ((ID, "33052119770311108x"), OTHER),
    "id_15": ((ID, "330502900101123"), {}),
    "phone_86": (("13800000001", "+8613800000001"), {}),
    "phone_empty": (('"13800000001"', '""'), {}),
    "phone_null": (('"13800000001"', "null"), {}),
    "order": (SWAPPED, {}),
    "utc": ((AT, "2021-04-26T22:12:33Z"), {}),
    "other_zone": ((AT, "2021-04-27T07:12:33+09:00"), {}),
    "blank": ((AT, "2021-04-27 06:12:33"), {}),
    "digits": ((AT, "20210427061233"), {}),
    "slashes": ((AT, "2021/4/27 6:12:33"), {}),
    "fraction": ((AT, "2021-04-27T06:12:33.250+08:00"), {}),
    "return": (('33+08:00"}', '33+08:00"}\r'), {}),
    "phone_masked": (("13800000001", "138****0001"), {"phone_key": None, "unread_columns": "phone"}),
    "phone_scientific": (("13800000001", "1.38E+10"), {"phone_key": None, "unread_columns": "phone"}),
    "channel": (("wechat_qr", "pigeon"), {"channel_code": None, "unread_columns": "channel_code"}),
    "area": (('"330502001"', '"330109001"'), {"area_code": None, "unread_columns": "area_code"}),
    "city_itself": (('"330502001"', "330501"), {"area_code": "330500"}),
    "channel_zero": (('"wechat_qr"', "0"), {"channel_code": None, "unread_columns": None}),
    "version_as_number": (('"1.0"', "1.0"), {"consent_version": "1.0", "unread_columns": None}),
    "phone_as_number": (('"13800000001"', "13800000001.0"), {}),
    "phone_list": (('"13800000001"', '["13800000001"]'), {"phone_key": None, "unread_columns": "phone"}),
    "phone_false": (('"13800000001"', "false"), {"phone_key": None, "unread_columns": "phone"}),
    "channel_object": (('"wechat_qr"', '{"id":7}'), {"channel_code": None, "unread_columns": "channel_code"}),
}  # fmt: skip
REFUSED: dict[str, tuple[tuple[str, ...], Column, str]] = {
    "id_empty": ((ID, ""), "id_number", "required"),
    "id_null": ((f'"{ID}"', "null"), "id_number", "required"),
    "id_masked": ((ID, "330502********1236"), "id_number", "masked_number"),
    "id_scientific": ((ID, "3.30502E+17"), "id_number", "scientific_notation"),
    "id_list": ((f'"{ID}"', f'["{ID}"]'), "id_number", "bad_format"),
    "id_as_rounded_number": ((f'"{ID}"', "3.30502199001011e17"), "id_number", "scientific_notation"),
    "event_true": (('"register"', "true"), "event", "bad_format"),
    "event": (('"register"', '"login"'), "event", "unknown_code"),
    "event_empty": (('"register"', '""'), "event", "required"),
    "at_empty": ((AT, ""), "at", "required"),
    "at_bad": ((AT, "2021-02-30T06:12:33+08:00"), "at", "bad_timestamp"),
    "at_text": ((AT, "yesterday"), "at", "bad_timestamp"),
    "at_later": ((AT, "2023-04-27T06:12:33+08:00"), "at", "after_batch"),
    "subscriber_empty": (("SA0001", ""), "subscriber_id", "required"),
    "registration_empty": (("Rregistration_empty", ""), "registration_id", "required"),
    "cut": (('","at":"2021-04-27T06:12:33+08:00"}', ""), None, "malformed_line"),
    "unquoted": (('"event"', "event"), None, "malformed_line"),
    "list": (("{", "[{", "}", "}]"), None, "malformed_line"),
    "two": (("}", "}{}"), None, "malformed_line"),
    "unknown": (('"event"', '"colour":"red","event"'), "colour", "unknown_column"),
    "missing": (('"event":"register",', ""), "event", "missing_column"),
    "renamed": (('"event"', '"evt"'), "event", "missing_column"),
    "twice": (('"event"', '"event":"consent","event"'), "event", "duplicate_column"),
}


def fixture() -> Fixture:
    """The lines of one file."""
    taken = {name: (line(f"R{name}", *swaps), CLEAN) for name, (swaps, _) in HEALED.items()}
    values = {name: (raw, clean | {"registration_id": f"R{name}"} | HEALED[name][1])
              for name, (raw, clean) in taken.items()}  # fmt: skip
    refused: dict[str, Refusal] = {
        name: (line(f"R{name}", *swaps), column, reason) for name, (swaps, column, reason) in REFUSED.items()
    }
    marked = line("Rbad", "wechat_qr", "QQ").replace(b"QQ", b"\xff\xfe")
    refused["bad_byte"] = (marked, frozenset({"channel_code", None}), "undecodable")
    refused["empty"] = (b"", None, "empty_line")
    return Fixture(FORM, values, refused, first_line=1)
