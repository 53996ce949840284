"""One cell of clean text as a value of its type, by the rules of a field; NULL where it is empty or not accepted."""

from collections.abc import Mapping as Dictionary

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from spark_jobs.typed import identities
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


def ready(item: Field, text: Column) -> Column:
    """What the rules of a field read: a time in the sender's own, a code; else the text itself."""
    return TYPES[item.type].ready(item, text)


def with_identities(rows: DataFrame, items: list[Field]) -> DataFrame:
    """Texts t_… of identities as what the rules of their fields read, r_…: normalised, and of the form of their kind.
    Whether a text is plain (p_…) and its normal form (n_…) are steps of their own."""
    if not items:
        return rows
    kinds = {item.name: str(TYPES[item.type].kind) for item in items}
    plain = {f"p_{i.name}": identities.is_plain(kinds[i.name], i, F.col(f"t_{i.name}")) for i in items}
    rows = rows.withColumns(plain)
    rows = rows.withColumns({f"n_{i.name}": _normal(kinds[i.name], i) for i in items})
    keys = {f"r_{n}": identities.key_text(kind, F.col(f"n_{n}"), F.col(f"p_{n}")) for n, kind in kinds.items()}
    return rows.withColumns(keys)


def _normal(kind: str, item: Field) -> Column:
    return identities.normal_text(kind, item, F.col(f"t_{item.name}"), F.col(f"p_{item.name}"))


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
