"""Reads one entry of a source mapping's `fields`, checked: what is wrong is named."""

import csv
from pathlib import Path
from typing import Any

from expectations.settings import CODE_LISTS
from spark_jobs.typed.field import Field, MappingError
from spark_jobs.typed.types import CODE_TYPES, TYPES

KEYS = {
    "from", "join", "constant", "type", "pattern", "required", "codes", "list", "match", "take", "otherwise", "shorten",
    "replace", "format", "keep", "when", "unless",
}  # fmt: skip
REQUIRED = {"never", "always", "unless_deleted"}
JOINS = {"first", "blank"}
TIME_FORMATS = {"datetime", "date"}


def read_field(path: Path, name: str, entry: dict[str, Any], utc_offset: int, limits: tuple[int, int] | None) -> Field:
    """One entry of `fields`, checked."""
    _check(path, name, entry)
    wires = entry.get("from", ())
    return Field(
        name=name,
        wires=(wires,) if isinstance(wires, str) else tuple(wires),
        constant=entry.get("constant"),
        type=entry["type"],
        join=entry.get("join", "first"),
        format=entry.get("format", "datetime"),
        utc_offset_hours=utc_offset,
        pattern=entry.get("pattern"),
        required=entry.get("required", "never"),
        codes=_codes(path, name, entry),
        otherwise=entry.get("otherwise"),
        shorten=tuple(entry.get("shorten", {}).items()),
        replace=tuple(entry.get("replace", {}).items()),
        when=tuple((str(wire), str(text)) for wire, text in entry.get("when", {}).items()),
        unless=tuple((str(wire), tuple(map(str, texts))) for wire, texts in entry.get("unless", {}).items()),
        keep=entry.get("keep", True),
        limits=limits,
    )


def _check(path: Path, name: str, entry: dict[str, Any]) -> None:
    place = f"{path.name}: {name}"
    unknown = set(entry) - KEYS
    if unknown:
        raise MappingError(f"{place}: unknown keys {sorted(unknown)}")
    if entry.get("type") not in TYPES or ("from" in entry) == ("constant" in entry):
        raise MappingError(f"{place}: needs a known type and either from or constant")
    for key, known in (("required", REQUIRED), ("join", JOINS), ("format", TIME_FORMATS)):
        if key in entry and entry[key] not in known:
            raise MappingError(f"{place}: {key} {entry[key]} is none of {sorted(known)}")


def _codes(path: Path, name: str, entry: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Pairs of wire text and code: written in the mapping, or two columns of a versioned seed, or both."""
    if entry["type"] not in CODE_TYPES:
        return ()
    own = [(str(text), str(code)) for text, code in entry.get("codes", {}).items()]
    if "list" not in entry:
        if not own:
            raise MappingError(f"{path.name}: {name}: neither codes nor list")
        return tuple(own)
    seed = CODE_LISTS / f"{entry['list']}.csv"
    if not seed.exists():
        raise MappingError(f"{path.name}: {name}: no code list {seed.name}")
    with seed.open(encoding="utf-8", newline="") as file:
        listed = [(row[entry["match"]], row[entry["take"]]) for row in csv.DictReader(file)]
    return tuple([*listed, *own])
