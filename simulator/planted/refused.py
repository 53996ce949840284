"""Faults for which a line is refused or, in a column that may be empty, its value left out: each returns the spoiled
line and the reason, or None where it cannot be."""

from simulator.planted.healed import other_value
from simulator.planted.row import Outcome, Row
from simulator.wires.told import REJECTED

BAD_BYTE = b"\xff"  # no character begins with it, in UTF-8 nor in GB18030
MARK = "\u0001"  # stands for the bad byte until the line is encoded
IMPOSSIBLE = ("2021-13-05 00:00:00", "2021-02-30 10:20:30", "20200631080000", "2021/5/12 25:61:00")
BAD_AMOUNTS = ("一万二", "N/A", "1.005")
QUERY_FAILED = ("查无此卡", "查询超时", "账户不存在")


def bad_byte(row: Row) -> Outcome | None:
    """A byte that is no character."""
    key = row.one(row.profile.texts)
    if key is None:
        return None
    line = row.raw(key, row.layout.quoted(row.texts[key] + MARK)) if not row.is_json else row.line({key: "QQ" + "Q"})
    spoiled = line.replace(b"QQQ" if row.is_json else MARK.encode(), BAD_BYTE)
    return row.broken(spoiled, "undecodable", "" if row.is_json else key)


def nul_byte(row: Row) -> Outcome | None:
    """A NUL at the end of the line."""
    end = row.layout.end.encode()
    return row.broken(row.clean.removesuffix(end) + b"\0" + end, "malformed_line")


def missing_field(row: Row) -> Outcome | None:
    """A delimiter lost: a field too few."""
    return None if row.is_json else row.broken(_fields(row, -1), "field_count")


def extra_field(row: Row) -> Outcome | None:
    """A field too many."""
    return None if row.is_json else row.broken(_fields(row, 1), "field_count")


def _fields(row: Row, more: int) -> bytes:
    tab = "\t" if row.layout.tab else ""
    fields = [row.layout.quoted(row.texts[key]) + tab for key in row.layout.keys]
    return row.layout.raw_line(fields[:-1] if more < 0 else [*fields, "0" + tab])


def empty_line(row: Row) -> Outcome | None:
    """A line without anything, after the row."""
    return Outcome([row.clean, row.layout.end.encode()], "", REJECTED, "empty_line", at=1)


def stray_quote(row: Row) -> Outcome | None:
    """A quote that opens a field and does not close it, or closes it too early."""
    key = row.one(row.profile.texts) if row.profile.is_quoted else None
    if key is None or '"' in row.texts[key]:
        return None
    pattern = row.rng.choice(('"{}', '"{0:.1}"{0}'))
    return row.broken(row.raw(key, pattern.format(row.texts[key])), "malformed_line")


def broken_object(row: Row) -> Outcome | None:
    """A quote lost from an object."""
    return row.broken(row.clean.replace(b'"', b"", 1), "malformed_line") if row.is_json else None


def unknown_code(row: Row) -> Outcome | None:
    """A word of no code list."""
    key = row.one(tuple(row.profile.unknown))
    return row.rejected(key, row.profile.unknown[key], "unknown_code") if key else None


def impossible_date(row: Row) -> Outcome | None:
    """A time that no calendar or clock has."""
    key = row.one(row.profile.times)
    return row.rejected(key, row.rng.choice(IMPOSSIBLE), "bad_timestamp") if key else None


def future_date(row: Row) -> Outcome | None:
    """Two years after the batch."""
    key, day = row.one(row.profile.times), row.arrival
    if key is None:
        return None
    return row.rejected(key, f"{day.year + 2}-{day.month:02d}-{min(day.day, 28):02d} 12:00:00", "after_batch")


def bad_amount(row: Row) -> Outcome | None:
    """Words where an amount should be."""
    key = row.one(row.profile.amounts)
    return row.rejected(key, row.rng.choice(BAD_AMOUNTS), "bad_amount") if key else None


def bad_duration(row: Row) -> Outcome | None:
    """Words where a length should be."""
    key = row.one(row.profile.durations)
    return row.rejected(key, "两分钟", "bad_integer") if key else None


def required_empty(row: Row) -> Outcome | None:
    """A value without which the row says nothing."""
    key = row.one(row.profile.required)
    return row.rejected(key, "", "required") if key else None


def scientific(row: Row) -> Outcome | None:
    """6.22E+18: the spreadsheet kept three digits."""
    key = row.one(tuple(k for k in (*row.profile.numbers, *row.profile.ids) if _is_long(row.texts.get(k, ""))))
    if key is None:
        return None
    digits = row.texts[key]
    return row.rejected(key, f"{digits[0]}.{digits[1:3]}E+{len(digits) - 1}", "scientific_notation")


def masked_number(row: Row) -> Outcome | None:
    """138****1234."""
    key = row.one(tuple(k for k in (*row.profile.numbers, *row.profile.ids) if _is_long(row.texts.get(k, ""))))
    if key is None:
        return None
    digits = row.texts[key]
    return row.rejected(key, f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}", "masked_number")


def _is_long(text: str) -> bool:
    return len(text) >= 11 and text[:-1].isdigit()


def query_failed(row: Row) -> Outcome | None:
    """A line that says why there is no answer, after the row."""
    if "查询反馈结果原因" not in row.texts:
        return None
    nothing = dict.fromkeys(row.layout.keys, "")
    line = row.line({**nothing, "查询反馈结果原因": row.rng.choice(QUERY_FAILED)})
    return Outcome([row.clean, line], row.layout.name("查询反馈结果原因"), REJECTED, "query_failed", at=1)


def contradiction(row: Row) -> Outcome | None:
    """The same leg again with another amount or length, after the row."""
    key = row.profile.contradicted
    if not key or not row.texts[row.profile.key] or not row.texts[key]:
        return None
    return Outcome([row.clean, row.line({key: other_value(row, key)})], "", REJECTED, "contradicts_earlier", at=1)


KINDS = (
    bad_byte, nul_byte, missing_field, extra_field, empty_line, stray_quote, broken_object, unknown_code,
    impossible_date, future_date, bad_amount, bad_duration, required_empty, scientific, masked_number,
    query_failed, contradiction,
)  # fmt: skip
