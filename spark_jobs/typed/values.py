"""One cell of clean text as a value of its type, by the rules of a field; NULL where it is empty or not accepted."""

from collections.abc import Mapping as Dictionary

from pyspark.sql import Column
from pyspark.sql import functions as F

from spark_jobs.typed.field import Field
from spark_jobs.typed.identities import why_not
from spark_jobs.typed.tokens import token
from spark_jobs.typed.types import TYPES

Wires = Dictionary[str, Column]
#: A sender's clock may run ahead of the cut-off, but nothing of the day after tomorrow can be known.
DAYS_AHEAD = 2


def field_text(item: Field, wires: Wires) -> Column:
    """The text that a field reads: joined and replaced as its mapping says."""
    if not item.wires:
        return F.lit(item.constant)
    cells = [wires[wire] for wire in item.wires]
    own = TYPES[item.type]
    if item.join == "blank":
        cells = [_with_blanks(cells)]  # midnight is 00:00:00
    if own.is_time or (own.hides_nothing and len(cells) > 1):  # else the first would hide the second
        cells = [F.when(~own.nothing(item, cell), cell) for cell in cells]
    text = F.coalesce(*cells)
    for pattern, put in item.replace:
        text = F.regexp_replace(text, pattern, put)
    for wire, wanted in item.when:
        text = F.when(wires[wire] == wanted, text)
    for wire, unwanted in item.unless:
        text = F.when(~F.coalesce(wires[wire].isin(*unwanted), F.lit(False)), text)
    return text


def normal(item: Field, text: Column) -> Column:
    """An identity normalised; else the text itself."""
    return TYPES[item.type].normal(item, text)


def ready(item: Field, normal: Column) -> Column:
    """What the rules of a field read: an identity of its form, a time in the sender's own; else the text itself."""
    return TYPES[item.type].ready(item, normal)


def value(item: Field, text: Column, key: bytes) -> Column:
    """The typed value of a field from what is `ready`. One that the table's contract does not admit, or that cannot be
    known yet, is an error of its line, and must not stop the batch."""
    own = TYPES[item.type]
    found = own.value(item, F.when(~is_ahead(text), text) if own.is_time and item.within is None else text)
    if item.within is not None:
        first, last = (F.date_add(F.col("batch_date"), days) for days in item.within)
        found = F.when(found.between(first, last), found)
    if own.token:
        found = token(own.token, found, key)
    for limit, is_beyond in zip(item.limits, ("__lt__", "__gt__"), strict=True):
        if limit is not None:
            found = F.when(~getattr(found, is_beyond)(F.lit(limit).cast(own.limit)), found)
    return found


def is_ahead(local: Column) -> Column:
    """Whether a time lies behind what a sender can know when its batch is closed."""
    return local >= F.date_add(F.col("batch_date"), DAYS_AHEAD).cast("timestamp")


def reason(item: Field, text: Column, ready: Column) -> Column:
    """Why a filled cell has no value."""
    own = TYPES[item.type]
    found = F.lit(own.reason).cast("string")
    if item.within is not None:
        found = F.when(ready.isNotNull(), "out_of_span").otherwise(found)
    elif own.is_time:
        found = F.when(is_ahead(ready), "after_batch").otherwise(found)
    if own.kind:
        found = F.coalesce(why_not(own.kind, text), found)
    return F.when(own.nothing(item, text), "required").otherwise(found) if own.hides_nothing else found


def _with_blanks(cells: list[Column]) -> Column:
    """Day and time from columns of their own; empty where one of them is."""
    first, *others = cells
    return F.concat(first, *[part for cell in others for part in (F.lit(" "), cell)])
