"""Cases as known on a date, in Arrow, as `reported.reported` and `reported.cases_of` tell them of a city on an engine.

Of the versions of a case that had arrived in a year the newest is current; the case counts unless that one is deleted
or withdrawn.
"""

from collections import defaultdict
from typing import Any

import pyarrow as pa

from spark_jobs.graph.reported import CURRENCY, ENTITIES, Case
from spark_jobs.windows.known_cases import VERSION

CASE_COLUMNS = (
    *VERSION, "updated_at", "op", "withdrawn_date", "victim_key", "incident_date", "gross_fen", "currency",
)  # fmt: skip
ENTITY_COLUMNS = (*VERSION, "entity_type", "entity_key")
Version = tuple[str, str, int]
ACCOUNT, PERSON = ENTITIES


def cases_known(cases: pa.Table, entities: pa.Table) -> list[Case]:
    """The cases that count and name accounts; `cases`, `entities`: those columns of both tables, of a year."""
    named: dict[tuple[Version, str], set[int]] = defaultdict(set)
    for row in entities.to_pylist():
        named[(row["source"], row["case_no"], row["version_no"]), row["entity_type"]].add(row["entity_key"])
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for row in cases.sort_by([("updated_at", "ascending"), ("version_no", "ascending")]).to_pylist():
        newest[row["source"], row["case_no"]] = row
    counting = [row for row in newest.values() if row["op"] != "D" and row["withdrawn_date"] is None]
    found = [_case(row, named) for row in counting]
    return sorted((case for case in found if case.accounts), key=lambda case: (case.source, case.case_no))


def _case(row: dict[str, Any], named: dict[tuple[Version, str], set[int]]) -> Case:
    version: Version = (row["source"], row["case_no"], row["version_no"])
    first = {row["victim_key"]} - {None}
    gross = row["gross_fen"] if row["currency"] == CURRENCY else None
    victims = frozenset(named[version, PERSON] | first)
    return Case(*version[:2], row["incident_date"], gross, frozenset(named[version, ACCOUNT]), victims)
