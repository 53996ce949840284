"""Identity tokens: HMAC-SHA-256 in native Spark functions, so that both engines agree and no Python sees a person.

The token of a text is the first 15 hex digits (60 bits) of HMAC(key, kind + ":" + text) as a bigint; see the literal
vectors in tests/spark_jobs/test_tokens.py.
"""

from pyspark.sql import Column
from pyspark.sql import functions as F

BLOCK = 64
KINDS = {"id", "msisdn", "card", "url", "row", "ip", "mac", "merchant"}
ID_BASE = 13
ID_CHECK_DIGITS = "10X98765432"
PREFIX = r"^(?:\+?86|0086|17951|12593)"
#: What may stand behind a prefix as it is: mobiles, 400 and 800, services, ports of text messages.
PREFIXED = PREFIX + "(1[3-9][0-9]{9}|[48]00[0-9]{7}|1[0-2][0-9]{3}|9[56][0-9]{3}|106[0-9]{5}|106[0-9]{8,17})$"
#: A fixed number with its area, which is written with a 0 in front.
PREFIXED_FIXED = PREFIX + "0?(10[2-9][0-9]{7}|[2-9][0-9]{8,10})$"
NUMBER_CLASSES = (
    ("foreign", "^00[1-9][0-9]{4,17}$"), ("service", "^[48]00[0-9]{7}$"),
    ("fixed", "^(0[1-9][0-9]{8,11}|[2-8][0-9]{6,7})$"),
    ("short", "^(1[0-2468][0-9]{1,18}|9[56][0-9]{3,18}|[0-9]{3,6})$"),
)  # fmt: skip


def token(kind: str, text: Column, key: bytes) -> Column:
    """The bigint token of a normalised text; NULL stays NULL."""
    if kind not in KINDS:
        raise ValueError(f"unknown kind of token: {kind}")
    block = key.ljust(BLOCK, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in block).hex() for pad in (0x36, 0x5C))
    message = F.encode(F.concat(F.lit(f"{kind}:"), text), "UTF-8")
    digest = F.unhex(F.sha2(F.concat(F.unhex(F.lit(inner)), message), 256))
    hexed = F.sha2(F.concat(F.unhex(F.lit(outer)), digest), 256)
    return F.conv(F.substring(hexed, 1, 15), 16, 10).cast("bigint")


def fingerprint(text: Column) -> Column:
    """60 bits that tell texts apart in which no person stands: cheaper than a token, and without a key.

    Of rows with `source`: Sail panics on a text that it knows to be the same in every row, so nothing of a column that
    it does not know stands behind it.
    """
    return F.shiftrightunsigned(F.xxhash64(F.concat(text, F.substring("source", 1, 0))), 4)


def normal_id_number(text: Column) -> Column:
    """An ID number without blanks and a spreadsheet's `.0`, the check letter in upper case; fifteen digits become the
    eighteen of today. Digits are read from the text itself: an engine evaluates what stands inside once for each."""
    longer = F.concat(F.substring(text, 1, 6), F.lit("19"), F.substring(text, 7, 9))
    bare = F.upper(F.regexp_replace(text, "[ ]|[.]0+$", ""))
    return F.when(text.rlike("^[0-9]{15}$"), F.concat(longer, _check_digit(longer))).otherwise(bare)


def _check_digit(text: Column) -> Column:
    """The check digit of the first seventeen digits (GB 11643). Their weights are powers of 2 modulo 11, as those of
    13 are: the sum is twice the digits read to the base 13, which stays below 13^17, a bigint."""
    number = F.conv(F.substring(text, 1, 17), ID_BASE, 10).cast("bigint")
    return F.substring(F.lit(ID_CHECK_DIGITS), (number % 11 * 2 % 11 + 1).cast("int"), F.lit(1))


def is_id_check_ok(text: Column) -> Column:
    """Whether a normalised 18-digit ID number passes its check digit; false for other forms."""
    has_form = text.rlike("^[0-9]{17}[0-9X]$")
    is_right = F.substring(text, 18, 1) == _check_digit(text)
    return F.when(has_form, is_right).when(text.isNotNull(), F.lit(False))


def normal_msisdn(text: Column) -> Column:
    """A phone number without blanks, hyphens and the prefixes of mainland numbers; `+` abroad is 00."""
    bare = F.regexp_replace(text, "[ ()-]", "")
    same = F.when(bare.rlike(PREFIXED), F.regexp_extract(bare, PREFIXED, 1))
    fixed = F.when(bare.rlike(PREFIXED_FIXED), F.concat(F.lit("0"), F.regexp_extract(bare, PREFIXED_FIXED, 1)))
    return F.coalesce(same, fixed, F.when(bare.startswith("+"), F.regexp_replace(bare, "^[+]", "00")), bare)


def number_class(number: Column) -> Column:
    """Class of a normalised phone number: mobile, foreign, service (400 and 800), fixed or short; else NULL."""
    found: Column = F.when(number.rlike("^1[3-9][0-9]{9}$"), "mobile")
    for name, pattern in NUMBER_CLASSES:
        found = found.when(number.rlike(pattern), name)
    return found


def normal_card(text: Column) -> Column:
    """A card or account number without blanks; of several segments (`6222…_156_1`) the longest."""
    bare = F.regexp_replace(text, "[ ]", "")
    parts = F.transform(
        F.split(bare, "[_-]"), lambda part: F.struct(F.length(part).alias("length"), part.alias("part"))
    )
    return F.when(bare.rlike("[_-]"), F.array_max(parts)["part"]).otherwise(bare)


def normal_url(text: Column) -> Column:
    """A web address in lower case without scheme and closing slash."""
    return F.regexp_replace(F.lower(text), "^https?://|/+$", "")
