"""Renders the contracts: Spark schemas, Great Expectations suites, dbt sources. `--check` only says what differs.

python -m expectations.render [--check]
"""

import json
import sys
from pathlib import Path
from typing import Any

import yaml

from expectations.contract import Column, Contract, all_tables, contract
from expectations.settings import REPO, SUITES

SCHEMAS = REPO / "expectations" / "schemas"
SOURCES = REPO / "dbt_project" / "models" / "staging" / "_sources.yml"
POSTGRES_TYPES = {
    "string": "text", "int": "integer", "bigint": "bigint", "date": "date", "timestamp": "timestamp with time zone",
    "boolean": "boolean", "binary": "bytea", "double": "double precision", "array<string>": "text[]",
}  # fmt: skip
#: What `spark_jobs/load_warehouse.py` brings into PostgreSQL.
DBT_SOURCES = {"raw": ["cases", "code_counts"], "ops": ["feed_load", "file_events", "batch_checks", "reject_reasons"]}
SPARK_TYPES: dict[str, Any] = {
    "int": "integer", "bigint": "long",
    "array<string>": {"type": "array", "elementType": "string", "containsNull": True},
}  # fmt: skip
HEAD = "# Rendered from expectations/contracts by `python -m expectations.render`; edit the contract instead.\n"


def rendered() -> dict[Path, str]:
    """Every rendered file with its text."""
    lake = [contract(table) for table in all_tables() if contract(table).storage == "delta"]
    files = {SCHEMAS / f"{item.table}.json": _json(spark_schema(item)) for item in lake}
    files |= {SUITES / f"{item.table}.json": _json(suite(item)) for item in lake}
    return files | {SOURCES: HEAD + yaml.safe_dump(dbt_sources(), allow_unicode=True, sort_keys=False, width=120)}


def spark_schema(item: Contract) -> dict[str, Any]:
    """The schema in Spark's own JSON form."""
    fields = [
        {"name": c.name, "type": SPARK_TYPES.get(c.type, c.type), "nullable": not c.required, "metadata": {}}
        for c in item.columns
    ]
    return {"type": "struct", "fields": fields}


def suite(item: Contract) -> dict[str, Any]:
    """A Great Expectations suite: columns, key, what is required, and the checks that the contract names."""
    checks = [_check("expect_table_columns_to_match_set", column_set=list(item.names), exact_match=True)]
    if len(item.key) == 1:
        checks.append(_check("expect_column_values_to_be_unique", column=item.key[0]))
    elif item.key:
        checks.append(_check("expect_compound_columns_to_be_unique", column_list=list(item.key)))
    for column in item.columns:
        if column.required:
            checks.append(_check("expect_column_values_to_not_be_null", column=column.name))
        checks += [_column_check(column, rule) for rule in column.quality]
    return {"name": item.table, "expectations": checks + [_own_check(rule) for rule in item.quality]}


def dbt_sources() -> dict[str, Any]:
    """The tables that dbt reads but does not write."""
    sources = [
        {"name": schema, "schema": schema, "tables": [_dbt_table(contract(f"{schema}.{name}")) for name in names]}
        for schema, names in DBT_SOURCES.items()
    ]
    return {"version": 2, "sources": sources}


def postgres_ddl(item: Contract, table: str) -> list[str]:
    """A contract's table made in PostgreSQL if it is not there, with the columns that the contract has got since."""
    columns = [f'"{c.name}" {POSTGRES_TYPES[c.type]}{" not null" if c.required else ""}' for c in item.columns]
    made = f"create table if not exists {table} ({', '.join(columns)})"
    return [made, *(f"alter table {table} add column if not exists {column}" for column in columns)]


def main() -> int:
    """Writes the files, or with `--check` names those that differ."""
    check = "--check" in sys.argv[1:]
    differing = [path for path, text in rendered().items() if not path.exists() or path.read_text() != text]
    for path in differing:
        print(f"{'differs' if check else 'rendered'}: {path.relative_to(REPO)}")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(rendered()[path])
    return 1 if check and differing else 0


def _check(kind: str, **kwargs: Any) -> dict[str, Any]:
    return {"type": kind, "kwargs": kwargs, "meta": {"severity": "error"}}


def _column_check(column: Column, rule: dict[str, Any]) -> dict[str, Any]:
    if rule.get("metric") != "invalidValues":
        raise ValueError(f"{column.name}: no rendering for the rule {rule}")
    return _check("expect_column_values_to_be_in_set", column=column.name, value_set=rule["arguments"]["validValues"])


def _own_check(rule: dict[str, Any]) -> dict[str, Any]:
    own = rule["implementation"]
    return {"type": own["type"], "kwargs": own["kwargs"], "meta": {"severity": rule["severity"]}}


def _dbt_table(item: Contract) -> dict[str, Any]:
    columns = [
        {"name": c.name, "description": c.description, "data_type": POSTGRES_TYPES[c.type]} for c in item.columns
    ]
    return {"name": item.table.split(".")[1], "description": item.description, "columns": columns}


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.exit(main())
