"""The types of fields, in one table: how a text is made ready, what its value is, why a filled cell may have none."""

from collections.abc import Callable
from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F

from spark_jobs.typed import codes, identities, nothing, numbers, times
from spark_jobs.typed.field import Field
from spark_jobs.typed.items import persons

Step = Callable[[Field, Column], Column]


def _itself(item: Field, text: Column) -> Column:
    return text


def _patterned(item: Field, text: Column) -> Column:
    is_value = ~nothing.is_nothing(item, text)
    return F.when((text.rlike(item.pattern) & is_value) if item.pattern else is_value, text)


def _matches(item: Field, text: Column) -> Column:
    return F.coalesce(text.rlike(str(item.pattern)), F.lit(False))


@dataclass(frozen=True)
class Type:
    """One type.

    `ready`: what several rules of a field read, a step of its own, since an engine that meets a long expression in many
    places takes minutes to plan. `value`: of what is ready. `reason`: why a filled cell has no
    value; None where most have none. `nothing`: whether a cell without a value says that there is none;
    `hides_nothing`: whether such a cell would pass for a value. `kind`: of identity, which may be hidden in part or
    several; `is_normalised`: whether it is put into one form first; `token`: the kind of keyed token that takes the
    place of the value. `limit`: the SQL type of the contract's limits.
    """

    value: Step = _itself
    ready: Step = _itself
    reason: str | None = "bad_format"
    nothing: Step = nothing.is_word
    hides_nothing: bool = False
    is_time: bool = False
    kind: str | None = None
    is_normalised: bool = False
    token: str | None = None
    limit: str = "bigint"


def _time(value: Step, limit: str, is_none: Step = nothing.is_no_time) -> Type:
    return Type(value, times.local_time, reason="bad_timestamp", nothing=is_none, is_time=True, limit=limit)


def _number(kind: str, value: Step = _itself, token: str | None = None) -> Type:
    return Type(value, nothing=nothing.is_no_key, hides_nothing=True, kind=kind, is_normalised=True, token=token)


TYPES: dict[str, Type] = {
    "text": Type(_patterned, nothing=nothing.is_nothing, hides_nothing=True),
    "matches": Type(_matches),
    "timestamp": _time(times.instant, "timestamp"),
    "date": _time(times.day, "date"),
    "year": _time(times.year, "int", nothing.is_no_birth),
    "money": Type(numbers.fen, reason="bad_amount"),
    "signed_money": Type(numbers.signed_fen, reason="bad_amount"),
    "integer": Type(numbers.integer, reason="bad_integer"),
    "duration": Type(numbers.seconds, reason="bad_integer"),
    "count": Type(identities.item_count, identities.named_persons, reason="bad_integer"),
    "persons": Type(persons, nothing=nothing.is_nothing, hides_nothing=True),
    "code": Type(ready=codes.code, reason="unknown_code", nothing=nothing.is_nothing),
    "area_code": Type(ready=codes.area_code, reason="unknown_code", nothing=nothing.is_nothing),
    "prefix_code": Type(codes.prefix_code, reason="unknown_code", nothing=nothing.is_nothing),
    "place_code": Type(codes.place_code, reason="unknown_code", nothing=nothing.is_nothing),
    "word_code": Type(codes.word_code, reason=None),
    "id_number": Type(
        identities.first_id_number,
        identities.named_persons,
        nothing=identities.names_nobody,
        hides_nothing=True,
        kind="id_key",
    ),
    "id_check": _number("id_key", identities.id_check),
    "number_class": _number("msisdn_key", identities.class_of_number),
    "id_key": _number("id_key", token="id"),
    "msisdn_key": _number("msisdn_key", token="msisdn"),
    "card_key": _number("card_key", token="card"),
    "wallet_key": _number("wallet_key", token="card"),
    "ip_key": _number("ip_key", token="ip"),
    "mac_key": _number("mac_key", token="mac"),
    "merchant_key": _number("merchant_key", token="merchant"),
}
CODE_TYPES = {name for name in TYPES if name.endswith("code")}


def reading(item: Field) -> object:
    """What fields have in common that read the same identity from the same text: it is normalised once for them."""
    own = (item.wires, item.constant, item.join, item.replace, item.when, item.unless)
    return (TYPES[item.type].kind, *own) if TYPES[item.type].is_normalised else item.name
