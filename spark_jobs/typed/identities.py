"""Identities as senders write them: normalised text, or the reason why one cannot be taken."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from spark_jobs.typed.field import Field
from spark_jobs.typed.tokens import is_id_check_ok, normal_card, normal_id_number, normal_msisdn, number_class

MASKED, SCIENTIFIC = "[*]", r"^[0-9]([.][0-9]*)?[eE][+]?[0-9]{1,3}$"
#: Per kind of key what the normalised text must look like.
KEY_PATTERNS = {
    "id_key": "^[0-9A-Z()]{6,20}$", "msisdn_key": "^[0-9]{3,20}$", "card_key": "^[0-9A-Za-z]{6,40}$",
    "wallet_key": "^[0-9A-Za-z_@.-]{4,64}$", "ip_key": "^[0-9A-Fa-f.:]{3,45}$", "mac_key": "^[0-9A-F]{12}$",
    "merchant_key": "^[0-9A-Za-z_-]{1,40}$",
}  # fmt: skip
#: What is normalised already.
PLAIN_KEYS = {"id_key": "^[0-9]{17}[0-9X]$", "msisdn_key": "^1[3-9][0-9]{9}$", "card_key": "^[0-9]{6,40}$"}


def item_reason(text: Column) -> Column:
    """Why a cell of several numbers cannot be taken: digits of one are hidden or rounded away."""
    one_of_them = f"(^|;)[ ]*{SCIENTIFIC[1:-1]}[ ]*(;|$)"
    return F.when(text.rlike(MASKED), "masked_number").when(text.rlike(one_of_them), "scientific_notation")


def key_text(kind: str, text: Column) -> Column:
    """The normalised text of an identity, NULL where it is none; most are written so that one look suffices."""
    found = _key_text(kind, text)
    return F.when(text.rlike(PLAIN_KEYS[kind]), text).otherwise(found) if kind in PLAIN_KEYS else found


def _key_text(kind: str, text: Column) -> Column:
    """`.0` is what spreadsheets append."""
    bare = F.regexp_replace(text, "[.]0+$", "")
    match kind:
        case "id_key":
            normal = normal_id_number(text)
        case "msisdn_key":
            normal = normal_msisdn(bare)
        case "card_key":
            normal = normal_card(bare)
        case "wallet_key":
            normal = _normal_wallet(bare)
        case "mac_key":
            normal = F.upper(F.regexp_replace(text, "[:-]", ""))
        case _:
            normal = F.regexp_replace(bare, "[ ]", "")
    return F.when(is_whole(text) & normal.rlike(KEY_PATTERNS[kind]), normal)


def item_count(item: Field, text: Column) -> Column:
    """How many items a cell holds; an empty one stands for one."""
    return F.greatest(F.coalesce(F.size(_items(text)), F.lit(0)), F.lit(1))


def first_id_number(item: Field, text: Column) -> Column:
    """The first of the ID numbers of a cell, normalised."""
    first = F.try_element_at(_items(text), F.lit(1))
    return F.when(is_whole(first), normal_id_number(first))


def id_check(item: Field, text: Column) -> Column:
    """Whether a normalised ID number passes its check digit."""
    return is_id_check_ok(text)


def class_of_number(item: Field, text: Column) -> Column:
    """The class of a normalised phone number."""
    return number_class(text)


def _items(text: Column) -> Column:
    """The items of a cell, separated by `;`; empty ones are none."""
    return F.array_remove(F.split(text, "[ ]*;[ ]*"), "")


def is_whole(text: Column) -> Column:
    """Whether no digit of a number is hidden or rounded away."""
    return ~text.rlike(MASKED) & ~text.rlike(SCIENTIFIC)


def _normal_wallet(text: Column) -> Column:
    """A payment account as it stands; what is made of digits alone is a bank's, with its segments."""
    return F.when(text.rlike("^[0-9]+([_-][0-9]+)+$"), normal_card(text)).otherwise(F.regexp_replace(text, "[ ]", ""))
