"""What the query of a dataset reads and gives, found by parsing it against the contracts of the marts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlglot
import yaml
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify

DIALECT = "postgres"
SCHEMA = "marts"
Columns = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Reading:
    """Tables as `schema.table`, the columns that come out, and what the parser or a contract objects to."""

    tables: frozenset[str]
    columns: frozenset[str]
    problem: str = ""


def contracts(folder: Path) -> Columns:
    """Table → column → type, from the contract files of one folder."""
    return {path.stem: _columns(path) for path in sorted(folder.glob("*.yaml"))}


def read(dataset: dict[str, Any], marts: Columns) -> Reading:
    """Reads a dataset's query, or the table that it stands for."""
    sql = str(dataset.get("sql") or f"select * from {dataset['schema']}.{dataset['table_name']}")
    try:
        parsed = sqlglot.parse_one(sql, dialect=DIALECT)
    except SqlglotError as error:
        return Reading(frozenset(), frozenset(), _first_line(error))
    tables = _tables(parsed)
    try:
        known: Any = qualify(parsed, schema={SCHEMA: marts}, dialect=DIALECT, validate_qualify_columns=True)
    except SqlglotError as error:
        return Reading(tables, frozenset(), _first_line(error))
    return Reading(tables, frozenset(known.named_selects))


def names(expression: str) -> set[str]:
    """The columns that a metric's expression names."""
    return {column.name for column in sqlglot.parse_one(expression, dialect=DIALECT).find_all(exp.Column)}


def _tables(parsed: Any) -> frozenset[str]:
    """Real tables only: a query's own common table expressions have no schema and a name given in it."""
    own = {cte.alias for cte in parsed.find_all(exp.CTE)}
    found = ((table.db, table.name) for table in parsed.find_all(exp.Table))
    return frozenset(f"{db}.{name}" if db else name for db, name in found if db or name not in own)


def _columns(path: Path) -> dict[str, str]:
    (schema,) = yaml.safe_load(path.read_text(encoding="utf-8"))["schema"]
    return {column["name"]: column["physicalType"] for column in schema["properties"]}


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
