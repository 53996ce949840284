"""Who became a victim: labels of residents as of a day, as they were known on a later one. A pure function of cases.

A resident is a victim as of D if a case that is neither deleted nor withdrawn has an incident in D+1…D+30 (merged and
transferred cases stay, filed or not: the person was cheated all the same). Who has such an incident in D-30…D carries
the signals of a loss that has begun: left out, and counted. What a case says is its current version among those that
had arrived by the label's own date, never what is known today.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lake.snapshot import Snapshot
from ml.common.params import params
from ml.models.labels import Labels, maturity

CASES, ENTITIES, VICTIM = "silver.cases", "silver.case_entities", "victim"
CASE = ("source", "case_no")
CASE_COLUMNS = (*CASE, "version_no", "op", "updated_at", "incident_date", "withdrawn_date", "victim_key", "batch_date")
ENTITY_COLUMNS = (*CASE, "version_no", "entity_key")


def known_on(as_of: date) -> date:
    """The day on which the label of a day is mature."""
    return as_of + maturity(params("labels"))


def labels_of(snapshot: Snapshot, days: Sequence[date]) -> dict[date, Labels]:
    """The labels of days, each as it was known on its own date."""
    until = max(map(known_on, days))
    cases = snapshot.arrow(CASES, [("batch_date", "<=", until)], CASE_COLUMNS)
    entities = snapshot.arrow(ENTITIES, [("entity_type", "=", VICTIM), ("batch_date", "<=", until)], ENTITY_COLUMNS)
    return {day: labels(cases, entities, day, known_on(day)) for day in days}


def labels(cases: pa.Table, entities: pa.Table, as_of: date, known: date) -> Labels:
    """The labels of a day from versions of silver.cases and their entities of the type victim."""
    horizon = timedelta(days=params("labels")["horizon_days"])
    first, last = as_of - horizon, as_of + horizon
    of_version = _victims(entities)
    victims: dict[int, str] = {}
    left_out: set[int] = set()
    incidents = [(row["incident_date"], row["case_no"], row) for row in _standing(_near(cases, first, last), known)]
    for incident, case_no, row in sorted(incidents, key=lambda item: item[:2]):
        people = of_version.get(_version(row), set()) | ({row["victim_key"]} - {None})
        if first <= incident <= as_of:
            left_out |= people
        elif as_of < incident <= last:
            victims |= {person: case_no for person in people if person not in victims}
    return Labels(as_of, known, {k: v for k, v in victims.items() if k not in left_out}, frozenset(left_out))


def _near(cases: pa.Table, first: date, last: date) -> pa.Table:
    """All versions of the cases of which one names an incident in these days."""
    dates = cases["incident_date"]
    inside = pc.and_(pc.greater_equal(dates, pa.scalar(first)), pc.less_equal(dates, pa.scalar(last)))
    return cases.join(cases.filter(inside).select(CASE), list(CASE), join_type="left semi")


def _standing(cases: pa.Table, known: date) -> Iterator[dict[str, Any]]:
    """The current version of each case as of a batch, unless it is deleted, withdrawn or names no incident.

    A version with an older update than one that came before it never becomes current.
    """
    current: dict[tuple[str, str], dict[str, Any]] = {}
    for row in sorted(cases.to_pylist(), key=_version):
        before = current.get(_version(row)[:2])
        if row["batch_date"] <= known and (before is None or row["updated_at"] >= before["updated_at"]):
            current[_version(row)[:2]] = row
    for row in current.values():
        if row["op"] != "D" and row["withdrawn_date"] is None and row["incident_date"] is not None:
            yield row


def _victims(entities: pa.Table) -> dict[tuple[str, str, int], set[int]]:
    found: dict[tuple[str, str, int], set[int]] = {}
    for row in entities.to_pylist():
        found.setdefault(_version(row), set()).add(row["entity_key"])
    return found


def _version(row: dict[str, Any]) -> tuple[str, str, int]:
    return row["source"], row["case_no"], row["version_no"]
