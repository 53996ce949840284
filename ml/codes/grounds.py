"""What decides a code without its rank: appeals and decisions of officers, and the own cases of a person. Pure.

Each ground is told as a reference into the lake: that is the evidence of the code that stands on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ml.common.cases import counting

Reference = dict[str, Any]
CASES = (
    "source", "case_no", "version_no", "op", "updated_at", "incident_date", "withdrawn_date", "victim_key",
    "file_sha256", "line_no", "batch_date",
)  # fmt: skip
VICTIMS = ("source", "case_no", "version_no", "entity_key")
DECISIONS = (
    "decision_id", "kind", "subscriber_id", "code", "reason", "persons", "decided_at", "expires_date", "refers_to",
    "source", "file_sha256", "line_no", "batch_date",
)  # fmt: skip
#: Reasons of codes that no model gave: an own case, a decision of two persons.
CASE_REASON, DECISION_REASON = "R03", "R09"


@dataclass(frozen=True)
class Manual:
    """A valid decision: the code, until when, and the reference to it."""

    code: str
    expires: date
    reference: Reference


@dataclass(frozen=True)
class Grounds:
    """Of a day, by resident_key. `idle`: what decisions of the day itself came to nothing, and why."""

    appealed: frozenset[int]
    manual: Mapping[int, Manual]
    events: Mapping[int, Reference]
    idle: tuple[str, ...] = ()

    def reference(self, key: int) -> Reference:
        """What the code of a person stands on: a decision before a case."""
        return self.manual[key].reference if key in self.manual else self.events[key]


def name_of(reference: Mapping[str, Any]) -> tuple[str, ...]:
    """What makes two references the same ground: the decision, or the case in whatever version."""
    found = reference.get("decision_id"), reference.get("source"), reference.get("case_no")
    return (str(found[0]),) if found[0] else (str(found[1]), str(found[2]))


def grounds(cases: pa.Table, victims: pa.Table, decisions: pa.Table, persons: Mapping[str, int], day: date,
            event_days: int) -> Grounds:  # fmt: skip
    """Rows known on the day: `cases` of silver.cases (CASES), `victims` of silver.case_entities of that type (VICTIMS),
    `decisions` of silver.decisions (DECISIONS); `persons`: subscriber → resident_key."""
    made = sorted(decisions.to_pylist(), key=lambda row: (row["decided_at"], row["batch_date"], row["decision_id"]))
    own = [row | {"resident_key": persons[row["subscriber_id"]]} for row in made if row["subscriber_id"] in persons]
    appealed, closing_nothing = _appeals(own)
    unknown = [row for row in made if row["subscriber_id"] and row["subscriber_id"] not in persons]
    idle = [
        f"decision {row['decision_id']} {why}"
        for rows, why in (
            (unknown, "names a subscriber whom no registration names"),
            (closing_nothing, "closes no open appeal"),
        )
        for row in rows
        if row["batch_date"] == day
    ]
    return Grounds(appealed, _manual(own, day), own_cases(cases, victims, day, event_days), tuple(idle))


def _appeals(decisions: list[dict[str, Any]]) -> tuple[frozenset[int], list[dict[str, Any]]]:
    """Who has an appeal that is not closed, by its name, or all before where the closing names none; and the decisions
    that close none."""
    is_open: dict[int, set[str]] = {}
    closing_nothing = []
    for row in decisions:
        appeals = is_open.setdefault(row["resident_key"], set())
        if row["kind"] == "appeal_open":
            appeals.add(row["decision_id"])
        elif row["kind"] == "appeal_closed":
            closed = appeals & {row["refers_to"]} if row["refers_to"] else set(appeals)
            appeals -= closed
            closing_nothing += [] if closed else [row]
    return frozenset(key for key, appeals in is_open.items() if appeals), closing_nothing


def _manual(decisions: list[dict[str, Any]], day: date) -> dict[int, Manual]:
    """The newest decision about a code that two persons gave a reason and an expiry; none once that has come."""
    sound = [row for row in decisions if row["kind"] == "code" and _is_sound(row)]
    newest = {row["resident_key"]: row for row in sound}
    valid = {key: row for key, row in newest.items() if row["expires_date"] > day}
    return {key: Manual(row["code"], row["expires_date"], _of_decision(row)) for key, row in valid.items()}


def _is_sound(row: dict[str, Any]) -> bool:
    persons = {name.strip() for name in (row["persons"] or "").split(";") if name.strip()}
    return len(persons) >= 2 and bool(row["reason"]) and row["expires_date"] is not None and row["code"] in "GYRUS"


def _of_decision(row: dict[str, Any]) -> Reference:
    return {
        "reason": DECISION_REASON, "table": "silver.decisions", "batch_date": row["batch_date"].isoformat(),
        "source": row["source"], "decision_id": row["decision_id"], "measure": "code", "value": row["code"],
        "why": row["reason"], "persons": row["persons"].split(";"), "expires_date": row["expires_date"].isoformat(),
        "file_sha256": row["file_sha256"], "line_no": row["line_no"],
    }  # fmt: skip


def own_cases(cases: pa.Table, victims: pa.Table, day: date, event_days: int) -> dict[int, Reference]:
    """Of everybody with an own case that counts, with an incident in so many days up to this one, the newest."""
    current = counting(cases)
    near = pc.and_(pc.greater_equal(current["incident_date"], pa.scalar(day - timedelta(days=event_days))),
                   pc.less_equal(current["incident_date"], pa.scalar(day)))  # fmt: skip
    named = current.filter(pc.fill_null(near, False)).join(victims, ["source", "case_no", "version_no"]).to_pylist()
    named.sort(key=lambda row: (row["incident_date"], row["source"], row["case_no"]))
    return {key: _of_case(row) for row in named for key in (row["victim_key"], row["entity_key"]) if key is not None}


def _of_case(row: dict[str, Any]) -> Reference:
    return {
        "reason": CASE_REASON, "table": "silver.cases", "batch_date": row["batch_date"].isoformat(),
        "source": row["source"], "case_no": row["case_no"], "version_no": row["version_no"],
        "measure": "incident_date", "value": row["incident_date"].isoformat(), "file_sha256": row["file_sha256"],
        "line_no": row["line_no"],
    }  # fmt: skip
