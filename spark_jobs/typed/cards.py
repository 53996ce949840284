"""Numbers of cards, accounts and wallets, and addresses of devices, as senders write them."""

from pyspark.sql import Column
from pyspark.sql import functions as F

#: Groups as printed on a card: no group by itself is a number.
GROUPS = "^([0-9]{4,}(-[0-9]{4,}){2,}|[0-9]{3,8}(-[0-9]{1,8}){2,})$"
#: A bank's number between segments of branch, currency and sub-account.
SEGMENTS = "^([A-Z]{2,5}[_-])?[0-9]+([_-][0-9A-Za-z]+)*$"
#: The same where letters may be a wallet's own.
SEGMENTS_OF_DIGITS = "^[0-9]+([_-]([0-9]+|[A-Z]{3}))+$"
#: What is typed or pasted for a hyphen.
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
IP_WITH_PORT = "^([0-9]{1,3}(?:[.][0-9]{1,3}){3})[:/#][0-9]{1,5}$"
#: The first of an address's runs of groups that are zero.
ZERO_GROUPS = "^((?:[0-9a-f]+(?::[0-9a-f]+)*?)??):?\\b0(?::0)+(?::|$)([0-9a-f:]*)$"
ZEROS_BESIDE = "(?:(?:^|:)0)*::(?:0(?::|$))*"
BRACKETED = r"^\[([0-9a-f:.]+)\](?::[0-9]{1,5})?$"
MAPPED = "^::ffff:([0-9]{1,3}(?:[.][0-9]{1,3}){3})$"


def normal_card(text: Column) -> Column:
    """A card or account number without blanks: groups are put together, of other segments (`6222…_156_1`) the longest
    counts; what is no number between segments stays as it is."""
    bare = F.translate(text, f"{DASHES} ", "-" * len(DASHES))
    return _longest(bare, SEGMENTS)


def normal_wallet(text: Column) -> Column:
    """A payment account as it stands; what is made of digits alone is a bank's, with its segments."""
    return _longest(F.translate(text, f"{DASHES} ", "-" * len(DASHES)), SEGMENTS_OF_DIGITS)


def normal_ip(text: Column) -> Column:
    """An address without its port, which is another for every payment, and without the zeros that may be left out."""
    bare = F.regexp_replace(F.lower(text), "[ ]", "")
    for form in (IP_WITH_PORT, BRACKETED, MAPPED):
        bare = F.regexp_replace(bare, form, "$1")
    short = F.regexp_replace(bare, "(^|[:.])0+([0-9a-f])", "$1$2")
    whole = F.regexp_replace(short, ZERO_GROUPS, "$1::$2")
    return F.when(short.contains("::"), F.regexp_replace(short, ZEROS_BESIDE, "::")).otherwise(whole)


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
