"""How senders' tools and clerks spell a value: each returns the spoiled line and the right value, or None where it
cannot be."""

from simulator.planted.profile import BANKS
from simulator.planted.row import Outcome, Row
from simulator.wires.told import HEALED

FULL_WIDTH = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(ord("0"), ord("9") + 1)})
PREFIXES = ("+86", "86", "0086", "17951", "12593")


def blank(row: Row) -> Outcome | None:
    """A TAB or blanks around a value."""
    key = row.one(row.profile.healable)
    if key is None:
        return None
    pattern = row.rng.choice(("{} ", " {}", "  {} ") if row.is_json else ("{}\t", " {}", "\t{} "))
    return row.healed(key, pattern.format(row.texts[key]))


def full_width(row: Row) -> Outcome | None:
    """Full-width digits."""
    keys = tuple(k for k in row.profile.healable if any("0" <= c <= "9" for c in row.texts.get(k, "")))
    key = row.one(keys)
    return row.healed(key, row.texts[key].translate(FULL_WIDTH)) if key else None


def full_width_blank(row: Row) -> Outcome | None:
    """An ideographic space beside a value."""
    key = row.one(row.profile.healable)
    return row.healed(key, row.rng.choice(("{}\u3000", "\u3000{}")).format(row.texts[key])) if key else None


def other_line_end(row: Row) -> Outcome | None:
    """CRLF among LF, or LF among CRLF."""
    body = row.clean.removesuffix(row.layout.end.encode())
    return Outcome([body + (b"\n" if row.layout.end == "\r\n" else b"\r\n")], "", HEALED, "")


def thousands(row: Row) -> Outcome | None:
    """Separators of thousands, in quotes as commas need them."""
    key = row.one(row.profile.amounts)
    if key is None or len(row.texts[key]) < len("1000.00"):
        return None
    whole, _, cents = row.texts[key].partition(".")
    written = f'"{int(whole):,}.{cents}"' if not row.layout.tab else f'"{int(whole):,}.{cents}\t"'
    return Outcome([row.raw(key, written)], row.layout.name(key), HEALED, row.default(key))


def currency_sign(row: Row) -> Outcome | None:
    """A sign before the amount."""
    key = row.one(row.profile.amounts)
    return row.healed(key, row.rng.choice("¥￥") + row.texts[key]) if key else None


def segments(row: Row) -> Outcome | None:
    """Suffixes and parts of account numbers of banks, of which the longest counts."""
    keys = tuple(k for k in row.profile.accounts if row.texts.get(k, "").isdigit())
    key = row.one(keys)
    if key is None or row.layout.source not in BANKS:
        return None
    return row.healed(key, row.rng.choice(("{}_156_1", "{}-00001", "0012-{}")).format(row.texts[key]))


def trailing_zero(row: Row) -> Outcome | None:
    """`.0` behind a number: it went through a spreadsheet."""
    key = row.one(tuple(k for k in row.profile.numbers if row.texts.get(k, "").isdigit()))
    return row.healed(key, row.texts[key] + ".0") if key else None


def number_prefix(row: Row) -> Outcome | None:
    """Prefixes of country and cheap lines before a mobile number."""
    bare = {key: row.default(key) for key in row.filled(row.profile.phones)}
    keys = [key for key, number in bare.items() if len(number) == 11 and number[0] == "1"]
    if not keys:
        return None
    key = row.rng.choice(keys)
    others = [prefix for prefix in PREFIXES if prefix + bare[key] != row.texts[key]]
    return row.healed(key, row.rng.choice(others) + bare[key])


def lower_x(row: Row) -> Outcome | None:
    """A lower-case check character."""
    key = row.one(tuple(k for k in row.profile.ids if row.texts.get(k, "").endswith("X")))
    return row.healed(key, row.texts[key].lower()) if key else None


def short_id(row: Row) -> Outcome | None:
    """An ID number of the old form: 15 digits, for people born before 2000."""
    key = row.one(tuple(k for k in row.profile.ids if len(row.texts.get(k, "")) == 18 and row.texts[k][6:8] == "19"))
    return row.healed(key, row.texts[key][:6] + row.texts[key][8:17]) if key else None


KINDS = (
    blank, full_width, full_width_blank, other_line_end, thousands, currency_sign, segments, trailing_zero,
    number_prefix, lower_x, short_id,
)  # fmt: skip
