"""What is told of the model of a day: its figures beside those of the others on the same rows."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from ml.in_use import folder
from ml.models.model import Model
from ml.models.subject import Subject

#: The name under which an evaluation has the model that was in use when another was trained, and ours for it.
IN_USE, FORMER = "in_use", "former"
Row = dict[str, Any]
#: Figures of residents and of accounts; each table of models takes those that it has.
FIGURES = (
    "positives", "capture_1", "capture_10", "capture_10_lower", "capture_10_upper", "ap", "alert_share", "captured",
    "captured_lower", "captured_upper", "precision", "observed_expected", "verdict",
)  # fmt: skip


def models_of(as_of: date, used: Model, of: Subject) -> list[Row]:
    """The rows of the table of models for a day: every model of the last training; without one the model in use."""
    trained = folder.newest(as_of, of)
    if trained is None:
        return [_row(as_of, used.kind, used.version, True)]
    metrics = json.loads(folder.held(trained, folder.METRICS, of))
    told = list(_told(as_of, trained, used, metrics, of))
    return told if any(row["is_in_use"] for row in told) else [*told, _row(as_of, FORMER, used.version, True)]


def _told(as_of: date, trained: str, used: Model, metrics: dict[str, Any], of: Subject) -> Iterator[Row]:
    is_former = used.kind != of.day_one and used.version != trained
    in_use = FORMER if is_former else used.kind
    for name, own in metrics["models"].items():
        kind = FORMER if name == IN_USE else name
        version = used.version if kind == in_use else trained if kind == folder.XGBOOST else None
        row = _row(as_of, kind, version, kind == in_use) | _figures(own, metrics)
        yield row | {"positives": metrics["test"]["victims"], "verdict": metrics["gate"]["line"]}


def _row(as_of: date, kind: str, version: str | None, is_in_use: bool) -> Row:
    """A row without figures."""
    valid_from = date.fromisoformat(version[:10]) if version else None
    named: Row = {"as_of_date": as_of, "kind": kind, "model_version": version, "is_in_use": is_in_use}
    return dict.fromkeys(FIGURES) | named | {"valid_from": valid_from}


def _figures(own: dict[str, Any], metrics: dict[str, Any]) -> Row:
    """At 1 % and 10 %; where rules raise alerts at as many rows as these."""
    ratio = own.get("observed_to_expected")
    found: Row = {"observed_expected": ratio[0] if ratio else None}
    if alerts := metrics.get("alerts"):
        value, lower, upper = own["capture"][f"{alerts['share'] or 0.1:g}"]
        found |= {"ap": own["ap"], "alert_share": alerts["share"], "precision": own["precision"]}
        return found | {"captured": value, "captured_lower": lower, "captured_upper": upper}
    value, lower, upper = own["capture"]["0.1"]
    captured = {"capture_10": value, "capture_10_lower": lower, "capture_10_upper": upper}
    return found | captured | {"capture_1": own["capture"]["0.01"][0]}
