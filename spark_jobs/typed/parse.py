"""From clean text to typed columns, by a source mapping: every cell becomes a value or a named reason."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from spark_jobs.typed.field import Field
from spark_jobs.typed.identities import item_reason
from spark_jobs.typed.mapping import Mapping
from spark_jobs.typed.tokens import fingerprint, token
from spark_jobs.typed.types import TYPES
from spark_jobs.typed.values import Wires, field_text, ready, reason, value

#: A sender's clock may run ahead of the cut-off, but nothing of the day after tomorrow can be known.
DAYS_AHEAD = 2


def parse(lines: DataFrame, mapping: Mapping, key: bytes) -> DataFrame:
    """Typed rows of one wire.

    In: `file_no`, `line_no`, `source`, `batch_date`, `wire_reason`, `wire_column`, w0… (text).
    Out: `file_no`, `line_no`, `source`, `batch_date`, one column per field and entity of the mapping, `content_key` (of
    what makes a row news) and `reason`, `column` (both NULL where the line is good).
    """
    wires = {name: F.col(f"w{i}") for i, name in enumerate(mapping.read_columns)}
    texts = {f"t_{item.name}": field_text(item, wires) for item in mapping.fields}
    plain = {f"r_{i.name}": ready(i, F.col(f"t_{i.name}")) for i in mapping.fields}
    values = {f"v_{i.name}": value(i, F.col(f"r_{i.name}"), key) for i in mapping.fields}
    typed = lines.withColumns(texts).withColumns(plain).withColumns(values)
    first = F.coalesce(_wire_problem(), *_refusals(mapping, wires), *_problems(mapping, wires))
    return typed.withColumn("problem", first).select(
        "file_no",
        "line_no",
        "source",
        "batch_date",
        F.col("problem.reason").alias("reason"),
        F.col("problem.column").alias("column"),
        _content_key(mapping, wires, key).alias("content_key"),
        *[F.col(f"v_{item.name}").alias(item.name) for item in mapping.fields if item.keep],
        *[wires[wire].alias(f"entity_{name}") for name, wire, _ in mapping.entities],
    )


def _problem(reason_code: Column, column: Column) -> Column:
    """A struct (reason, column) where there is a reason, else NULL."""
    both = F.struct(reason_code.alias("reason"), F.when(reason_code.isNotNull(), column).alias("column"))
    return F.when(reason_code.isNotNull(), both)


def _wire_problem() -> Column:
    return _problem(F.col("wire_reason"), F.col("wire_column"))


def _refusals(mapping: Mapping, wires: Wires) -> list[Column]:
    found = []
    for refusal in mapping.refused:
        text = wires[refusal.wire]
        is_filled = text.isNotNull() & ~F.coalesce(text.isin(*refusal.unless, ""), F.lit(False))
        found.append(_problem(F.when(is_filled, refusal.reason), F.lit(refusal.wire)))
    return found


def _problems(mapping: Mapping, wires: Wires) -> list[Column]:
    is_deleted = F.coalesce(F.col("v_op") == "D", F.lit(False)) if _has_op(mapping) else F.lit(False)
    items = [wire for _, wire, kind in mapping.entities if kind != "url"]
    return [
        *[_field_problem(item, wires, is_deleted) for item in mapping.fields if item.wires],
        *[_problem(item_reason(wires[wire]), F.lit(wire)) for wire in items],
    ]


def _field_problem(item: Field, wires: Wires, is_deleted: Column) -> Column:
    text = F.col(f"t_{item.name}")
    found = F.col(f"r_{item.name}" if TYPES[item.type].token else f"v_{item.name}")  # a ready identity has its token
    code = F.when(text.isNotNull() & found.isNull(), reason(item, text))
    if TYPES[item.type].is_time:
        limit = F.date_add(F.col("batch_date"), DAYS_AHEAD).cast("timestamp")
        code = F.coalesce(code, F.when(F.col(f"r_{item.name}") >= limit, "after_batch"))
    missing = {"always": text.isNull(), "unless_deleted": text.isNull() & ~is_deleted, "never": F.lit(False)}
    if item.required != "never":
        code = F.coalesce(F.when(missing[item.required], "required"), code)
    return _problem(code, _place(item, wires))


def _place(item: Field, wires: Wires) -> Column:
    """The wire column at fault: of several the first that is filled."""
    filled = [F.when(wires[wire].isNotNull(), wire) for wire in item.wires]
    return F.coalesce(*filled, F.lit(item.wires[0])) if len(filled) > 1 else F.lit(item.wires[0])


def _content_key(mapping: Mapping, wires: Wires, key: bytes) -> Column:
    """Of all cells, which may name people, or all values used, which do not; I and U mean the same, a D does not."""
    if mapping.content == "all":
        skipped = {wire for item in mapping.fields if item.name == "op" for wire in item.wires}
        return token("row", _joined(mapping, [cell for name, cell in wires.items() if name not in skipped]), key)
    values = [i for i in mapping.fields if i.keep and i.wires and i.name != "op"]
    return fingerprint(_joined(mapping, [F.col(f"v_{item.name}").cast("string") for item in values]))


def _joined(mapping: Mapping, cells: list[Column]) -> Column:
    marks = [F.when(F.col("v_op") == "D", "D").otherwise("")] if _has_op(mapping) else []
    return F.concat_ws("\u001f", *marks, *[F.coalesce(cell, F.lit("")) for cell in cells])


def _has_op(mapping: Mapping) -> bool:
    return any(item.name == "op" for item in mapping.fields)
