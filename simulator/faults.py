"""Faults on the way: planted into daily files after these are right, each told to truth/faults.csv."""

from dataclasses import dataclass
from datetime import date
from random import Random

from simulator.wire import AT, COLUMNS, ENCODING, fields, header, line

BOM = b"\x84\x31\x95\x33"  # U+FEFF in GB18030
BAD_BYTE = b"\xff"  # no character begins with it, in any decoder of GB18030
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ROW_KINDS = ("bad_byte", "tab_fullwidth", "unknown_code", "wrong_date")

TEXTS = ("简要案情", "详细地址", "被害人姓名", "支付方式")
HEALABLE = ("案由代码", "电诈类别代码", "发案时间起", "报案时间", "受案时间", "发案地区划代码", "受理单位代码",
            "被害人证件号码", "被害人联系电话", "被骗金额", "损失金额", "更新时间")  # fmt: skip
UNKNOWN = {"电诈类别代码": "9999", "发案地区划代码": "999999999", "案件状态": "外星"}
DATES = ("发案时间起", "报案时间", "更新时间")  # without which a case is refused
IMPOSSIBLE = ("2021-13-45 00:00:00", "2021-02-30 10:20:30", "2020-06-31 08:00:00", "2021-05-12 25:61:00")
REQUIRED = ("案件编号", "电诈类别代码", "受案时间", "案件状态", "损失金额", "更新时间", "操作类型")


@dataclass(frozen=True)
class Fault:
    """One planted fault: physical line from 1, the wire column, and what must become of it."""

    line: int
    column: str
    kind: str
    expect: str
    value_or_reason: str


def plant(rng: Random, rate: float, day: date, rows: list[tuple[tuple[str, ...], bytes]]) -> tuple[bytes, list[Fault]]:
    """The daily file's bytes with faults at `rate` per row, and the list of them.

    The stream is used the same way whatever it decides, and never touches the rows themselves.
    """
    fate = rng.random()
    if fate < rate / 20:
        return _without_column(rng.choice(REQUIRED), [row for row, _ in rows])
    is_marked = fate > 1 - rate
    parts, faults = [header()], []
    if is_marked:
        parts.insert(0, BOM)
        faults.append(Fault(1, "", "bom", "healed", ""))
    for number, (row, clean) in enumerate(rows, start=2):
        if rng.random() < rate:
            clean, fault = _spoil(rng, day, row, number)
            faults.append(fault)
        parts.append(clean)
    return b"".join(parts), faults


def _without_column(column: str, rows: list[tuple[str, ...]]) -> tuple[bytes, list[Fault]]:
    """A whole file that lacks a required column: every row of it is lost."""
    at = AT[column]
    kept = [name for name in COLUMNS if name != column]
    lines = [(",".join(f[:at] + f[at + 1 :]) + "\r\n").encode(ENCODING) for f in map(fields, rows)]
    faults = [
        Fault(number, column, "missing_column", "rejected", "missing_column") for number in range(2, len(rows) + 2)
    ]
    return header(kept) + b"".join(lines), faults


def _spoil(rng: Random, day: date, row: tuple[str, ...], number: int) -> tuple[bytes, Fault]:
    kind = rng.choice(ROW_KINDS)
    if kind == "bad_byte":
        column = rng.choice([name for name in TEXTS if row[AT[name]]])
        return _bad_byte(row, AT[column]), Fault(number, column, kind, "rejected", "undecodable")
    if kind == "tab_fullwidth":
        column = rng.choice([name for name in HEALABLE if row[AT[name]]])
        right = row[AT[column]]
        wrong = right + "\t" if rng.random() < 0.5 else right.translate(FULL_WIDTH)
        return _replaced(row, column, wrong), Fault(number, column, kind, "healed", right)
    if kind == "unknown_code":
        column = rng.choice(list(UNKNOWN))
        return _replaced(row, column, UNKNOWN[column]), Fault(number, column, kind, "rejected", "unknown_code")
    return _wrong_date(rng, day, row, number)


def _wrong_date(rng: Random, day: date, row: tuple[str, ...], number: int) -> tuple[bytes, Fault]:
    """A date that no calendar has, or one two years after the batch."""
    column = rng.choice([name for name in DATES if row[AT[name]]])
    if rng.random() < 0.5:
        wrong, reason = rng.choice(IMPOSSIBLE), "bad_timestamp"
    else:
        wrong, reason = f"{day.year + 2}-{day.month:02d}-{min(day.day, 28):02d} 12:00:00", "after_batch"
    return _replaced(row, column, wrong), Fault(number, column, "wrong_date", "rejected", reason)


def _replaced(row: tuple[str, ...], column: str, value: str) -> bytes:
    at = AT[column]
    return line((*row[:at], value, *row[at + 1 :]))


def _bad_byte(row: tuple[str, ...], at: int) -> bytes:
    """The byte goes to the end of the value, inside the quotes if there are any."""
    encoded = [field.encode(ENCODING) for field in fields(row)]
    value = encoded[at]
    encoded[at] = value[:-1] + BAD_BYTE + b'"' if value.endswith(b'"') else value + BAD_BYTE
    return b",".join(encoded) + b"\r\n"
