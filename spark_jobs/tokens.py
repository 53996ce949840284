"""Identity tokens: HMAC-SHA-256 in native Spark functions, so that both engines agree and no Python sees a person.

The token of a text is the first 15 hex digits (60 bits) of HMAC(key, kind + ":" + text) as a bigint; see the literal
vectors in tests/spark_jobs/test_tokens.py.
"""

from pyspark.sql import Column
from pyspark.sql import functions as F

BLOCK = 64
KINDS = {"id", "msisdn", "card", "url", "row"}
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECK_DIGITS = "10X98765432"
MSISDN_PREFIX = r"^(?:\+?86|0086|17951|12593)(1[3-9][0-9]{9})$"


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


def normal_id_number(text: Column) -> Column:
    """An ID number without blanks, the check letter in upper case."""
    return F.upper(F.regexp_replace(text, "[ ]", ""))


def is_id_check_ok(text: Column) -> Column:
    """Whether a normalised 18-digit ID number passes its check digit (GB 11643); false for other forms."""
    total = sum(
        (F.substring(text, place, 1).try_cast("int") * weight for place, weight in enumerate(ID_WEIGHTS, 1)), F.lit(0)
    )
    expected = F.substring(F.lit(ID_CHECK_DIGITS), total % 11 + 1, F.lit(1))
    has_form = text.rlike("^[0-9]{17}[0-9X]$")
    return F.when(has_form, F.substring(text, 18, 1) == expected).when(text.isNotNull(), F.lit(False))


def normal_msisdn(text: Column) -> Column:
    """A phone number without blanks, hyphens and the prefixes of mainland numbers; other numbers stay as dialled."""
    bare = F.regexp_replace(text, "[ -]", "")
    return F.when(bare.rlike(MSISDN_PREFIX), F.regexp_extract(bare, MSISDN_PREFIX, 1)).otherwise(bare)


def normal_card(text: Column) -> Column:
    """A card or account number without blanks and suffixes: the first part of at least eight signs."""
    bare = F.regexp_replace(text, "[ ]", "")
    part = F.regexp_extract(bare, "([0-9A-Za-z]{8,})", 1)
    return F.when(part != "", part).otherwise(bare)


def normal_url(text: Column) -> Column:
    """A web address in lower case without scheme and closing slash."""
    return F.regexp_replace(F.lower(text), "^https?://|/+$", "")
