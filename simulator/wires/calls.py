"""The call record wires: the 30 columns of a carrier's return, as three carriers write them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator.wires.layout import Cells, Layout
from simulator.wires.text import as_array, as_dictionary, hours, instants, translated

COLUMNS = (
    "序号", "通信记录唯一标识", "通话类型", "话单类型", "本机号码", "本机IMSI号", "本机IMEI号", "本机RAC号",
    "本机LAC号", "本机基站ID", "本机CELLID", "本机归属运营商", "本机通话所在地", "对方号码", "对方IMSI号",
    "对方IMEI号", "对方RAC号", "对方LAC号", "对方基站ID", "对方CELLID", "对方归属运营商", "对方通话所在地",
    "对方号码归属地", "前转主叫号码", "呼叫开始时间", "呼叫时长", "是否群内呼叫", "群组编号", "群组名称",
    "短信发送接收时间",
)  # fmt: skip
UNICOM = (
    "话单序号", "业务流水号", "业务类型", "呼叫类型", "用户号码", "用户IMSI", "用户IMEI", "用户RAC", "用户LAC",
    "用户基站", "用户小区", "用户归属运营商", "用户通话区号", "对端号码", "对端IMSI", "对端IMEI", "对端RAC", "对端LAC",
    "对端基站", "对端小区", "对端归属运营商", "对端通话区号", "对端号码归属地", "原被叫转移号码", "开始时间",
    "通话时长(秒)", "群内标识", "群组编号", "群组名称", "短信时间",
)  # fmt: skip
TELECOM = {
    "通信记录唯一标识": "记录标识", "序号": "序号", "通话类型": "通信类型", "话单类型": "主被叫标识",
    "本机号码": "本机号码", "对方号码": "对方号码", "呼叫开始时间": "起始时间", "呼叫时长": "时长",
    "短信发送接收时间": "短信收发时间", "前转主叫号码": "前转号码", "本机通话所在地": "本机漫游区号",
    "对方通话所在地": "对方漫游区号", "对方号码归属地": "对方归属地", "本机IMSI号": "本机IMSI",
    "本机IMEI号": "本机IMEI", "本机RAC号": "本机RAC", "本机LAC号": "本机LAC", "本机基站ID": "本机基站",
    "本机CELLID": "本机CELL", "本机归属运营商": "本机运营商", "对方IMSI号": "对方IMSI", "对方IMEI号": "对方IMEI",
    "对方RAC号": "对方RAC", "对方LAC号": "对方LAC", "对方基站ID": "对方基站", "对方CELLID": "对方CELL",
    "对方归属运营商": "对方运营商", "是否群内呼叫": "是否群内", "群组编号": "群组号", "群组名称": "群组名",
}  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """The words of one carrier; `network` leads its IMSI, `blank` is the share of rows without IMSI and IMEI, and
    `has_spare` says whether the IMEI has its fifteenth digit, which is 0 in records."""

    form: str
    kinds: dict[str, str]
    directions: dict[str, str]
    carrier: str
    country: str = ""
    area_prefix: str = ""
    is_clock: bool = False
    network: int = 46000
    blank: float = 0.1
    has_spare: bool = False


WORDINGS = {
    "mobile": Wording(
        "iso", {"voice": "语音通话", "volte": "VoLTE语音通话", "video": "视频通话", "sms": "短信", "mms": "彩信"},
        {"out": "主叫话单", "in": "被叫话单", "forward": "呼转话单"}, "中国移动", has_spare=True,
    ),
    "unicom": Wording(
        "dense", {"voice": "语音", "volte": "VoLTE", "video": "视频", "sms": "短信", "mms": "彩信"},
        {"out": "主叫", "in": "被叫", "forward": "呼转"}, "中国联通", country="86", network=46001, blank=0.25,
    ),
    "telecom": Wording(
        "slash", {"voice": "语音通话", "volte": "高清语音", "video": "视频通话", "sms": "短信", "mms": "彩信"},
        {"out": "1", "in": "2", "forward": "3"}, "中国电信", area_prefix="0", is_clock=True,
        network=46011, blank=0.4,
    ),
}  # fmt: skip
CARRIERS = {source: word.carrier for source, word in WORDINGS.items()}
MESSAGES = pa.array(["sms", "mms"])
#: Type allocation codes of invented phones.
MODELS = np.array([86012304, 86045603, 86078902, 86112205, 86234507, 86357101, 35208911, 35391710], dtype=np.int64)


def layouts() -> dict[str, Layout]:
    """The wire of each source."""
    same = tuple((name, name) for name in COLUMNS)
    return {
        "mobile": Layout("call_records", "mobile", "utf-8", same, mark=b"\xef\xbb\xbf"),
        "unicom": Layout("call_records", "unicom", "gb18030", tuple(zip(COLUMNS, UNICOM, strict=True))),
        "telecom": Layout("call_records", "telecom", "utf-8", tuple(TELECOM.items()), end="\n"),
    }


def cells(source: str, rows: pa.Table, first_no: int) -> Cells:
    """The texts of call legs of one carrier; `first_no` is the running number of the first."""
    word = WORDINGS[source]
    found: dict[str, Any] = dict.fromkeys(COLUMNS, "")
    found.update(dict.fromkeys(("本机RAC号", "本机LAC号", "对方RAC号", "对方LAC号"), "0"))
    found.update(_when(word, rows))
    found.update({
        "序号": pa.array(np.arange(first_no, first_no + rows.num_rows)).cast(pa.string()),
        "通信记录唯一标识": _identity(rows), "通话类型": translated(rows["kind"], word.kinds),
        "话单类型": translated(rows["direction"], word.directions), "本机归属运营商": word.carrier,
        **_device(word, rows), "对方归属运营商": translated(rows["peer_carrier"], CARRIERS),
        "本机号码": _number(rows["own_number"], word), "对方号码": _number(rows["peer_number"], word),
        "本机通话所在地": _area(rows["own_area"], word), "对方通话所在地": _area(rows["peer_area"], word),
        "前转主叫号码": as_array(rows["forwarded_number"]),
    })  # fmt: skip
    return found


def _device(word: Wording, rows: pa.Table) -> Cells:
    """IMSI and IMEI of the own side: the same for a number at all times; blank in a share of the rows."""
    number = np.asarray(as_array(rows["own_number"]).cast(pa.int64()))
    at = np.asarray(as_array(rows["at"]).cast(pa.int64()))
    is_blank = pa.array((number * 7919 + at * 104_729) % 997 < word.blank * 997)
    serial = number % 10**10 * 61_803_399 % 10**10
    device = MODELS[serial % 9973 % len(MODELS)] * 10**6 + serial // 10**4
    if word.has_spare:
        device = device * 10
    known = {"本机IMSI号": word.network * 10**10 + serial, "本机IMEI号": device}
    return {key: pc.if_else(is_blank, "", pa.array(value).cast(pa.string())) for key, value in known.items()}


def _identity(rows: pa.Table) -> pa.Array:
    """The carrier's own number of the call; parts of a long one are numbered."""
    whole, part = as_array(rows["call_id"]), as_array(rows["part"])
    if not pc.any(pc.greater(part, 0)).as_py():
        return whole
    return pc.if_else(pc.equal(part, 0), whole, pc.binary_join_element_wise(whole, part.cast(pa.string()), "-"))


def _number(column: Any, word: Wording) -> pa.Array:
    """With the country's prefix before a mobile number, where the carrier writes it."""
    number = as_array(column)
    if not word.country:
        return number
    is_mobile = pc.and_(pc.equal(pc.binary_length(number), 11), pc.starts_with(number, "1"))
    return pc.if_else(is_mobile, pc.binary_join_element_wise(word.country, number, ""), number)


def _area(column: Any, word: Wording) -> pa.DictionaryArray:
    coded = as_dictionary(column)
    texts = [f"{word.area_prefix}{code}" for code in coded.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(coded.indices, pa.array(texts, pa.string()))


def _when(word: Wording, rows: pa.Table) -> Cells:
    """A call has a beginning and a length, a message only its own time."""
    is_message = pc.is_in(as_array(rows["kind"]).cast(pa.string()), MESSAGES)
    when, duration = instants(rows["at"], word.form), as_array(rows["duration_s"])
    length = hours(duration) if word.is_clock else duration.cast(pa.string())
    return {
        "呼叫开始时间": pc.if_else(is_message, "", when), "短信发送接收时间": pc.if_else(is_message, when, ""),
        "呼叫时长": pc.if_else(is_message, "", length),
    }  # fmt: skip
