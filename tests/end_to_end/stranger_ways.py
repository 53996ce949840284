"""A stranger's ways to break a delivered line: known are the wires only, and nothing of what the simulator thinks up.

A way takes a line apart into cells and spoils one; it says what must become of the line: `refused`, `same` (its clean
values) or `either`, where a flipped bit may have made another word of it.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

COLUMNS = {
    "codes": "收付标志 交易是否成功 交易币种 交易类型 通话类型 话单类型 业务类型 呼叫类型 通信类型 主被叫标识 "
    "账户类型 账户状态 性别 人员状态 操作类型 现住地区划代码 电诈类别代码 案件状态 event area_code "
    "channel_code",
    "numbers": "交易卡号 交易账号 交易对手账卡号 开户人证件号码 对手身份证号 本机号码 对方号码 用户号码 "
    "对端号码 前转主叫号码 原被叫转移号码 前转号码 证件号码 手机号码 id_number phone",
    "dates": "交易时间 呼叫开始时间 开始时间 起始时间 短信发送接收时间 短信时间 短信收发时间 账号开户时间 "
    "出生日期 更新时间 报案时间 受案时间 at",
    "amounts": "交易金额 交易余额 账户余额 损失金额 被骗金额",
    "required": "交易时间 交易金额 收付标志 交易是否成功 交易币种 通话类型 话单类型 本机号码 对方号码 业务类型 "
    "呼叫类型 用户号码 对端号码 通信类型 主被叫标识 账户状态 证件号码 更新时间 操作类型 案件编号 "
    "损失金额 id_number event at",
    # a bit of these may make the key of another row, which would then contradict it
    "keys": "交易流水号 通信记录唯一标识 业务流水号 记录标识 registration_id 案件编号",
}  # fmt: skip
CODES, NUMBERS, DATES, AMOUNTS, REQUIRED, KEYS = (set(text.split()) for text in COLUMNS.values())
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass
class Line:
    """One delivered line without its end: names and cells, or the object of a JSON line."""

    names: list[str]
    raw: bytes
    encoding: str
    delimiter: bytes

    def cells(self) -> dict[str, str]:
        """Name → bare value."""
        if not self.names:
            return dict(json.loads(self.raw))
        values = [value.decode(self.encoding).strip("\t") for value in self.raw.split(self.delimiter)]
        return dict(zip(self.names, values, strict=True))

    def using(self, name: str, text: str) -> bytes:
        """The line with another text in one cell."""
        if not self.names:
            return json.dumps(self.cells() | {name: text}, ensure_ascii=False, separators=(",", ":")).encode()
        parts = self.raw.split(self.delimiter)
        old, place = parts[self.names.index(name)], self.names.index(name)
        parts[place] = text.encode(self.encoding) + (b"\t" if old.endswith(b"\t") else b"")
        return self.delimiter.join(parts)


Spoilt = tuple[bytes, str] | None
Way = Callable[[Random, Line], Spoilt]


def _cell(rng: Random, line: Line, among: set[str]) -> tuple[str, str] | None:
    filled = [(name, text) for name, text in line.cells().items() if name in among and text]
    return rng.choice(filled) if filled else None


def _swap(among: set[str], change: Callable[[Random, str], str], expect: str) -> Way:
    def way(rng: Random, line: Line) -> Spoilt:
        found = _cell(rng, line, among)
        if found is None or change(rng, found[1]) == found[1]:
            return None
        return line.using(found[0], change(rng, found[1])), expect

    return way


def cut(rng: Random, line: Line) -> Spoilt:
    """The end is missing from some delimiter on."""
    places = [match.start() for match in re.finditer(re.escape(line.delimiter), line.raw)]
    return line.raw[: rng.choice(places)], "refused"


def more(rng: Random, line: Line) -> Spoilt:
    """A cell too many somewhere."""
    place = rng.choice([match.start() for match in re.finditer(re.escape(line.delimiter), line.raw)])
    return line.raw[:place] + line.delimiter + line.raw[place:], "refused"


def bad_byte(rng: Random, line: Line) -> Spoilt:
    """A byte that no encoding has."""
    place = rng.randrange(len(line.raw))
    return line.raw[:place] + b"\xff" + line.raw[place + 1 :], "refused"


def bit(rng: Random, line: Line) -> Spoilt:
    """One bit of a cell that is no key."""
    found = _cell(rng, line, set(line.cells()) - KEYS)
    if found is None:
        return None
    old = found[1].encode(line.encoding)
    start = line.raw.index(old)
    place, mask = start + rng.randrange(len(old)), 1 << rng.randrange(8)
    flipped = bytes([line.raw[place] ^ mask])
    return None if flipped == b"\n" else (line.raw[:place] + flipped + line.raw[place + 1 :], "either")


def open_quote(rng: Random, line: Line) -> Spoilt:
    """A quote that nothing closes: a careless reader would take the lines after it for one cell."""
    place = rng.choice([match.end() for match in re.finditer(re.escape(line.delimiter), line.raw)])
    return line.raw[:place] + b'"' + line.raw[place:], "refused"


def nothing(rng: Random, line: Line) -> Spoilt:
    """An empty line."""
    return b"", "refused"


def _masked(rng: Random, text: str) -> str:
    return text[:3] + "****" + text[7:] if re.fullmatch(r"\+?[0-9Xx-]{11,}", text) else text


def _thousands(rng: Random, text: str) -> str:
    return f"¥{text}" if re.fullmatch(r"[0-9.]+", text) else text


BAD_DATES = ("2021-02-31 10:20:30", "20211301000000", "3021-01-01 00:00:00", "前天", "2021-05-11 24:61:00", "99")
GARBAGE = ("##?", "喵", "9z9", "NULL", "ＸＸ")
WAYS: dict[str, Way] = {
    "cut": cut,
    "more": more,
    "bad_byte": bad_byte,
    "bit": bit,
    "open_quote": open_quote,
    "nothing": nothing,
    "garbage_code": _swap(CODES, lambda rng, text: rng.choice(GARBAGE), "left_out"),
    "wrong_date": _swap(DATES, lambda rng, text: rng.choice(BAD_DATES), "left_out"),
    "masked": _swap(NUMBERS, _masked, "left_out"),
    "scientific": _swap(NUMBERS, lambda rng, text: "6.22E+18", "left_out"),
    "bad_amount": _swap(AMOUNTS, lambda rng, text: text.replace(".", "o") + "a", "left_out"),
    "emptied": _swap(REQUIRED, lambda rng, text: "", "refused"),
    "blanks": _swap(CODES | NUMBERS | DATES | AMOUNTS, lambda rng, text: f" \t{text}　", "same"),
    "wide_digits": _swap(NUMBERS | AMOUNTS | DATES, lambda rng, text: text.translate(WIDE), "same"),
    "yuan_sign": _swap(AMOUNTS, _thousands, "same"),
}
#: Ways that a feed does not have: JSON has keys instead of places; the case feed reads no numbers of persons so far.
NOT_FOR = {"registrations": {"more", "open_quote"}, "cases": {"masked", "scientific"}}
#: A line with quotes is not taken apart: what can be done to its bytes alone.
QUOTED = {"cut", "bad_byte", "nothing"}
