"""The objects that never mix: a resident's code knows nothing of an account's mule score, nor the reverse."""

import re
from collections.abc import Iterator

import yaml
from house import House

#: object → its tables, its columns, and what the other one must not name.
RESIDENT, ACCOUNT = "resident", "account"
TABLES = {
    RESIDENT: re.compile(r"(features|scores)\.resident_[a-z_]+"),
    ACCOUNT: re.compile(r"(features|scores)\.(account|mule|traced)_[a-z_]+"),
}
OTHER = {RESIDENT: ACCOUNT, ACCOUNT: RESIDENT}
#: What is beside the features of an object in its window: whom and when.
NAMING = {"resident_key", "account_key", "as_of_date"}


def residents_and_accounts_never_mix(house: House) -> Iterator[str]:
    """The jobs that make tables of residents, and all exports, name no table of accounts' windows, graph, alerts or
    scores; those that make tables of accounts none of residents; and a window has features of its own object only."""
    writers = {name: own for own in TABLES for name in _writers(house, own)}
    for module in house.of("spark_jobs", "ml", "exports"):
        own = RESIDENT if module.room == "exports" else writers.get(module.name)
        if own:
            named = {text for text in module.strings() if TABLES[OTHER[own]].fullmatch(text)}
            yield from (f"{module.name} names {text}" for text in sorted(named))
    for own in TABLES:
        for column in _columns(house, f"{own}_window"):
            if column not in NAMING and not column.startswith(f"{own}_"):
                yield f"features.{own}_window has the column {column}"


def _writers(house: House, own: str) -> set[str]:
    return {name for table, names in house.lake_writers().items() if TABLES[own].fullmatch(table) for name in names}


def _columns(house: House, table: str) -> list[str]:
    path = house.root / "expectations" / "contracts" / "features" / f"{table}.yaml"
    (schema,) = yaml.safe_load(path.read_text(encoding="utf-8"))["schema"]
    return [item["name"] for item in schema["properties"]]
