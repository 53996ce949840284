"""One cell of clean text as a value of its type, by the rules of a field; NULL where it is empty or not accepted."""

from collections.abc import Mapping as Dictionary

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql.types import DateType

from spark_jobs.typed.fields import KEY_TYPES, Field
from spark_jobs.typed.identities import MASKED, SCIENTIFIC, is_whole, key_text
from spark_jobs.typed.mapping import Mapping
from spark_jobs.typed.times import TIME_TYPES, local_time
from spark_jobs.typed.tokens import is_id_check_ok, normal_id_number, number_class, token

Wires = Dictionary[str, Column]
MONEY = r"^[¥￥$]?([0-9]{1,3}(,[0-9]{3}){1,4}|[0-9]{1,13})(\.[0-9]{1,2}0*)?$"
CLOCK_DURATION = "^([0-9]{1,3}):([0-5][0-9]):([0-5][0-9])$"
NUMBER_TYPES = {"id_number", "id_key", "msisdn_key", "card_key", "wallet_key", "id_check", "number_class"}
REASONS = {
    "code": "unknown_code", "prefix_code": "unknown_code", "timestamp": "bad_timestamp",
    "date": "bad_timestamp", "year": "bad_timestamp", "money": "bad_amount", "signed_money": "bad_amount",
    "integer": "bad_integer", "duration": "bad_integer", "count": "bad_integer",
}  # fmt: skip


def reason(item: Field, text: Column) -> Column:
    """Why a filled cell has no value."""
    if item.type == "word_code":
        return F.lit(None).cast("string")  # most texts hold none of the words
    known = F.lit(REASONS.get(item.type, "bad_format"))
    if item.type not in NUMBER_TYPES:
        return known
    masked = F.when(text.rlike(MASKED), "masked_number").when(text.rlike(SCIENTIFIC), "scientific_notation")
    return masked.otherwise(known)


def field_text(item: Field, wires: Wires) -> Column:
    """The text that a field reads: joined, shortened and replaced as its mapping says."""
    if not item.wires:
        return F.lit(item.constant)
    cells = [wires[wire] for wire in item.wires]
    if item.type in TIME_TYPES:  # 00000000: senders' way to say that there is none
        cells = [F.when(~cell.rlike("^0+$"), cell) for cell in cells]
    text = F.coalesce(*cells) if item.join == "first" else _with_blanks(cells)
    for pattern, put in item.replace:
        text = F.regexp_replace(text, pattern, put)
    for length, kept in item.shorten:
        text = F.when(F.length(text) == length, F.substring(text, 1, kept)).otherwise(text)
    for wire, wanted in item.when:
        text = F.when(wires[wire] == wanted, text)
    for wire, unwanted in item.unless:
        text = F.when(~F.coalesce(wires[wire].isin(*unwanted), F.lit(False)), text)
    return text


def ready(item: Field, text: Column, mapping: Mapping) -> Column:
    """What several rules of a field read: an identity normalised, a time in the sender's own; else the text itself.

    A step of its own, since an engine that meets a long expression in many places takes minutes to plan.
    """
    if item.type in KEY_TYPES:
        return key_text(item.type, text)
    match item.type:
        case "id_check":
            return key_text("id_key", text)
        case "number_class":
            return key_text("msisdn_key", text)
        case "timestamp" | "date" | "year":
            return local_time(text, item, mapping)
    return text


def value(item: Field, text: Column, mapping: Mapping, key: bytes) -> Column:
    """The typed value of a field from what is `ready`; see the types in `fields.py`. One that the table's contract does
    not admit is a typing error of its line, and must not stop the batch."""
    found = _value(item, text, mapping, key)
    lowest, highest = item.limits or (None, None)
    found = found if lowest is None else F.when(found >= lowest, found)
    return found if highest is None else F.when(found <= highest, found)


def _value(item: Field, text: Column, mapping: Mapping, key: bytes) -> Column:
    if item.type in KEY_TYPES:
        return token(item.type.removesuffix("_key").replace("wallet", "card"), text, key)
    match item.type:
        case "text":
            return F.when(text.rlike(item.pattern), text) if item.pattern else text
        case "matches":
            return F.coalesce(text.rlike(str(item.pattern)), F.lit(False))
        case "id_number":
            first = F.try_element_at(_items(text), F.lit(1))
            return F.when(is_whole(first), normal_id_number(first))
        case "id_check":
            return is_id_check_ok(text)
        case "number_class":
            return number_class(text)
        case "code":
            return _code(text, item)
        case "prefix_code":
            return _chain(item, F.when(text.rlike(item.pattern), text) if item.pattern else text, "startswith")
        case "word_code":
            return _chain(item, text, "contains")
    return _measure(item, text, mapping)


def _measure(item: Field, text: Column, mapping: Mapping) -> Column:
    match item.type:
        case "timestamp":
            return text - F.expr(f"interval {mapping.utc_offset_hours} hours")
        case "date":
            return text.cast(DateType())
        case "year":
            return F.year(text.cast(DateType()))
        case "money":
            return _fen(text)
        case "signed_money":
            sign = F.when(text.startswith("-"), F.lit(-1)).otherwise(F.lit(1))
            return _fen(F.regexp_replace(text, "^[-+]", "")) * sign
        case "integer":
            return F.when(text.rlike("^[0-9]{1,9}([.]0+)?$"), F.regexp_replace(text, "[.]0+$", "")).cast("int")
        case "duration":
            return _seconds(text)
        case "count":
            return F.greatest(F.coalesce(F.size(_items(text)), F.lit(0)), F.lit(1))
    raise ValueError(f"{mapping.path.name}: {item.name}: no rule for type {item.type}")


def _with_blanks(cells: list[Column]) -> Column:
    """Day and time from columns of their own; empty where one of them is."""
    first, *others = cells
    return F.concat(first, *[part for cell in others for part in (F.lit(" "), cell)])


def _items(text: Column) -> Column:
    """The items of a cell, separated by `;`; empty ones are none."""
    return F.array_remove(F.split(text, "[ ]*;[ ]*"), "")


def _code(text: Column, item: Field) -> Column:
    same = [code for wire, code in item.codes if wire == code]
    if len(same) == len(item.codes):
        return F.when(text.isin(same), text)
    return _chain(item, text, "eqNullSafe")


def _chain(item: Field, text: Column, comparison: str) -> Column:
    """The code of the first pair whose text the cell equals, begins with or contains."""
    (first, code), *others = item.codes
    column = F.when(getattr(text, comparison)(first), code)
    for wire, other in others:
        column = column.when(getattr(text, comparison)(wire), other)
    return column if item.otherwise is None else column.when(text.isNotNull(), item.otherwise)


def _seconds(text: Column) -> Column:
    plain = F.when(text.rlike("^[0-9]{1,6}([.]0+)?$"), F.regexp_replace(text, "[.]0+$", "")).cast("int")
    parts = [F.regexp_extract(text, CLOCK_DURATION, i).cast("int") for i in (1, 2, 3)]
    return F.coalesce(
        plain, F.when(text.rlike(CLOCK_DURATION), parts[0] * 3600 + parts[1] * 60 + parts[2]).cast("int")
    )  # fmt: skip


def _fen(text: Column) -> Column:
    """Yuan with up to two decimals as integer fen, without a detour through floating point."""
    bare = F.regexp_replace(F.when(text.rlike(MONEY), text), "[¥￥$,]", "")
    whole, cents = F.regexp_extract(bare, "^([0-9]+)", 1), F.regexp_extract(bare, r"\.([0-9]{1,2})", 1)
    return whole.cast("bigint") * 100 + F.rpad(cents, 2, "0").cast("bigint")
