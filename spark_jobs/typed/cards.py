"""Numbers of cards, accounts and wallets, and addresses of devices, as senders write them."""

from pyspark.sql import Column
from pyspark.sql import functions as F

#: Groups as printed on a card: no group by itself is a number.
GROUPS = "^([0-9]{4,}(-[0-9]{4,}){2,}|[0-9]{3,8}(-[0-9]{1,8}){2,})$"
#: A bank's number between segments of branch, currency and sub-account.
SEGMENTS = "^([A-Z]{2,5}[_-])?[0-9]+([_-][0-9A-Za-z]+)*$"
#: The same where letters may be a wallet's own.
SEGMENTS_OF_DIGITS = "^[0-9]+([_-]([0-9]+|[A-Z]{3}))+$"
IP_WITH_PORT = "^([0-9]{1,3}(?:[.][0-9]{1,3}){3})[:/#][0-9]{1,5}$"
BRACKETED = r"^\[([0-9a-f:.]+)\](?::[0-9]{1,5})?$"
MAPPED = "^::ffff:([0-9]{1,3}(?:[.][0-9]{1,3}){3})$"


def normal_card(text: Column) -> Column:
    """A card or account number without blanks: groups are put together, of other segments (`6222…_156_1`) the longest
    counts; what is no number between segments stays as it is."""
    bare = F.regexp_replace(text, "[ ]", "")
    return _longest(bare, SEGMENTS)


def normal_wallet(text: Column) -> Column:
    """A payment account as it stands; what is made of digits alone is a bank's, with its segments."""
    return _longest(F.regexp_replace(text, "[ ]", ""), SEGMENTS_OF_DIGITS)


def normal_ip(text: Column) -> Column:
    """An address without its port: that is another for every payment."""
    bare = F.regexp_replace(F.lower(text), "[ ]", "")
    for form in (IP_WITH_PORT, BRACKETED, MAPPED):
        bare = F.regexp_replace(bare, form, "$1")
    return bare


def normal_mac(text: Column) -> Column:
    """Twelve hex digits."""
    return F.upper(F.regexp_replace(text, "[:. -]", ""))


def normal_merchant(text: Column) -> Column:
    """A merchant's number without blanks."""
    return F.regexp_replace(text, "[ ]", "")


def _longest(bare: Column, segments: str) -> Column:
    parts = F.transform(
        F.split(bare, "[_-]"), lambda part: F.struct(F.length(part).alias("length"), part.alias("part"))
    )
    return (
        F.when(~bare.rlike("[_-]"), bare)
        .when(bare.rlike(GROUPS), F.regexp_replace(bare, "-", ""))
        .when(bare.rlike(segments), F.array_max(parts)["part"])
        .otherwise(bare)
    )
