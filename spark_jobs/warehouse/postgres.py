"""Tables of PostgreSQL that follow the lake day by day: what they hold, and days replaced by copying."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

import psycopg
from psycopg import sql

from expectations.contract import Contract, contract
from expectations.render import postgres_ddl

#: (target, product) → day → content.
Held = dict[tuple[str, str], dict[date, str]]
HELD = sql.Identifier("ops", "held_days")


def prepared(connection: psycopg.Connection, tables: Iterable[Contract]) -> None:
    """Makes the schemas and tables that are not there; one run at a time works on them."""
    connection.execute("select pg_advisory_xact_lock(hashtext('load_warehouse'))")
    for declared in tables:
        schema = sql.Identifier(declared.table.split(".")[0])
        connection.execute(sql.SQL("create schema if not exists {}").format(schema))
        for statement in postgres_ddl(declared, declared.table):
            connection.execute(statement.encode())


def held(connection: psycopg.Connection) -> Held:
    """What is there of each day."""
    found: Held = {}
    query = sql.SQL("select target, product, batch_date, content from {}").format(HELD)
    for target, product, day, content in connection.execute(query):
        found.setdefault((target, product), {})[day] = content
    return found


def replaced(
    connection: psycopg.Connection,
    target: str,
    product: str,
    days: Collection[date],
    rows: Iterable[tuple[object, ...]],
    contents: Mapping[date, str],
) -> int:
    """Deletes the days of a product, copies what was found in their place and remembers its content; how many rows."""
    span = (list(days),)
    own = sql.SQL(" and feed = {}").format(sql.Literal(product)) if "feed" in contract(target).names else sql.SQL("")
    place = sql.Identifier(*target.split("."))
    day = sql.Identifier(day_column(target))
    connection.execute(sql.SQL("delete from {} where {} = any(%s)").format(place, day) + own, span)
    known = (target, product, *span)
    connection.execute(
        sql.SQL("delete from {} where target = %s and product = %s and batch_date = any(%s)").format(HELD), known
    )
    _copied(connection, "ops.held_days", [(target, product, day, content) for day, content in contents.items()])
    return _copied(connection, target, rows)


def day_column(table: str) -> str:
    """The column of a table that names the product's day: what is known as of a date, or came in a batch."""
    return "batch_date" if "batch_date" in contract(table).names else "as_of_date"


def _copied(connection: psycopg.Connection, target: str, rows: Iterable[Sequence[object]]) -> int:
    count, names = 0, sql.SQL(", ").join(map(sql.Identifier, contract(target).names))
    place = sql.Identifier(*target.split("."))
    with connection.cursor().copy(sql.SQL("copy {} ({}) from stdin").format(place, names)) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count
