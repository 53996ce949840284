"""Why a line is refused, and which of its optional cells could not be read and are empty instead."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from spark_jobs.typed.field import Field
from spark_jobs.typed.mapping import Mapping
from spark_jobs.typed.nothing import is_nothing
from spark_jobs.typed.types import TYPES
from spark_jobs.typed.values import Wires, reason


def first_problem(mapping: Mapping, wires: Wires) -> Column:
    """A struct (reason, column) where the line is refused, else NULL."""
    on_wire = _problem(F.col("wire_reason"), F.col("wire_column"))
    is_deleted = F.coalesce(F.col("v_op") == "D", F.lit(False)) if has_op(mapping) else F.lit(False)
    fields = [_problem(_refusal(item, wires, is_deleted), _place(item, wires)) for item in mapping.fields if item.wires]
    return F.coalesce(on_wire, *_failed_queries(mapping, wires), *fields)


def unread_columns(mapping: Mapping, wires: Wires) -> Column:
    """The wire columns whose value is left out, `;` between; NULL where there is none, as in nearly all lines."""
    lists = {wire: _has_odd(F.col(f"e_{name}")) for name, wire, _ in mapping.entities}
    odd = []
    for item in (item for item in mapping.fields if item.wires and not item.refuses):
        # A cell whose first item is a field of its own is named once, whichever item is at fault.
        as_list = lists.pop(item.wires[0], None) if len(item.wires) == 1 else None
        odd.append((_is_odd(item) if as_list is None else _is_odd(item) | as_list, _place(item, wires)))
    odd += [(has_odd, F.lit(wire)) for wire, has_odd in lists.items()]
    if not odd:
        return F.lit(None).cast("string")
    is_any, *others = [is_odd for is_odd, _ in odd]
    for other in others:
        is_any = is_any | other
    return F.when(is_any, F.concat_ws(";", *[F.when(is_odd, place) for is_odd, place in odd]))


def has_op(mapping: Mapping) -> bool:
    """Whether the rows of a feed say what happened to them."""
    return any(item.name == "op" for item in mapping.fields)


def _problem(reason_code: Column, column: Column) -> Column:
    both = F.struct(reason_code.alias("reason"), F.when(reason_code.isNotNull(), column).alias("column"))
    return F.when(reason_code.isNotNull(), both)


def _failed_queries(mapping: Mapping, wires: Wires) -> list[Column]:
    found, words = [], mapping.fields[0]  # any field knows its sender's words for nothing
    for refusal in mapping.refused:
        text = wires[refusal.wire]
        is_filled = text.isNotNull() & ~text.isin(*refusal.unless, "") & ~is_nothing(words, text)
        found.append(_problem(F.when(is_filled, refusal.reason), F.lit(refusal.wire)))
    return found


def _refusal(item: Field, wires: Wires, is_deleted: Column) -> Column:
    text, ready = F.col(f"t_{item.read_as}"), F.col(f"r_{item.read_as}")
    code = F.lit(None).cast("string")
    if item.refuses:
        code = F.when(_is_unread(item) if item.required != "never" else _is_odd(item), reason(item, text, ready))
    if item.required == "never":
        return code
    may_be_empty = is_deleted if item.required == "unless_deleted" else F.lit(False)
    for wire, texts in item.required_unless:
        may_be_empty = may_be_empty | F.coalesce(wires[wire].isin(*texts), F.lit(False))
    for wire, texts in item.only:
        is_other = ~F.coalesce(wires[wire].isin(*texts), F.lit(False))
        code = F.when(is_other, F.when(text.isNotNull(), "not_of_kind")).otherwise(code)
        may_be_empty = may_be_empty | is_other
    code = F.when(~may_be_empty, code) if item.required_unless else code
    return F.coalesce(F.when(text.isNull() & ~may_be_empty, "required"), code)


def _is_unread(item: Field) -> Column:
    """Whether a filled cell has no value; a ready identity has its token."""
    found = F.col(f"r_{item.read_as}" if TYPES[item.type].token else f"v_{item.name}")
    return F.col(f"t_{item.read_as}").isNotNull() & found.isNull()


def _is_odd(item: Field) -> Column:
    """Whether a cell says something that cannot be read, rather than that there is nothing."""
    own = TYPES[item.type]
    if own.reason is None:
        return F.lit(False)
    return _is_unread(item) & F.when(_is_unread(item), ~own.nothing(item, F.col(f"t_{item.read_as}")))


def _has_odd(entities: Column) -> Column:
    """Whether a list names what is not whole, or not of its kind."""
    return F.coalesce(F.exists(entities, lambda one: one.isNull()), F.lit(False))


def _place(item: Field, wires: Wires) -> Column:
    """The wire column at fault: of several the first that is filled."""
    filled = [F.when(wires[wire].isNotNull(), wire) for wire in item.wires]
    return F.coalesce(*filled, F.lit(item.wires[0])) if len(filled) > 1 else F.lit(item.wires[0])
