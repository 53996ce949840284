"""Cases as known on a date, in Arrow, for one question: which accounts they name, and whose victims named which.

The same rule as `windows.known_cases`: of the versions of a case that had arrived in a year the newest is current; the
case counts unless that one is deleted or withdrawn.
"""

from collections.abc import Iterable

import pyarrow as pa

Version = tuple[str, str, int]
CASE_COLUMNS = ("source", "case_no", "version_no", "updated_at", "op", "withdrawn_date", "victim_key")
ENTITY_COLUMNS = ("source", "case_no", "version_no", "entity_type", "entity_key")


def current(cases: pa.Table) -> dict[Version, int | None]:
    """The current version of each case that counts, with its first victim; `cases`: CASE_COLUMNS of silver.cases."""
    newest: dict[tuple[str, str], dict[str, object]] = {}
    order = [("updated_at", "ascending"), ("version_no", "ascending")]
    for row in cases.sort_by(order).to_pylist():
        newest[row["source"], row["case_no"]] = row
    counting = (row for row in newest.values() if row["op"] != "D" and row["withdrawn_date"] is None)
    return {(row["source"], row["case_no"], row["version_no"]): row["victim_key"] for row in counting}  # type: ignore


def reported_accounts(cases: pa.Table, entities: pa.Table) -> set[int]:
    """The accounts and cards that cases name."""
    known = current(cases)
    return {key for version, kind, key in _entities(entities) if kind == "account" and version in known}


def accounts_of_victim(cases: pa.Table, entities: pa.Table, victim: int) -> set[int]:
    """The accounts and cards named by the cases in which a person is a victim."""
    known = current(cases)
    named = {version for version, kind, key in _entities(entities) if kind == "victim" and key == victim}
    own = {version for version, first in known.items() if first == victim} | (named & set(known))
    return {key for version, kind, key in _entities(entities) if kind == "account" and version in own}


def victims(cases: pa.Table, entities: pa.Table) -> set[int]:
    """All victims of all cases."""
    known = current(cases)
    others = {key for version, kind, key in _entities(entities) if kind == "victim" and version in known}
    return others | {first for first in known.values() if first is not None}


def _entities(entities: pa.Table) -> Iterable[tuple[Version, str, int]]:
    columns = [entities[name].to_pylist() for name in ENTITY_COLUMNS]
    return [((source, case, no), kind, key) for source, case, no, kind, key in zip(*columns, strict=True)]
