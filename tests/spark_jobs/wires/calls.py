"""Faults that every carrier may write, by the meaning of the column as mobile names it."""

from datetime import UTC, date, datetime
from types import ModuleType

from wires import mobile, odd_calls, telecom, unicom
from wires.form import Column, Fixture, Refusal, Row, key

Cells = dict[str, str]
CARRIERS: dict[str, ModuleType] = {"mobile": mobile, "unicom": unicom, "telecom": telecom}
NUMBERS = ("本机号码", "对方号码", "前转主叫号码")
CLEAN: Row = {
    "own_key": key("msisdn", "13800000001"),
    "peer_key": key("msisdn", "13900000002"),
    "peer_class_code": "mobile",
    "call_type_code": "voice",
    "direction_code": "out",
    "event_at": datetime(2021, 10, 21, 22, 30, tzinfo=UTC),
    "event_date": date(2021, 10, 22),
    "duration_s": 125,
    "own_area_code": "572",
    "peer_area_code": "20",
    "forwarded_key": None,
    "is_partial": False,
    "batch_date": date(2021, 10, 22),
}
AT = {"event_at": datetime(2021, 10, 9, 23, 5, 7, tzinfo=UTC), "event_date": date(2021, 10, 10)}
TIMES = (
    "2021-10-10 07:05:07", "2021-10-10 07:05:07.5", "20211010070507", "2021/10/10 7:05:07",
    "2021-10-10-07.05.07.123456", " 2021-10-10　07:05:07\t", "２０２１-10-10 07:05:07",
)  # fmt: skip
#: What carriers write for one number.
WRITTEN = (
    "13900000002", "8613900000002", "+8613900000002", "008613900000002", "1795113900000002", "1259313900000002",
    " 13900000002\t", "　１３９０００００００２", "13900000002.0", "8613900000002.0",
)  # fmt: skip
#: number on the wire → normalised number and class of the peer
PEERS = {
    "16200000003": ("16200000003", "virtual"), "16500000003": ("16500000003", "virtual"),
    "8616700000003": ("16700000003", "virtual"), "17000000003": ("17000000003", "virtual"),
    "+8617100000003": ("17100000003", "virtual"), "19900000003": ("19900000003", "mobile"),
    "057221234567": ("057221234567", "fixed"), "0572-2123456": ("05722123456", "fixed"),
    "01062345678": ("01062345678", "fixed"), "0572-21234567.0": ("057221234567", "fixed"),
    "０５７２－2123456": ("05722123456", "fixed"),
    "110": ("110", "short"), "10086": ("10086", "short"), "95588": ("95588", "short"), "96110": ("96110", "short"),
    "10086.0": ("10086", "short"), "12381": ("12381", "short"),
    "4001234567": ("4001234567", "service"), "8001234567": ("8001234567", "service"),
    "0085251234567": ("0085251234567", "foreign"), "008613900000002": ("13900000002", "mobile"),
    "0012025550123": ("0012025550123", "foreign"), "00639171234567": ("00639171234567", "foreign"),
}  # fmt: skip
REFUSED: dict[str, tuple[Cells, Column, str]] = {
    "type_empty": ({"通话类型": ""}, "通话类型", "required"),
    "type_unknown": ({"通话类型": "飞鸽"}, "通话类型", "unknown_code"),
    "direction_empty": ({"话单类型": ""}, "话单类型", "required"),
    "direction_unknown": ({"话单类型": "9"}, "话单类型", "unknown_code"),
    "own_empty": ({"本机号码": ""}, "本机号码", "required"),
    "peer_empty": ({"对方号码": "\t"}, "对方号码", "required"),
    "time_empty": ({"呼叫开始时间": ""}, "呼叫开始时间", "required"),
    "time_zeros": ({"呼叫开始时间": "00000000"}, "呼叫开始时间", "required"),
    "time_february_30": ({"呼叫开始时间": "2021-02-30 06:30:00"}, "呼叫开始时间", "bad_timestamp"),
    "time_month_13": ({"呼叫开始时间": "20211322063000"}, "呼叫开始时间", "bad_timestamp"),
    "time_hour_24": ({"呼叫开始时间": "2021/10/22 24:30:00"}, "呼叫开始时间", "bad_timestamp"),
    "time_text": ({"呼叫开始时间": "早上"}, "呼叫开始时间", "bad_timestamp"),
    "time_later": ({"呼叫开始时间": "2023-10-22 06:30:00"}, "呼叫开始时间", "after_batch"),
    "own_scientific": ({"本机号码": "1.38E+10"}, "本机号码", "scientific_notation"),
    "peer_scientific": ({"对方号码": "8.6139E+12"}, "对方号码", "scientific_notation"),
    "own_masked": ({"本机号码": "138****0001"}, "本机号码", "masked_number"),
    "peer_masked": ({"对方号码": "86139****0002"}, "对方号码", "masked_number"),
    "peer_masked_x": ({"对方号码": "1390000****"}, "对方号码", "masked_number"),
}


def fixture(source: str) -> Fixture:
    """The lines of one carrier: every good one with a record id of its own."""
    carrier = CARRIERS[source]
    letter = source[0].upper()
    taken: dict[str, tuple[bytes, Row]] = {}
    for number, (name, (cells, changes)) in enumerate(_healed(carrier).items(), 1):
        written = {"通信记录唯一标识": f"{letter}A{number:06d}"} | cells
        taken[name] = (_line(carrier, written), CLEAN | {"source": source} | changes)
    refused: dict[str, Refusal] = {}
    for number, (name, (cells, column, reason)) in enumerate(
        (REFUSED | odd_calls.CALLS_REFUSED | _bad_lengths(carrier)).items(), 1
    ):
        wire = carrier.COLUMNS[column] if isinstance(column, str) else column
        refused[name] = (_line(carrier, {"通信记录唯一标识": f"{letter}B{number:06d}"} | cells), wire, reason)
    return Fixture(carrier.FORM, taken, refused | _broken(carrier))


def _line(carrier: ModuleType, cells: Cells) -> bytes:
    line: bytes = carrier.FORM.line(**{carrier.COLUMNS[name]: text for name, text in cells.items()})
    return line


def _healed(carrier: ModuleType) -> dict[str, tuple[Cells, Row]]:
    found: dict[str, tuple[Cells, Row]] = {"clean": ({}, {})}
    found |= {f"time_{text}": ({"呼叫开始时间": text}, dict(AT)) for text in TIMES}
    found |= {f"own_{text}": ({"本机号码": text.replace("139", "138").replace("１３９", "１３８")[:-1] + "1"}, {})
              for text in WRITTEN if text[-1] == "2"}  # fmt: skip
    found |= {f"peer_{text}": ({"对方号码": text}, {}) for text in WRITTEN}
    found |= {f"forwarded_{text}": ({"前转主叫号码": text, "话单类型": carrier.FORWARD},
                                    {"direction_code": "forward", "forwarded_key": key("msisdn", "13900000002")})
              for text in WRITTEN}  # fmt: skip
    found |= {f"class_{text}": ({"对方号码": text}, {"peer_key": key("msisdn", normal), "peer_class_code": kind})
              for text, (normal, kind) in PEERS.items()}  # fmt: skip
    found |= {f"lasted_{text}": ({"呼叫时长": text}, {"duration_s": s}) for text, s in carrier.DURATIONS.items()}
    found |= {f"forwarded_{text}": ({"前转主叫号码": text},
                                    {"forwarded_key": None, "unread_columns": carrier.COLUMNS["前转主叫号码"]})
              for text in ("1.39E+10", "138****0001")}  # fmt: skip
    return found | _kinds(carrier) | odd_calls.CALLS


def _kinds(carrier: ModuleType) -> dict[str, tuple[Cells, Row]]:
    """Types, directions, places, parts; a message has its time in another column and no duration."""
    note = {"呼叫开始时间": "", "呼叫时长": "", "短信发送接收时间": carrier.TIME}
    sms, silent = {"通话类型": carrier.SMS}, {"duration_s": None}
    away = {"对方号码": "0085251234567", "对方通话所在地": ""}
    abroad: Row = {"peer_key": key("msisdn", "0085251234567"), "peer_class_code": "foreign", "peer_area_code": None}
    return {
        "volte": ({"通话类型": carrier.VOLTE}, {}),
        "video": ({"通话类型": carrier.VIDEO}, {"call_type_code": "video"}),
        "sms": (sms | note, {"call_type_code": "sms"} | silent),
        "sms_in": (
            sms | {"话单类型": carrier.IN} | note,
            {"call_type_code": "sms", "direction_code": "in"} | silent,
        ),
        "sms_zero": (sms | note | {"呼叫时长": carrier.NOTHING}, {"call_type_code": "sms"} | silent),
        "mms": ({"通话类型": carrier.MMS} | note, {"call_type_code": "mms"} | silent),
        "in": ({"话单类型": carrier.IN}, {"direction_code": "in"}),
        "forward": ({"话单类型": carrier.FORWARD}, {"direction_code": "forward"}),
        "type_tab": ({"通话类型": f" {carrier.CALL}\t", "话单类型": f"　{carrier.OUT} "}, {}),
        "type_wide": ({"通话类型": carrier.VOLTE.replace("VoLTE", "ＶｏＬＴＥ")}, {}),
        "away": (away, abroad),
        "area_zero": ({"本机通话所在地": "0572", "对方通话所在地": "0755"}, {"peer_area_code": "755"}),
        "area_bare": ({"本机通话所在地": "572", "对方通话所在地": "10"}, {"peer_area_code": "10"}),
        "area_wide": ({"本机通话所在地": carrier.HUZHOU.replace("5", "５")}, {}),
        "areas_empty": ({"本机通话所在地": "", "对方通话所在地": ""}, {"own_area_code": None, "peer_area_code": None}),
        "part": ({"通信记录唯一标识": "P000001-1"}, {"is_partial": True}),
        "part_2": ({"通信记录唯一标识": "P000001-2"}, {"is_partial": True}),
        "no_id": ({"通信记录唯一标识": ""}, {"is_partial": False}),
        "id_with_hyphen": ({"通信记录唯一标识": "P-000002X"}, {"is_partial": False}),
        "masked_device": ({"本机IMEI号": "8643********01", "本机IMSI号": "4.6E+14"}, {}),
        "text": ({"群组名称": '"一家,人"', "对方归属运营商": "中国（联通）"}, {}),
    }  # fmt: skip


def _bad_lengths(carrier: ModuleType) -> dict[str, tuple[Cells, Column, str]]:
    return {f"lasted_{text}": ({"呼叫时长": text}, "呼叫时长", why) for text, why in carrier.BAD_DURATIONS.items()}


def _broken(carrier: ModuleType) -> dict[str, Refusal]:
    names = carrier.COLUMNS
    whole = _line(carrier, {"通信记录唯一标识": "Z000001"})
    note = {"通话类型": carrier.SMS, "呼叫开始时间": "", "呼叫时长": "", "短信发送接收时间": ""}
    times = frozenset({names["呼叫开始时间"], names["短信发送接收时间"]})
    late = {**note, "短信发送接收时间": "2021-10-32 06:30:00"}
    marked = _line(carrier, {"对方号码归属地": "QQ"}).replace(b"QQ", b"\xff")
    return {
        "bad_byte": (marked, names["对方号码归属地"], "undecodable"),
        "too_few": (b",".join(whole.split(b",")[:-2]), None, "field_count"),
        "too_many": (whole + b",,", None, "field_count"),
        "open_quote": (_line(carrier, {"群组名称": '"没有'}), None, "malformed_line"),
        "empty": (b"", None, "empty_line"),
        "only_commas": (b"," * 29, None, "empty_line"),
        "sms_without_time": (_line(carrier, {"通信记录唯一标识": "Z000002"} | note), times, "required"),
        "sms_bad_time": (_line(carrier, late), names["短信发送接收时间"], "bad_timestamp"),
    }  # fmt: skip
