"""What the columns of each feed are, by default name: which faults can befall them."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from simulator.wires import calls, transactions

CURRENCY_WORDS = ("CNY", "156", "人民币", "RMB")
SYNONYMS = {
    "收付标志": (("进", "入", "收", "贷", "C", "+"), ("出", "付", "借", "D", "-")),
    "交易是否成功": (("成功", "1", "是", "00"), ("失败", "0", "否", "01")),
    "交易币种": (CURRENCY_WORDS,),
}


@dataclass(frozen=True)
class Profile:
    """Roles of columns.

    `optional`: a value there that cannot be read is left out. `unknown`: texts that no code list has; `synonyms`: words
    of equal meaning, default first.
    """

    numbers: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    empty_times: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()
    durations: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    key: str = ""
    contradicted: str = ""
    disagreeing: str = ""
    is_quoted: bool = True
    unknown: dict[str, str] = field(default_factory=dict)
    synonyms: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)

    @property
    def healable(self) -> tuple[str, ...]:
        """Columns that are read, so that blanks and full-width signs in them must heal."""
        return (*self.numbers, *self.ids, *self.times, *self.amounts, *self.unknown)

    def default(self, source: str, key: str, text: str) -> str:
        """A wire text as the feed's default sender would have written it."""
        if key in self.times and text:
            return default_time(text)
        for words in self.synonyms.get(key, ()):
            if text in words:
                return words[0]
        if key in self.accounts and source == "bank2":
            return text.removesuffix("_156_1")
        if self is PROFILES["call_records"]:
            return _default_call(source, key, text)
        return text


def default_time(text: str) -> str:
    """Any of the time forms as `2021-10-22 08:30:00`; one with a zone stays."""
    if "T" in text:
        return text
    parts = [text[:4], text[4:6], text[6:8], text[8:10], text[10:12], text[12:14]]
    found = parts if text.isdigit() else re.findall(r"\d+", text)[:6]
    return datetime(*(int(part) for part in found)).strftime("%Y-%m-%d %H:%M:%S")  # type: ignore[arg-type]


def _default_call(source: str, key: str, text: str) -> str:
    word, default = calls.WORDINGS[source], calls.WORDINGS["mobile"]
    if key in ("通话类型", "话单类型"):
        known, wanted = (word.kinds, default.kinds) if key == "通话类型" else (word.directions, default.directions)
        return next((wanted[code] for code, own in known.items() if own == text), text)
    if key in PROFILES["call_records"].phones and word.country and len(text) == 13:
        return text.removeprefix(word.country)
    if key == "呼叫时长" and ":" in text:
        hour, minute, second = (int(part) for part in text.split(":"))
        return str(hour * 3600 + minute * 60 + second)
    return text


PROFILES = {
    "transactions": Profile(
        numbers=("交易卡号", "交易账号", "交易对手账卡号"), accounts=("交易卡号", "交易账号"), ids=("开户人证件号码",),
        names=("账户开户名称", "对手户名"), times=("交易时间",), amounts=("交易金额",),
        required=("交易时间", "交易金额", "收付标志", "交易币种", "交易是否成功"),
        optional=("交易卡号", "交易对手账卡号", "开户人证件号码"),
        texts=("账户开户名称", "对手户名", "摘要说明"), key="交易流水号", contradicted="交易金额",
        disagreeing="交易金额", unknown={"收付标志": "O", "交易是否成功": "待定", "交易币种": "XXX"},
        synonyms=SYNONYMS,
    ),
    "call_records": Profile(
        numbers=("本机号码", "对方号码", "前转主叫号码"), phones=("本机号码", "对方号码", "前转主叫号码"),
        times=("呼叫开始时间", "短信发送接收时间"), empty_times=("呼叫开始时间", "短信发送接收时间"),
        durations=("呼叫时长",), required=("通话类型", "话单类型", "本机号码", "对方号码"),
        optional=("前转主叫号码",), texts=("本机归属运营商",), key="通信记录唯一标识",
        contradicted="呼叫时长", disagreeing="呼叫时长",
        unknown={"通话类型": "卫星电话", "话单类型": "9"},
    ),
    "accounts": Profile(
        numbers=("交易卡号", "交易账号"), accounts=("交易卡号", "交易账号"), ids=("开户人证件号码",),
        names=("账户开户名称",), times=("账号开户时间",), days=("销户日期",), empty_times=("销户日期",),
        required=("账户状态",), optional=("交易卡号", "开户人证件号码", "账号开户时间", "账户类型"),
        texts=("账户开户名称", "开户网点"), unknown={"账户状态": "不详", "账户类型": "外星户"},
    ),
    "residents": Profile(
        numbers=("手机号码",), phones=("手机号码",), ids=("证件号码",), names=("姓名",), times=("更新时间",),
        days=("出生日期",), required=("证件号码", "更新时间", "操作类型"), optional=("手机号码", "性别"),
        texts=("姓名",), is_quoted=False,
        unknown={"性别": "中性", "现住地区划代码": "999999999", "人员状态": "失联", "操作类型": "X"},
    ),
    "registrations": Profile(
        numbers=("phone",), phones=("phone",), ids=("id_number",), times=("at",),
        required=("registration_id", "subscriber_id", "id_number", "event", "at"), optional=("phone", "area_code"),
        texts=("channel_code",),
        is_quoted=False, unknown={"event": "login", "area_code": "999999999"},
    ),
}  # fmt: skip
BANKS = tuple(source for source, word in transactions.WORDINGS.items() if not word.origin)
