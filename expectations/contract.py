"""Reads the contracts: one Open Data Contract Standard file per table, the only declaration of it.

Standard library and PyYAML only, so that every room can read what a table must be.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from expectations.failures import Failure
from expectations.settings import CONTRACTS

#: The contract of a layer in which every feed has a table of the same columns; OF_EACH stands for its name.
OF_EACH, EACH_FEED = "each_feed", "each_feed.yaml"
#: The retention of a register: the newest row of somebody may be of any age.
STAYS = "stays"
#: The classification of a keyed token. Its digits look like those of a person: the scanner passes over it by contract.
TOKEN = "token"
#: (lowest, highest) value that a column may hold; None where that side is open.
Limits = tuple[int | None, int | None]


class ContractError(Failure):
    """A contract that is missing or does not say what a table needs; the message names file and reason."""


@dataclass(frozen=True)
class Column:
    """One column: `type` is a Spark SQL type (`bigint`, `date`, …) or, in marts, a PostgreSQL type."""

    name: str
    type: str
    required: bool
    is_key: bool
    classification: str
    description: str
    quality: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Contract:
    """One table: its name `<layer>.<table>`, columns in order, key, writer and checks."""

    table: str
    storage: str
    description: str
    columns: tuple[Column, ...]
    properties: dict[str, Any]
    quality: tuple[dict[str, Any], ...]

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that name one row."""
        return tuple(column.name for column in self.columns if column.is_key)

    @property
    def names(self) -> tuple[str, ...]:
        """All column names in order."""
        return tuple(column.name for column in self.columns)

    @property
    def writer(self) -> str:
        """The only file that writes the table."""
        return str(self.properties["writer"])

    @property
    def partition(self) -> str:
        """The column by which the table is cut into parts that are replaced as a whole."""
        return str(self.properties["partitionedBy"])

    @property
    def sorted_by(self) -> str | None:
        """The column in whose order the rows of a part lie, so that those of a key are found without the others."""
        column = self.properties.get("sortedBy")
        return None if column is None else str(column)

    @property
    def retention_days(self) -> int | None:
        """How long rows are kept, counted from the newest batch; None where they stay, as those of a register do."""
        days = self.properties["retentionDays"]
        return None if days == STAYS else int(days)

    @property
    def content_names(self) -> tuple[str, ...]:
        """The columns that make rows equal: all but those that tell only when or where a run worked."""
        outside = self.properties.get("outsideContent", ())
        return tuple(name for name in self.names if name not in outside)

    def limits(self) -> dict[str, Limits]:
        """(lowest, highest) of each column that a check holds between two values; None where one side is open."""
        checks = [rule["implementation"] for rule in self.quality if "implementation" in rule]
        own = [check["kwargs"] for check in checks if check["type"] == "expect_column_values_to_be_between"]
        return {item["column"]: (item.get("min_value"), item.get("max_value")) for item in own}

    def spark_ddl(self) -> str:
        """The schema as Spark reads it, for instance `case_no string, line_no int`."""
        return ", ".join(f"{column.name} {column.type}" for column in self.columns)


@cache
def contract(table: str) -> Contract:
    """The contract of `<layer>.<table>`."""
    layer, name = table.split(".")
    path, of_each = CONTRACTS / layer / f"{name}.yaml", CONTRACTS / layer / EACH_FEED
    if not path.exists() and of_each.exists() and name in feeds():
        return _parse(table, yaml.safe_load(of_each.read_text().replace(OF_EACH, name)))
    if not path.exists():
        raise ContractError(f"{table} has no contract: {path.relative_to(CONTRACTS.parents[1])} is missing")
    return _parse(table, yaml.safe_load(path.read_text()))


@cache
def feeds() -> tuple[str, ...]:
    """Every feed, in the order in which a day's loads start: each is a wire that has a contract."""
    wires = [contract(f"landing.{path.stem}") for path in CONTRACTS.glob("landing/*.yaml")]
    return tuple(item.table.split(".")[1] for item in sorted(wires, key=lambda item: int(item.properties["position"])))


def all_tables() -> list[str]:
    """Every table that has a contract, as `<layer>.<table>`; one contract may speak of a table of each feed."""
    found = []
    for path in CONTRACTS.glob("*/*.yaml"):
        found += [f"{path.parent.name}.{name}" for name in (feeds() if path.name == EACH_FEED else [path.stem])]
    return sorted(found)


def _parse(table: str, document: dict[str, Any]) -> Contract:
    (schema,) = document["schema"]
    if schema["physicalName"] != table:
        raise ContractError(f"{table}: physicalName says {schema['physicalName']}")
    properties = {item["property"]: item["value"] for item in schema.get("customProperties", [])}
    if "writer" not in properties:
        raise ContractError(f"{table}: no customProperty writer")
    columns = tuple(_column(table, entry) for entry in schema.get("properties", []))
    if "columnsOf" in properties:
        columns = contract(properties["columnsOf"]).columns
    if "sortedBy" in properties and properties["sortedBy"] not in [column.name for column in columns]:
        raise ContractError(f"{table}: sortedBy names {properties['sortedBy']}, which is no column")
    return Contract(
        table=table,
        storage=schema["physicalType"],
        description=schema.get("description", document.get("name", "")),
        columns=columns,
        properties=properties,
        quality=tuple(schema.get("quality", [])),
    )


def _column(table: str, entry: dict[str, Any]) -> Column:
    if "physicalType" not in entry:
        raise ContractError(f"{table}.{entry.get('name')}: no physicalType")
    if entry["name"].endswith("_key") and entry["physicalType"] == "bigint" and entry.get("classification") != TOKEN:
        raise ContractError(f"{table}.{entry['name']}: a token needs classification {TOKEN}, or it looks like a number")
    return Column(
        name=entry["name"],
        type=entry["physicalType"],
        required=bool(entry.get("required", False)),
        is_key=bool(entry.get("primaryKey", False)),
        classification=str(entry.get("classification", "internal")),
        description=str(entry.get("description", "")),
        quality=tuple(entry.get("quality", [])),
    )
