"""Looks into the databases of a home's PostgreSQL: the warehouse, and the metadata of Airflow and Superset."""

from collections.abc import Iterable, Iterator
from itertools import islice

import psycopg
from psycopg import sql

from cli.scan_columns import amount_columns, token_columns
from cli.scan_parquet import find_in_rows
from expectations.settings import postgres_dsn, required

Hit = tuple[str, int, str]
ROWS_AT_ONCE = 5_000
#: Tables and stored views with the columns that can hold an identifier; not dates, truth values, addresses and UUIDs.
COLUMNS = """
    select n.nspname, c.relname, a.attname, t.typname
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type as t on t.oid = a.atttypid
    where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
      and t.typcategory not in ('B', 'D', 'T', 'I', 'G') and t.typname <> 'uuid'
    order by n.nspname, c.relname, a.attnum
"""


def scan_databases() -> Iterator[Hit]:
    """`postgres:<database>.<schema>.<table>.<column>`, row, kind. The server must be running."""
    with _connection("postgres") as connection:
        names = [row[0] for row in connection.execute("select datname from pg_database where datallowconn order by 1")]
    for name in names:
        if not name.startswith("template"):
            with _connection(name) as connection:
                yield from scan_database(connection, name)


def scan_database(connection: psycopg.Connection, name: str) -> Iterator[Hit]:
    """Every table of one database, in its order of rows."""
    tables: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for schema, table, column, kind in connection.execute(COLUMNS).fetchall():
        tables.setdefault((schema, table), []).append((column, kind))
    for (schema, table), columns in tables.items():
        declared = f"{schema}.{table}" if name == required("AFDW_PG_DATABASE") else None
        quiet = token_columns(declared) | amount_columns(declared)
        asked = [column for column in columns if column[0] not in quiet]
        if asked:
            for row, place, kind in _scan_table(connection, sql.Identifier(schema, table), asked):
                yield f"postgres:{name}.{schema}.{table}.{asked[place][0]}", row, kind


def _scan_table(
    connection: psycopg.Connection, table: sql.Identifier, columns: list[tuple[str, str]]
) -> Iterator[tuple[int, int, str]]:
    """Row from 0, place of the column and kind. COPY's text puts a TAB between columns and escapes those within."""
    texts = [_as_text(name, kind) for name, kind in columns]
    query = sql.SQL("copy (select {} from {}) to stdout").format(sql.SQL(", ").join(texts), table)
    with connection.cursor().copy(query) as copy:
        for start, rows in _by_many(bytes(row) for row in copy):
            for row, offset, kind in find_in_rows(rows):
                yield start + row, rows[row].count(b"\t", 0, offset), kind


def _as_text(name: str, kind: str) -> sql.Composed:
    # bytes that are no ASCII become blanks, so that the octal digits of their escapes do not touch what follows
    plain = r"regexp_replace(encode({}, 'escape'), '\\\\|\\[0-7]{{3}}', ' ', 'g')"
    form = plain if kind == "bytea" else "{}::text"
    return sql.SQL(form).format(sql.Identifier(name))


def _by_many(rows: Iterable[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    start, source = 0, iter(rows)
    while block := list(islice(source, ROWS_AT_ONCE)):
        yield start, block
        start += len(block)


def _connection(database: str) -> psycopg.Connection:
    return psycopg.connect(postgres_dsn().replace(f"dbname={required('AFDW_PG_DATABASE')}", f"dbname={database}"))
