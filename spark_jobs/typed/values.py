"""One cell of clean text as a value of its type, by the rules of a field; NULL where it is empty or not accepted."""

from collections.abc import Mapping as Dictionary

from pyspark.sql import Column
from pyspark.sql import functions as F

from spark_jobs.typed.field import Field
from spark_jobs.typed.identities import MASKED, SCIENTIFIC
from spark_jobs.typed.tokens import token
from spark_jobs.typed.types import TYPES

Wires = Dictionary[str, Column]


def field_text(item: Field, wires: Wires) -> Column:
    """The text that a field reads: joined, shortened and replaced as its mapping says."""
    if not item.wires:
        return F.lit(item.constant)
    cells = [wires[wire] for wire in item.wires]
    if TYPES[item.type].is_time:  # 00000000: senders' way to say that there is none
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


def ready(item: Field, text: Column) -> Column:
    """What the rules of a field read: an identity normalised, a time in the sender's own; else the text itself."""
    return TYPES[item.type].ready(item, text)


def value(item: Field, text: Column, key: bytes) -> Column:
    """The typed value of a field from what is `ready`. One that the table's contract does not admit is a typing error
    of its line, and must not stop the batch."""
    own = TYPES[item.type]
    found = own.value(item, text)
    if own.token:
        found = token(own.token, found, key)
    return F.when(found.between(*item.limits), found) if item.limits else found


def reason(item: Field, text: Column) -> Column:
    """Why a filled cell has no value."""
    own = TYPES[item.type]
    known = F.lit(own.reason).cast("string")
    if not own.is_number:
        return known
    masked = F.when(text.rlike(MASKED), "masked_number").when(text.rlike(SCIENTIFIC), "scientific_notation")
    return masked.otherwise(known)


def _with_blanks(cells: list[Column]) -> Column:
    """Day and time from columns of their own; empty where one of them is."""
    first, *others = cells
    return F.concat(first, *[part for cell in others for part in (F.lit(" "), cell)])
