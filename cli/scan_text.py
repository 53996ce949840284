"""What a raw ID number, bank card or phone number looks like, in bytes of any encoding that keeps ASCII digits.

Forms and check digits: domain.md §5.5. What only looks like one stays silent: instants, sizes, hashes, case numbers,
keys as `k` and 15 hex digits, and the short numbers of public services (110, 96110, 95588, 400…), which are nobody's.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
#: First two digits of an area code of GB/T 2260, abolished areas included; 81–83 are residence permits.
PROVINCES = frozenset(re.findall("..", "1112131415212223313233343536374142434445465051525354616263646571818283"))
#: Issuer prefix and length of payment cards (UnionPay and its older ones, Visa, Mastercard, American Express, JCB).
CARD_FORMS = re.compile(
    r"(?:62|60|9)[0-9]{14,17}|4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})|5[1-5][0-9]{14}|2[2-7][0-9]{14}|3[47][0-9]{13}|35[0-9]{14}"
)
#: A value may follow a letter only where that is the end of an escaped TAB or line end, as in a logged `\t138…`.
ESCAPED = rb"(?<=\\[tnr])"
LOOSE = rb"(?:(?<![0-9A-Za-z])|" + ESCAPED + rb")"
STRICT = rb"(?:(?<![0-9A-Za-z_.\-])|" + ESCAPED + rb")"
#: `.0` is what a table tool makes of a whole number with gaps in its column.
END = rb"(?:\.0+)?(?![0-9A-Za-z_]|[.\-][0-9])"
ID_NUMBER = re.compile(LOOSE + rb"([1-9][0-9]{16}[0-9Xx])(?![0-9A-Za-z])")
OLD_ID_NUMBER = re.compile(STRICT + rb"([1-8][0-9]{14})" + END)
CARD = re.compile(
    STRICT + rb"([2-69](?:[0-9]{12,18}|[0-9]{3}(?:([ \-])[0-9]{4})(?:\2[0-9]{4}){1,2}(?:\2?[0-9]{1,4})?))" + END
)
MOBILE = re.compile(
    rb"(?:(?<![0-9A-Za-z.])|" + ESCAPED + rb")"
    rb"(?:(?:\+|00)?86[ \-]?|17951|12593|0)?1[3-9][0-9](?:[0-9]{8}|([ \-])[0-9]{4}\1[0-9]{4})" + END
)
LANDLINE = re.compile(STRICT + rb"(?:(?:\+|00)86-?)?0(?:10|2[0-9]|[3-9][0-9]{2})-?[2-8][0-9]{6,7}" + END)
#: Its digits are nobody's: a group of three behind a 0 and two of four look like a phone number with hyphens.
UUID = re.compile(rb"(?<![0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])")
UUID_LENGTH = 36
SHORTEST = re.compile(rb"[0-9][0-9 \-]{8}")
WIDE = re.compile(rb"\xef\xbc([\x90-\x99])")
Found = tuple[int, str]


def find(content: bytes) -> Iterator[Found]:
    """Offset of the first byte, and kind: id_number, card or phone."""
    narrow, places = _narrow(content)
    yield from ((offset + 2 * bisect_left(places, offset), kind) for offset, kind in _find(narrow))


def _find(content: bytes) -> Iterator[Found]:
    if SHORTEST.search(content) is None:
        return
    yield from _numbers(ID_NUMBER, content, "id_number", is_id_number)
    yield from _numbers(OLD_ID_NUMBER, content, "id_number", is_old_id_number)
    yield from _numbers(CARD, content, "card", lambda text: is_card(text) and not is_id_number(text))
    for pattern in (MOBILE, LANDLINE):
        yield from ((match.start(), "phone") for match in pattern.finditer(content) if not _is_in_uuid(match))


def is_id_number(text: str) -> bool:
    """Area, a real date of birth and the check digit of GB 11643; of a foreigner's card 9 precedes the province."""
    if len(text) != 18 or not ({text[:2]} & PROVINCES or (text[0] == "9" and text[1:3] in PROVINCES)):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], WEIGHTS, strict=True))
    return _is_birth(text[6:14]) and "10X98765432"[total % 11] == text[17].upper()


def is_old_id_number(text: str) -> bool:
    """The 15-digit form of before 1999: area and a real date of birth, no check digit."""
    return len(text) == 15 and text[:2] in PROVINCES and _is_birth("19" + text[6:12])


def is_card(text: str) -> bool:
    """Issuer prefix, its length and the Luhn check digit."""
    return CARD_FORMS.fullmatch(text) is not None and passes_luhn(text)


def passes_luhn(digits: str) -> bool:
    """The check digit of payment cards."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_mobile(number: int) -> bool:
    """A mobile number kept as an integer, with or without the country's prefix."""
    return 13_000_000_000 <= (number - 8_600_000_000_000 if number > 8_600_000_000_000 else number) < 20_000_000_000


def _narrow(content: bytes) -> tuple[bytes, list[int]]:
    """Full-width digits (three bytes in UTF-8) as plain ones, and where those came to stand."""
    places = [match.start() - 2 * number for number, match in enumerate(WIDE.finditer(content))]
    return (WIDE.sub(lambda match: bytes([match[1][0] - 0x60]), content) if places else content), places


def _numbers(pattern: re.Pattern[bytes], content: bytes, kind: str, is_one: Callable[[str], bool]) -> Iterator[Found]:
    for match in pattern.finditer(content):
        if is_one(re.sub("[ -]", "", match[1].decode())):
            yield match.start(1), kind


def _is_in_uuid(match: re.Match[bytes]) -> bool:
    """Whether a finding is a part of a UUID, as the files of Delta tables are named by."""
    begin = max(match.start() - UUID_LENGTH, 0)
    around = UUID.finditer(match.string, begin, match.end() + UUID_LENGTH)
    return any(uuid.start() <= match.start() and match.end() <= uuid.end() for uuid in around)


def _is_birth(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return "1900" <= text[:4] <= "2099"
