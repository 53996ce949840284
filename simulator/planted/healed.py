"""Faults that a reader can put right: each returns the spoiled line and the right value, or None where it cannot be."""

from simulator.planted.profile import default_time
from simulator.planted.row import Outcome, Row
from simulator.wires.told import HEALED

RARE_NAMES = ("㐀", "䶮", "㛃", "𠮷", "𬱖")  # outside GBK: the four-byte forms of GB18030
FOREIGN = ("USD", "HKD", "EUR", "JPY")


def account_only(row: Row) -> Outcome | None:
    """The card number is missing beside the account number: nothing is left of it to heal."""
    return _without(row, "交易卡号", "交易账号")


def card_only(row: Row) -> Outcome | None:
    """The account number is missing beside the card number, which then names the account."""
    return _without(row, "交易账号", "交易卡号")


def _without(row: Row, lost: str, kept: str) -> Outcome | None:
    if not row.texts.get(lost) or not row.texts.get(kept) or row.layout.feed != "transactions":
        return None
    return Outcome([row.line({lost: ""})], row.layout.name(lost), HEALED, "")


def time_form(row: Row) -> Outcome | None:
    """The same instant in another form."""
    key = row.one(row.profile.times)
    if key is None:
        return None
    clean = default_time(row.texts[key]).replace("T", " ").removesuffix("+08:00")
    forms = [form for form in _forms(clean) if form != row.texts[key]]
    return row.healed(key, row.rng.choice(forms))


def _forms(clean: str) -> list[str]:
    day, time = clean.split(" ")
    year, month, date = day.split("-")
    hour, rest = time.split(":", 1)
    slashes = f"{year}/{int(month)}/{int(date)} {int(hour)}:{rest}"
    dots = f"{day}-{time.replace(':', '.')}.000000"
    return [clean, f"{day}{time}".replace("-", "").replace(":", ""), slashes, dots, f"{clean}.000000"]


def date_form(row: Row) -> Outcome | None:
    """The same date in another form."""
    key = row.one(row.profile.days)
    if key is None:
        return None
    text = row.texts[key]
    year, month, date = text[:4], text[4:6], text[6:]
    return row.healed(key, row.rng.choice((f"{year}-{month}-{date}", f"{year}/{int(month)}/{int(date)}")))


def zero_date(row: Row) -> Outcome | None:
    """Zeros where there is no time; the row has none in this column."""
    if row.layout.feed == "call_records" and not row.filled(row.profile.times):
        return None
    empty = [key for key in row.profile.empty_times if not row.texts.get(key)]
    return row.healed(row.rng.choice(empty), row.rng.choice(("00000000", "000000"))) if empty else None


def synonym(row: Row) -> Outcome | None:
    """Another institution's word for direction, success or currency."""
    key = row.one(tuple(row.profile.synonyms))
    if key is None:
        return None
    words = next((words for words in row.profile.synonyms[key] if row.texts[key] in words), ())
    others = [word for word in words if word != row.texts[key]]
    return row.healed(key, row.rng.choice(others)) if others else None


def masked_name(row: Row) -> Outcome | None:
    """张*: names are not read."""
    key = row.one(row.profile.names)
    return row.healed(key, row.texts[key][0] + "*" * (len(row.texts[key]) - 1 or 1)) if key else None


def rare_name(row: Row) -> Outcome | None:
    """A character that GBK does not have; names are not read, so the right value is the one written."""
    key = row.one(row.profile.names)
    if key is None:
        return None
    name = row.texts[key][0] + row.rng.choice(RARE_NAMES)
    return Outcome([row.line({key: name})], row.layout.name(key), HEALED, name)


def foreign_currency(row: Row) -> Outcome | None:
    """Not a fault of the row: the amount is in another currency, and that is what must come out."""
    if "交易币种" not in row.profile.synonyms:
        return None
    code = row.rng.choice([code for code in FOREIGN if code != row.texts["交易币种"]])
    return Outcome([row.line({"交易币种": code})], row.layout.name("交易币种"), HEALED, code)


def repeated_line(row: Row) -> Outcome | None:
    """The same line twice: the second is a duplicate."""
    return Outcome([row.clean, row.clean], "", HEALED, "duplicate", at=1)


def legs_disagree(row: Row) -> Outcome | None:
    """One leg tells another amount or length than its counterpart; both are taken as they are told."""
    key = row.profile.disagreeing
    if not key or "other_leg" not in row.marks or not row.texts[key]:
        return None
    return row.taken(key, other_value(row, key))


def other_value(row: Row, key: str) -> str:
    """Another amount or length in the form of the clean one."""
    text, more = row.texts[key], row.rng.randrange(1, 50)
    if ":" in text:
        return f"{text[:6]}{(int(text[6:]) + more) % 60:02d}"
    if "." in text:
        whole, _, cents = text.partition(".")
        return f"{int(whole) + more}.{cents}"
    return str(int(text) + more)


KINDS = (
    account_only, card_only, time_form, date_form, zero_date, synonym, masked_name, rare_name, foreign_currency,
    repeated_line, legs_disagree,
)  # fmt: skip
