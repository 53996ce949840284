"""Models on disk: HOME/models/<resident_risk or account_mule>/<version>/, and which is in use from which day on.

A model is a folder: `model.json`, `columns.json`, `params.json` (parameters, seed, as-of dates, digests of the data it
learnt from), `metrics.json`, `report.html`. Its version ends with a digest of the first three, which loading checks.
`in_use.csv` only grows: a decision is a line (valid_from, version, why), and of a day holds the line with the newest
`valid_from` that had begun, of equal ones the last. Where none holds, the model of day one does. So a day that is
scored again meets the model that it had met.

The one file of this room that knows the disk of a home.
"""

import csv
import hashlib
import io
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from expectations.failures import Failure
from expectations.settings import home
from lake.locks import exclusive
from ml.models.additive import Additive
from ml.models.model import Core, Model
from ml.models.subject import Subject

MODEL, COLUMNS, PARAMS, METRICS, REPORT = "model.json", "columns.json", "params.json", "metrics.json", "report.html"
#: The files that make a model what it is.
NAMING = (MODEL, COLUMNS, PARAMS)
IN_USE, HEADER = "in_use.csv", ("valid_from", "version", "why")
M0, RULES, XGBOOST = "m0", "rules", "xgboost"
DIGITS = 8


class NoModel(Failure):
    """A model that is asked for is not there, or is not what its name says."""


@dataclass(frozen=True)
class Decision:
    """From `valid_from` on a version is in use."""

    valid_from: date
    version: str
    why: str


def model_of(as_of: date, of: Subject) -> Model:
    """The model with which a day is scored: the newest decision that had begun, else that of day one."""
    version = _decided(as_of, history(of))
    return load(version or _first_version(as_of, of), of)


def history(of: Subject) -> list[Decision]:
    """Every decision, in the order in which they were made."""
    place = _place(IN_USE, of)
    if not place.exists():
        return []
    with place.open(encoding="utf-8", newline="") as file:
        return [Decision(date.fromisoformat(r["valid_from"]), r["version"], r["why"]) for r in csv.DictReader(file)]


def put_in_use(version: str, valid_from: date, why: str, of: Subject) -> None:
    """Decides that a version is in use from a day on."""
    load(version, of)
    with exclusive("models"):
        lines = [(d.valid_from.isoformat(), d.version, d.why) for d in history(of)]
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([HEADER, *lines, (valid_from.isoformat(), version, why)])
        _written(_place(IN_USE, of), text.getvalue().encode())


def back(valid_from: date, of: Subject) -> str:
    """From a day on the model before the one in use on it is in use again; its version."""
    decisions = history(of)
    current = _decided(valid_from, decisions)
    if current is None:
        raise NoModel(f"on {valid_from} the model of day one is in use: there is none before it")
    first = next(d.valid_from for d in sorted(decisions, key=lambda d: d.valid_from) if d.version == current)
    before = _decided(first, [d for d in decisions if d.valid_from < first]) or _first_version(valid_from, of)
    put_in_use(before, valid_from, f"back from {current}", of)
    return before


def load(version: str, of: Subject) -> Model:
    """A model; refuses a folder that is not what its name says."""
    place = _place(version, of)
    if not version or not place.is_dir():
        raise NoModel(f"there is no model {version} in models/{of.name}")
    files = {name: (place / name).read_bytes() for name in NAMING if (place / name).exists()}
    kind = json.loads(files[PARAMS])["kind"] if PARAMS in files else ""
    if len(files) < len(NAMING) or not version.endswith(f"-{kind}-{_digest(files)}"):
        raise NoModel(f"the folder of the model {version} is not what its name says: it was changed")
    core, columns = _core(kind, json.loads(files[MODEL])), json.loads(files[COLUMNS])
    if list(core.columns) != columns["columns"] or columns["sha256"] != columns_digest(core.columns):
        raise NoModel(f"the model {version} does not have the columns that its columns.json names")
    return Model(version, kind, core)


def newest(as_of: date, of: Subject) -> str | None:
    """The last trained model that could be in use on a day, whether it is or not."""
    places = _place("", of).iterdir() if _place("", of).is_dir() else ()
    found = [p.name for p in places if f"-{XGBOOST}-" in p.name and not p.name.startswith(".")]
    begun = [name for name in found if date.fromisoformat(name[:10]) <= as_of]
    return max(begun, default=None)


def held(version: str, name: str, of: Subject) -> bytes:
    """A file of a model's folder."""
    return (_place(version, of) / name).read_bytes()


def add(kind: str, valid_from: date, core: Mapping[str, Any], columns: tuple[str, ...], told: Mapping[str, Any],
        metrics: Mapping[str, Any], report: bytes, of: Subject) -> str:  # fmt: skip
    """Writes a model's folder, whole or not at all; its version. Equal content has an equal version."""
    listed = {"columns": list(columns), "sha256": columns_digest(columns)}
    params = {"kind": kind, "valid_from": valid_from.isoformat(), **told}
    files = {MODEL: _json(core), COLUMNS: _json(listed), PARAMS: _json(params), METRICS: _json(metrics), REPORT: report}
    version = f"{valid_from}-{kind}-{_digest(files)}"
    if not _place(version, of).exists():
        with exclusive("models"):
            new = _place(f".{version}", of)
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir(parents=True)
            for name, content in files.items():
                _written(new / name, content)
            if not _place(version, of).exists():
                os.rename(new, _place(version, of))
    return version


def columns_digest(columns: tuple[str, ...]) -> str:
    """SHA-256 of the names of columns in their order."""
    return hashlib.sha256("\n".join(columns).encode()).hexdigest()


def _first_version(as_of: date, of: Subject) -> str:
    """The version of the model of day one on a day; its folder is made where it is not there."""
    since, model = of.first(as_of)
    return add(of.day_one, since, model.as_json(), model.columns, {"made_of": of.made_of}, {}, of.page.encode(), of)


def _decided(day: date, decisions: list[Decision]) -> str | None:
    begun = [(d.valid_from, n, d.version) for n, d in enumerate(decisions) if d.valid_from <= day]
    return max(begun)[2] if begun else None


def _core(kind: str, content: dict[str, Any]) -> Core:
    if kind in (M0, RULES):
        return Additive.of(content)
    if kind == XGBOOST:
        from ml.models.boosted import Boosted

        return Boosted.of(content)
    raise NoModel(f"a model of the kind {kind} is not known")


def _digest(files: Mapping[str, bytes]) -> str:
    return hashlib.sha256(b"\0".join(files[name] for name in NAMING)).hexdigest()[:DIGITS]


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _place(name: str, of: Subject) -> Path:
    return home() / "models" / of.name / name


def _written(place: Path, content: bytes) -> None:
    """Writes a file as a whole."""
    new = place.with_name(f"{place.name}.new")
    new.write_bytes(content)
    os.replace(new, place)
