"""The receiver's tables: a SQLite file or a PostgreSQL database, everything of a batch in one transaction.

Part of the reference receiver (receiver.py); uses the standard library, and `psycopg` for PostgreSQL.
"""

import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from exports.receiver_rows import COLUMNS, Rows

#: Dates are texts in ISO form, so that a row is compared and digested as it was delivered.
TABLES = (
    "create table if not exists risk_code (subscriber_id text primary key, code text not null, reasons text, "
    "effective_date text not null, expires_date text, model_version text)",
    "create table if not exists risk_code_source (only_row integer primary key check (only_row = 1), "
    "receiver text not null, sequence bigint not null, as_of_date text not null, valid_until text not null, "
    "manifest_sha256 text not null, state_digest text not null, applied text not null)",
)
SOURCE = ("receiver", "sequence", "as_of_date", "valid_until", "manifest_sha256", "state_digest", "applied")
#: What front ends read: U once a code has expired, and whether the source is stale. {today}: date in Shanghai.
VIEW = """
create {replace} view {maybe} current_code as
select c.subscriber_id,
       case when c.expires_date < {today} then 'U' else c.code end as code,
       case when c.expires_date < {today} then null else c.reasons end as reasons,
       c.effective_date, c.expires_date, c.model_version,
       coalesce(c.expires_date < {today}, {false}) as is_expired,
       s.sequence, s.as_of_date, s.valid_until, s.valid_until < {now} as is_stale
from risk_code c cross join risk_code_source s
"""
SQLITE = {
    "replace": "", "maybe": "if not exists", "false": "0", "today": "date('now', '+8 hours')",
    "now": "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')",
}  # fmt: skip
POSTGRES = {
    "replace": "or replace", "maybe": "", "false": "false",
    "today": "to_char(now() at time zone 'Asia/Shanghai', 'YYYY-MM-DD')",
    "now": "to_char(now() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')",
}  # fmt: skip
COLUMN_LIST = ", ".join(COLUMNS)
UPSERT = (
    f"insert into risk_code ({COLUMN_LIST}) values (?, ?, ?, ?, ?, ?) on conflict (subscriber_id) do update set "
    + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
)


class Store:
    """A SQLite file."""

    dialect = SQLITE

    def __init__(self, address: str) -> None:
        self.connection: Any = sqlite3.connect(address, isolation_level=None, timeout=60)
        self.name = Path(address).stem

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, one receiver at a time."""
        self.connection.execute("begin immediate")
        try:
            self._make()
            yield
        except BaseException:
            self.connection.execute("rollback")
            raise
        self.connection.execute("commit")

    def source(self) -> dict[str, Any] | None:
        """What has been applied last."""
        row = self.connection.execute(f"select {', '.join(SOURCE)} from risk_code_source").fetchone()
        return dict(zip(SOURCE, row, strict=True)) if row else None

    def remember(self, source: dict[str, Any]) -> None:
        """What is applied now; the receiver keeps the name that it had first."""
        values = (1, *(source[name] for name in SOURCE))
        self._many("delete from risk_code_source where only_row = ?", [(1,)])
        self._many(f"insert into risk_code_source values ({', '.join('?' * len(values))})", [values])

    def replace(self, rows: Rows) -> None:
        """All rows anew."""
        self.connection.execute("delete from risk_code")
        self._insert(rows)

    def change(self, changes: Rows) -> None:
        """Applies a delta: rows of op, previous_code and the columns."""
        told = list(changes)
        self._many("delete from risk_code where subscriber_id = ?", [(row[2],) for row in told if row[0] == "D"])
        self._many(UPSERT, [row[2:] for row in told if row[0] != "D"])

    def rows(self) -> Rows:
        """Every row, in any order."""
        yield from self.connection.execute(f"select {COLUMN_LIST} from risk_code")

    def codes(self) -> dict[str, int]:
        """How many have which code."""
        return dict(self.connection.execute("select code, count(*) from risk_code group by code").fetchall())

    def _make(self) -> None:
        for statement in (*TABLES, VIEW.format(**self.dialect)):
            self.connection.execute(statement)

    def _insert(self, rows: Rows) -> None:
        self._many(f"insert into risk_code ({COLUMN_LIST}) values (?, ?, ?, ?, ?, ?)", rows)

    def _many(self, statement: str, values: Iterable[tuple[Any, ...]]) -> None:
        self.connection.executemany(statement, values)


class PostgresStore(Store):
    """A PostgreSQL database; the tables lie in the first schema of its search path."""

    dialect = POSTGRES

    def __init__(self, address: str) -> None:
        import psycopg

        self.connection = psycopg.connect(address, autocommit=True)
        self.name = self.connection.info.dbname

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, one receiver at a time."""
        with self.connection.transaction():
            self.connection.execute("select pg_advisory_xact_lock(hashtext('risk_code'))")
            self._make()
            yield

    def rows(self) -> Rows:
        """Every row, in any order, without holding all of them."""
        with self.connection.cursor("rows") as cursor:
            yield from cursor.execute(f"select {COLUMN_LIST} from risk_code")

    def _make(self) -> None:
        """The view is made once: to replace it would wait for whoever reads it."""
        if not self.connection.execute("select to_regclass('current_code')").fetchone()[0]:
            super()._make()

    def _insert(self, rows: Rows) -> None:
        with self.connection.cursor() as cursor, cursor.copy(f"copy risk_code ({COLUMN_LIST}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)

    def _many(self, statement: str, values: Iterable[tuple[Any, ...]]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(statement.replace("?", "%s"), values)


def failures() -> tuple[type[Exception], ...]:
    """What goes wrong with files and databases, as far as they are in use."""
    psycopg = sys.modules.get("psycopg")
    return (OSError, ValueError, KeyError, sqlite3.Error, *([psycopg.Error] if psycopg else []))


def opened(address: str) -> Store:
    """The store behind an address: `postgresql://…`, or the path of a SQLite file."""
    is_postgres = re.match(r"postgres(ql)?://", address)
    return PostgresStore(address) if is_postgres else Store(address)
