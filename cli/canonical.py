"""The canonical text of a table: rows sorted by key as CSV, in fixed formats, a block of rows at a time.

What is in memory does not grow with the table: a lake table is read in pieces that follow each other in key order, and
rows of PostgreSQL come sorted from the server.
"""

from collections.abc import Generator, Iterator
from datetime import date

import psycopg.rows
import pyarrow as pa
import pyarrow.dataset as ds
from psycopg import sql

from cli.canonical_text import line, lines, text
from cli.context import connected
from cli.pieces import in_order
from expectations.contract import Column, Contract, contract
from lake.snapshot import Snapshot

#: Rows of a block: two equal tables have equal blocks, whatever files their rows lie in.
ROWS = 1 << 16


def canonical_blocks(
    table: str, as_of: date | None = None, without: frozenset[str] = frozenset()
) -> Generator[pa.Array, None, None]:
    """CSV lines: a block with the header, then blocks of ROWS rows sorted by key. NULL is empty and sorts first,
    booleans are true/false, instants ISO UTC, binary hex, keys k and 15 hex digits."""
    declared = contract(table)
    columns = [column for column in declared.columns if column.name not in without]
    yield pa.array([line([column.name for column in columns])])
    yield from (_lake_blocks if declared.storage == "delta" else _mart_blocks)(declared, columns, as_of)


def canonical(table: str, as_of: date | None = None, without: frozenset[str] = frozenset()) -> list[str]:
    """All lines in memory, the header first: for small tables."""
    return [row for block in canonical_blocks(table, as_of, without) for row in block.to_pylist()]


def lake_rows(table: str, as_of: date | None = None) -> pa.Table:
    """The published rows of a lake table in memory, up to a batch; no rows where nothing is published."""
    clock = _clock(contract(table))
    return Snapshot.open().arrow(table, [(clock, "<=", as_of)] if as_of and clock else [])


def is_there(table: str) -> bool:
    """Whether the lake has the table."""
    return table in Snapshot.open().versions


def _lake_dataset(declared: Contract, as_of: date | None) -> ds.Dataset | None:
    """The published rows, up to a batch; None where nothing is published."""
    rows, clock = Snapshot.open().dataset(declared.table), _clock(declared)
    if rows is None or not as_of or not clock:
        return rows
    return rows.filter(ds.field(clock) <= pa.scalar(as_of, pa.date32()))


def _lake_blocks(declared: Contract, columns: list[Column], as_of: date | None) -> Iterator[pa.Array]:
    rows = _lake_dataset(declared, as_of)
    if rows is None:
        return
    order = [column.name for column in _order(declared)]
    for part in _even(in_order(rows, order, [column.name for column in columns]), ROWS):
        yield lines(part, columns)


def _even(tables: Iterator[pa.Table], rows: int) -> Iterator[pa.Table]:
    """The same rows in tables of `rows` rows, the last of what is left."""
    rest: pa.Table | None = None
    for table in tables:
        rest = pa.concat_tables([rest, table]) if rest else table
        while rest.num_rows >= rows:
            yield rest.slice(0, rows)
            rest = rest.slice(rows)
    if rest:
        yield rest


def _mart_blocks(declared: Contract, columns: list[Column], as_of: date | None) -> Iterator[pa.Array]:
    with connected() as connection, connection.cursor("canonical", row_factory=psycopg.rows.dict_row) as cursor:
        cursor.execute(_mart_query(declared, as_of))
        while rows := cursor.fetchmany(ROWS):
            yield pa.array([line([text(row[c.name], c) for c in columns]) for row in rows])


def _mart_query(declared: Contract, as_of: date | None) -> sql.Composed:
    """Sorted as the lake is: texts by their bytes, NULL first."""
    schema, name = declared.table.split(".")
    names, clock = sql.SQL(", ").join(map(sql.Identifier, declared.names)), _clock(declared)
    query = sql.SQL("select {} from {}").format(names, sql.Identifier(schema, name))
    if as_of and clock:
        query += sql.SQL(" where {} <= {}").format(sql.Identifier(clock), sql.Literal(as_of))
    return query + sql.SQL(" order by ") + sql.SQL(", ").join(map(_place, _order(declared)))


def _place(column: Column) -> sql.Composed:
    order = ' collate "C" nulls first' if column.type == "text" else " nulls first"
    return sql.Identifier(column.name) + sql.SQL(order)


def _order(declared: Contract) -> list[Column]:
    """The key; of a table without one every column."""
    return [column for column in declared.columns if column.is_key or not declared.key]


def _clock(declared: Contract) -> str | None:
    return next((name for name in ("batch_date", "as_of_date") if name in declared.names), None)
