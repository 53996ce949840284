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
LONE_SEPARATOR = "^[;；、，,/|]+|[;；、，,/|]+$"
#: As printed on the card.
ID_GROUPS = "^[0-9]{6}-[0-9]{8}-[0-9]{3}[0-9Xx]$"
#: A name without a dot (app, 微信) is the same for many addresses.
URL = "[^./: ]+[.][^./: ]+"


def token(kind: str, text: Column, key: bytes) -> Column:
    """The bigint token of a normalised text; NULL stays NULL."""
    if kind not in KINDS:
        raise ValueError(f"unknown kind of token: {kind}")
    block = key.ljust(BLOCK, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in block) for pad in (0x36, 0x5C))
    digest = F.unhex(F.sha2(F.concat(F.lit(inner + f"{kind}:".encode()), text.cast("binary")), 256))
    hexed = F.sha2(F.concat(F.lit(outer), digest), 256)
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
    bare = F.upper(F.regexp_replace(text, f"[ ]|{LONE_SEPARATOR}|[.]0+$", ""))
    bare = F.when(text.rlike(ID_GROUPS), F.upper(F.translate(text, "-", ""))).otherwise(bare)
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


def normal_url(text: Column) -> Column:
    """A web address in lower case without scheme and closing slash."""
    return F.regexp_replace(F.lower(text), "^https?://|/+$", "")
