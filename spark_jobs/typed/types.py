"""The types of fields, in one table: how a text is made ready, what its value is, why a filled cell may have none."""

from collections.abc import Callable
from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F

from spark_jobs.typed import codes, identities, numbers, times
from spark_jobs.typed.field import Field

Step = Callable[[Field, Column], Column]


def _itself(item: Field, text: Column) -> Column:
    return text


def _patterned(item: Field, text: Column) -> Column:
    return F.when(text.rlike(item.pattern), text) if item.pattern else text


def _matches(item: Field, text: Column) -> Column:
    return F.coalesce(text.rlike(str(item.pattern)), F.lit(False))


@dataclass(frozen=True)
class Type:
    """One type.

    `ready`: what several rules of a field read, a step of its own, since an engine that meets a long expression in many
    places takes minutes to plan. `value`: of what is ready. `reason`: why a filled cell has no value; None where most
    have none. `is_number`: masks and digits lost to a spreadsheet are told apart. `token`: the kind of keyed token that
    takes the place of the value.
    """

    value: Step = _itself
    ready: Step = _itself
    reason: str | None = "bad_format"
    is_number: bool = False
    is_time: bool = False
    token: str | None = None


def _time(value: Step) -> Type:
    return Type(value, times.local_time, "bad_timestamp", is_time=True)


def _key(kind: str, token: str) -> Type:
    return Type(ready=lambda item, text: identities.key_text(kind, text), is_number=True, token=token)


TYPES: dict[str, Type] = {
    "text": Type(_patterned),
    "matches": Type(_matches),
    "timestamp": _time(times.instant),
    "date": _time(times.day),
    "year": _time(times.year),
    "money": Type(numbers.fen, reason="bad_amount"),
    "signed_money": Type(numbers.signed_fen, reason="bad_amount"),
    "integer": Type(numbers.integer, reason="bad_integer"),
    "duration": Type(numbers.seconds, reason="bad_integer"),
    "count": Type(identities.item_count, reason="bad_integer"),
    "code": Type(codes.code, reason="unknown_code"),
    "prefix_code": Type(codes.prefix_code, reason="unknown_code"),
    "word_code": Type(codes.word_code, reason=None),
    "id_number": Type(identities.first_id_number, is_number=True),
    "id_check": Type(identities.id_check, lambda item, text: identities.key_text("id_key", text), is_number=True),
    "number_class": Type(
        identities.class_of_number, lambda item, text: identities.key_text("msisdn_key", text), is_number=True
    ),
    "id_key": _key("id_key", "id"),
    "msisdn_key": _key("msisdn_key", "msisdn"),
    "card_key": _key("card_key", "card"),
    "wallet_key": _key("wallet_key", "card"),
    "ip_key": _key("ip_key", "ip"),
    "mac_key": _key("mac_key", "mac"),
    "merchant_key": _key("merchant_key", "merchant"),
}
CODE_TYPES = {name for name in TYPES if name.endswith("code")}
