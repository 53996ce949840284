"""The columns of a contract in the types of Arrow and Delta."""

import pyarrow as pa

from expectations.contract import contract

ARROW_TYPES = {
    "string": pa.string(), "int": pa.int32(), "bigint": pa.int64(), "date": pa.date32(), "double": pa.float64(),
    "timestamp": pa.timestamp("us", "UTC"), "boolean": pa.bool_(), "binary": pa.binary(),
    "array<string>": pa.list_(pa.string()),
}  # fmt: skip


def arrow_schema(table: str) -> pa.Schema:
    """The columns of a contract in Arrow's types."""
    return pa.schema([(column.name, ARROW_TYPES[column.type]) for column in contract(table).columns])
