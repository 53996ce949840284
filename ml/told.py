"""What is told of the model of a day: its figures beside those of the others on the same residents."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from ml import folder
from ml.model import Model

#: The name under which an evaluation has the model that was in use when another was trained, and ours for it.
IN_USE, FORMER = "in_use", "former"
Row = dict[str, Any]


def models_of(as_of: date, used: Model) -> list[Row]:
    """The rows of scores.resident_model for a day: every model of the last training; without one the model in use."""
    trained = folder.newest(as_of)
    if trained is None:
        return [_row(as_of, used.kind, used.version, True)]
    metrics = json.loads(folder.held(trained, folder.METRICS))
    told = list(_told(as_of, trained, used, metrics))
    return told if any(row["is_in_use"] for row in told) else [*told, _row(as_of, FORMER, used.version, True)]


def _told(as_of: date, trained: str, used: Model, metrics: dict[str, Any]) -> Iterator[Row]:
    is_former = used.kind != folder.M0 and used.version != trained
    in_use = FORMER if is_former else used.kind
    for name, own in metrics["models"].items():
        kind = FORMER if name == IN_USE else name
        version = used.version if kind == in_use else trained if kind == folder.XGBOOST else None
        row = _row(as_of, kind, version, kind == in_use) | _figures(own)
        yield row | {"positives": metrics["test"]["victims"], "verdict": metrics["gate"]["line"]}


def _row(as_of: date, kind: str, version: str | None, is_in_use: bool) -> Row:
    valid_from = date.fromisoformat(version[:10]) if version else None
    figures = dict.fromkeys(("positives", "capture_1", "capture_10", "capture_10_lower", "capture_10_upper"))
    named: Row = {"as_of_date": as_of, "kind": kind, "model_version": version, "is_in_use": is_in_use}
    return named | {"valid_from": valid_from, **figures, "observed_expected": None, "verdict": None}


def _figures(own: dict[str, Any]) -> Row:
    value, lower, upper = own["capture"]["0.1"]
    ratio = own.get("observed_to_expected")
    captured = {"capture_10": value, "capture_10_lower": lower, "capture_10_upper": upper}
    return captured | {"capture_1": own["capture"]["0.01"][0], "observed_expected": ratio[0] if ratio else None}
