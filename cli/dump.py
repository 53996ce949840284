"""dump and compare: the canonical text of a table, and two homes held against each other."""

import argparse
import csv
import hashlib
import io
import json
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import psycopg
import psycopg.rows
import pyarrow as pa
from deltalake import DeltaTable
from psycopg import sql

from cli.context import WrongUse, connected, in_home
from expectations.contract import Column, Contract, all_tables, contract
from expectations.lake import BATCHES, lake_path, published_versions

CLOCKS = {"started_at", "finished_at", "table_versions"}
TOKEN = "token"


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the commands of this group."""
    dump = commands.add_parser("dump", help="the canonical CSV of a table of the lake or the marts")
    dump.add_argument("table")
    dump.add_argument("--as-of", type=date.fromisoformat)
    dump.set_defaults(run=run_dump)
    compare = commands.add_parser("compare", help="lake and marts of two homes")
    compare.add_argument("one", type=Path)
    compare.add_argument("other", type=Path)
    compare.set_defaults(run=run_compare)


def run_dump(given: argparse.Namespace) -> int:
    """Prints a table, then its SHA-256 and row count."""
    if given.table not in known_tables():
        raise WrongUse(f"unknown table {given.table}; known are {', '.join(known_tables())}")
    lines = canonical(given.table, given.as_of)
    body = "".join(lines)
    sys.stdout.write(body)
    print(f"# {hashlib.sha256(body.encode()).hexdigest()} {len(lines) - 1}")
    return 0


def run_compare(given: argparse.Namespace) -> int:
    """JSON per table: equal, rows of both, first difference; 1 on a difference."""
    for folder in (given.one, given.other):
        if not (folder / "lake").is_dir():
            raise WrongUse(f"{folder} is no home: it has no lake")
    one, other = (_all_tables(folder) for folder in (given.one, given.other))
    result = {table: _difference(one.get(table, []), other.get(table, [])) for table in sorted(one | other)}
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return 0 if all(found["equal"] for found in result.values()) else 1


def known_tables() -> list[str]:
    """The tables that can be dumped: of the lake and of the marts."""
    return [table for table in all_tables() if contract(table).storage == "delta" or table.startswith("marts.")]


def canonical(table: str, as_of: date | None = None, without: frozenset[str] = frozenset()) -> list[str]:
    """The table as CSV lines: rows sorted by key, NULL empty, booleans true/false, instants ISO UTC, keys k…"""
    declared = contract(table)
    columns = [column for column in declared.columns if column.name not in without]
    rows = lake_rows(table, as_of).to_pylist() if declared.storage == "delta" else _mart_rows(declared, as_of)
    order = declared.key or declared.names
    rows.sort(key=lambda row: [(row[name] is not None, row[name]) for name in order])
    return [_line([c.name for c in columns]), *(_line([text(row[c.name], c) for c in columns]) for row in rows)]


def lake_rows(table: str, as_of: date | None = None) -> pa.Table:
    """The published rows of a lake table, up to a batch; no rows where nothing is published."""
    declared = contract(table)
    version = DeltaTable(str(lake_path(table))).version() if _exists(table) and table == BATCHES else None
    version = published_versions().get(table, version)
    if version is None:
        return pa.table({name: pa.array([], pa.string()) for name in declared.names})
    clock = next(name for name in ("batch_date", "as_of_date") if name in declared.names)
    span = [(clock, "<=", as_of)] if as_of else None
    delta = DeltaTable(str(lake_path(table)), version=version)
    return delta.to_pyarrow_table(filters=span, columns=list(declared.names))


def text(value: object, column: Column) -> str:
    """One value in its fixed format."""
    if value is None:
        return ""
    if column.classification == TOKEN:
        return f"k{value:015x}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, bytes):
        return value.hex()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _mart_rows(declared: Contract, as_of: date | None) -> list[dict[str, object]]:
    clock = next((name for name in ("batch_date", "as_of_date") if name in declared.names), None)
    schema, name = declared.table.split(".")
    query = sql.SQL("select {} from {}").format(
        sql.SQL(", ").join(map(sql.Identifier, declared.names)), sql.Identifier(schema, name)
    )
    if as_of and clock:
        query += sql.SQL(" where {} <= {}").format(sql.Identifier(clock), sql.Literal(as_of))
    with connected() as connection:
        cursor = connection.cursor(row_factory=psycopg.rows.dict_row)
        return list(cursor.execute(query))


def _all_tables(folder: Path) -> dict[str, list[str]]:
    with in_home(folder), connected() as connection:
        there = {
            f"{schema}.{name}"
            for schema, name in connection.execute("select schemaname, tablename from pg_tables").fetchall()
        }
        tables = [t for t in known_tables() if t in there or _exists(t) or contract(t).storage == "delta"]
        return {table: canonical(table, without=frozenset(CLOCKS)) for table in tables}


def _exists(table: str) -> bool:
    return DeltaTable.is_deltatable(str(lake_path(table)))


def _difference(one: list[str], other: list[str]) -> dict[str, object]:
    pairs = ((i, a, b) for i, (a, b) in enumerate(_padded(one, other)) if a != b)
    found = next(pairs, None)
    rows = [max(len(one) - 1, 0), max(len(other) - 1, 0)]
    if found is None:
        return {"equal": True, "rows": rows, "first_difference": None}
    line, left, right = found
    return {"equal": False, "rows": rows, "first_difference": {"line": line + 1, "one": left, "other": right}}


def _padded(one: list[str], other: list[str]) -> Iterable[tuple[str, str]]:
    length = max(len(one), len(other))
    return zip(one + [""] * (length - len(one)), other + [""] * (length - len(other)), strict=True)


def _line(values: list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(values)
    return buffer.getvalue()
