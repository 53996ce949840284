"""From clean text to typed columns, by a source mapping: every cell becomes a value or a named reason."""

from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import DateType

from spark_jobs.mapping import Field, Mapping
from spark_jobs.tokens import normal_id_number

MONEY = r"^[¥￥$]?([0-9]{1,3}(,[0-9]{3}){1,4}|[0-9]{1,13})(\.[0-9]{1,2})?$"
#: What the contract admits; one larger amount is a typing error of its line, and must not stop the batch.
LARGEST_FEN = 10**13
FORMATS = {
    "datetime": (r"^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$", ""),
    "date": (r"^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$", " 00:00:00"),
}
#: A sender's clock may run ahead of the cut-off, but nothing of the day after tomorrow can be known.
DAYS_AHEAD = 2


def parse(lines: DataFrame, mapping: Mapping, op_column: str = "op") -> DataFrame:
    """Typed rows of one wire.

    In: `file_no`, `line_no`, `batch_date`, `wire_reason`, `wire_column`, w0… (text).
    Out: `file_no`, `line_no`, `batch_date`, one column per field and entity of the mapping, `content` (all cells but
    the operation as one text) and `reason`, `column` (both NULL where the line is good).
    """
    wires = {name: F.col(f"w{i}") for i, name in enumerate(mapping.columns)}
    is_deleted = _value(_field(mapping, op_column), wires, mapping) == "D"
    problems = [_problem(field, wires, mapping, is_deleted) for field in _in_wire_order(mapping)]
    first = F.coalesce(F.when(F.col("wire_reason").isNotNull(), _named("wire_reason")), *problems)
    return (
        lines.withColumn("problem", first)
        .select(
            "file_no",
            "line_no",
            "batch_date",
            F.col("problem.reason").alias("reason"),
            F.col("problem.column").alias("column"),
            _content(mapping, wires, op_column).alias("content"),
            *[_value(field, wires, mapping).alias(field.name) for field in mapping.fields if field.keep],
            *[wires[wire].alias(f"entity_{name}") for name, wire, _ in mapping.entities],
        )
    )  # fmt: skip


def _named(reason: str) -> Column:
    return F.struct(F.col(reason).alias("reason"), F.col("wire_column").alias("column"))


def _in_wire_order(mapping: Mapping) -> list[Field]:
    return [field for field in mapping.fields if field.wire is not None]


def _field(mapping: Mapping, name: str) -> Field:
    return next(field for field in mapping.fields if field.name == name)


def _content(mapping: Mapping, wires: dict[str, Column], op_column: str) -> Column:
    """All cells in one text; I and U mean the same content, a deletion does not."""
    op = _field(mapping, op_column)
    cells = [F.coalesce(cell, F.lit("")) for name, cell in wires.items() if name != op.wire]
    return F.concat_ws("\u001f", F.when(_value(op, wires, mapping) == "D", "D").otherwise(""), *cells)


def _text(field: Field, wires: dict[str, Column]) -> Column:
    text = wires[field.wire] if field.wire else F.lit(field.constant)
    for length, kept in field.shorten:
        text = F.when(F.length(text) == length, F.substring(text, 1, kept)).otherwise(text)
    return text


def _problem(field: Field, wires: dict[str, Column], mapping: Mapping, is_deleted: Column) -> Column:
    """A struct (reason, column) where the cell is refused, else NULL."""
    text, value = _text(field, wires), _value(field, wires, mapping)
    missing = {"always": text.isNull(), "unless_deleted": text.isNull() & ~F.coalesce(is_deleted, F.lit(False))}
    reason = F.when(text.isNotNull() & value.isNull(), _reason(field))
    if field.type in {"timestamp", "date"}:
        limit = F.date_add(F.col("batch_date"), DAYS_AHEAD).cast("timestamp")
        reason = F.coalesce(reason, F.when(_local(text, field) >= limit, "after_batch"))
    if field.required in missing:
        reason = F.coalesce(F.when(missing[field.required], "required"), reason)
    column = F.when(reason.isNotNull(), F.lit(field.wire))  # nullable as the wire's own: Sail merges equal types only
    return F.when(reason.isNotNull(), F.struct(reason.alias("reason"), column.alias("column")))


def _reason(field: Field) -> str:
    return {
        "text": "bad_format",
        "id_number": "bad_format",
        "code": "unknown_code",
        "timestamp": "bad_timestamp",
        "date": "bad_timestamp",
        "money": "bad_amount",
        "integer": "bad_integer",
        "count": "bad_format",
    }[field.type]


def _value(field: Field, wires: dict[str, Column], mapping: Mapping) -> Column:
    """The typed value, NULL where the text is empty or not accepted."""
    text = _text(field, wires)
    match field.type:
        case "text":
            return F.when(text.rlike(field.pattern), text) if field.pattern else text
        case "id_number":
            return normal_id_number(F.try_element_at(_items(text), F.lit(1)))
        case "code":
            return _code(text, field)
        case "timestamp":
            return _local(text, field) - F.expr(f"interval {mapping.utc_offset_hours} hours")
        case "date":
            return _local(text, field).cast(DateType())
        case "money":
            return _fen(text)
        case "integer":
            return F.when(text.rlike("^[0-9]{1,9}$"), text).cast("int")
        case "count":
            return F.greatest(F.coalesce(F.size(_items(text)), F.lit(0)), F.lit(1))
    raise ValueError(f"{mapping.path.name}: {field.name}: no rule for type {field.type}")


def _items(text: Column) -> Column:
    """The items of a cell, separated by `;`; empty ones are none."""
    return F.array_remove(F.split(text, "[ ]*;[ ]*"), "")


def _code(text: Column, field: Field) -> Column:
    same = [code for wire, code in field.codes if wire == code]
    if len(same) == len(field.codes):
        return F.when(text.isin(same), text)
    first, *others = field.codes
    column = F.when(text == first[0], first[1])
    for wire, code in others:
        column = column.when(text == wire, code)
    return column


def _local(text: Column, field: Field) -> Column:
    """The sender's local time as a timestamp without zone; NULL for a date that does not exist."""
    pattern, rest = FORMATS[field.format]
    return F.when(text.rlike(pattern), F.concat(text, F.lit(rest))).try_cast("timestamp")


def _fen(text: Column) -> Column:
    """Yuan with up to two decimals as integer fen, without a detour through floating point."""
    bare = F.regexp_replace(F.when(text.rlike(MONEY), text), "[¥￥$,]", "")
    whole, cents = F.regexp_extract(bare, "^([0-9]+)", 1), F.regexp_extract(bare, r"\.([0-9]+)$", 1)
    fen = whole.cast("bigint") * 100 + F.rpad(cents, 2, "0").cast("bigint")
    return F.when(fen <= LARGEST_FEN, fen)


def day(value: date) -> Column:
    """A date literal that both engines read alike."""
    return F.lit(value.isoformat()).cast(DateType())
