"""From clean text to typed columns, by a source mapping: every cell becomes a value or a named reason."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from spark_jobs.typed.identities import entities
from spark_jobs.typed.mapping import Mapping
from spark_jobs.typed.problems import first_problem, has_op, unread_columns
from spark_jobs.typed.tokens import fingerprint, token
from spark_jobs.typed.types import TYPES
from spark_jobs.typed.values import Wires, field_text, ready, value, with_identities


def parse(lines: DataFrame, mapping: Mapping, key: bytes) -> DataFrame:
    """Typed rows of one wire.

    In: `file_no`, `line_no`, `source`, `batch_date`, `wire_reason`, `wire_column`, w0… (text).
    Out: `file_no`, `line_no`, `source`, `batch_date`, one column per field and entity of the mapping, `content_key` (of
    what makes a row news), `unread_columns`, and `reason_code`,
    `reason_column` (both NULL where the line is good).
    """
    wires = {name: F.col(f"w{i}") for i, name in enumerate(mapping.read_columns)}
    own = [item for item in mapping.fields if item.read_as == item.name]
    typed = lines.withColumns({f"t_{item.name}": field_text(item, wires) for item in own})
    typed = with_identities(typed, [item for item in own if TYPES[item.type].is_normalised])
    others = [item for item in own if not TYPES[item.type].is_normalised]
    typed = typed.withColumns({f"r_{item.name}": ready(item, F.col(f"t_{item.name}")) for item in others})
    values = {f"v_{item.name}": value(item, F.col(f"r_{item.read_as}"), key) for item in mapping.fields}
    typed = typed.withColumns(values | {f"e_{n}": entities(n, wires[wire]) for n, wire, _ in mapping.entities})
    return typed.withColumn("problem", first_problem(mapping, wires)).select(
        "file_no",
        "line_no",
        "source",
        "batch_date",
        F.col("problem.reason").alias("reason_code"),
        F.col("problem.column").alias("reason_column"),
        _content_key(mapping, wires, key).alias("content_key"),
        unread_columns(mapping, wires).alias("unread_columns"),
        *[F.col(f"v_{item.name}").alias(item.name) for item in mapping.fields if item.keep],
        *[F.array_join(f"e_{name}", ";").alias(f"entity_{name}") for name, _, _ in mapping.entities],
    )


def _content_key(mapping: Mapping, wires: Wires, key: bytes) -> Column:
    """Of all cells, which may name people, or of the values used that are news, which do not; I and U are the same, a D
    does not."""
    if mapping.content == "all":
        skipped = {wire for item in mapping.fields if item.name == "op" for wire in item.wires}
        return token("row", _joined(mapping, [cell for name, cell in wires.items() if name not in skipped]), key)
    values = [i for i in mapping.fields if i.keep and i.wires and i.is_news and i.name != "op"]
    return fingerprint(_joined(mapping, [F.col(f"v_{item.name}").cast("string") for item in values]))


def _joined(mapping: Mapping, cells: list[Column]) -> Column:
    marks = [F.when(F.col("v_op") == "D", "D").otherwise("")] if has_op(mapping) else []
    return F.concat_ws("\u001f", *marks, *[F.coalesce(cell, F.lit("")) for cell in cells])
