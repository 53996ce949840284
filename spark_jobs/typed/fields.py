"""Reads one entry of a source mapping's `fields`, checked: what is wrong is named."""

import csv
from pathlib import Path
from typing import Any

from expectations.settings import CODE_LISTS
from spark_jobs.typed.field import Field, MappingError, Texts
from spark_jobs.typed.types import CODE_TYPES, TYPES

KEYS = {
    "from", "join", "constant", "type", "pattern", "required", "codes", "list", "match", "take", "otherwise",
    "replace", "format", "keep", "when", "unless", "odd", "required_unless", "only", "within", "news",
}  # fmt: skip
REQUIRED = {"never", "always", "unless_deleted"}
JOINS = {"first", "blank"}
TIME_FORMATS = {"datetime", "date"}
#: What becomes of the line of an optional cell that cannot be read: taken with the field empty, or refused.
ODD = {"emptied", "refused"}


def read_field(path: Path, name: str, entry: dict[str, Any], is_needed: bool, given: dict[str, Any]) -> Field:
    """One entry of `fields`, checked; `is_needed`: whether its column may not be NULL. `given`: what it has from the
    mapping as a whole and from the contract."""
    _check(path, name, entry)
    wires = entry.get("from", ())
    return Field(
        name=name,
        wires=(wires,) if isinstance(wires, str) else tuple(wires),
        constant=entry.get("constant"),
        type=entry["type"],
        join=entry.get("join", "first"),
        format=entry.get("format", "datetime"),
        pattern=entry.get("pattern"),
        required=entry.get("required", "never"),
        codes=_codes(path, name, entry),
        otherwise=entry.get("otherwise"),
        replace=tuple(entry.get("replace", {}).items()),
        when=tuple((str(wire), str(text)) for wire, text in entry.get("when", {}).items()),
        unless=_texts(entry.get("unless", {})),
        required_unless=_texts(entry.get("required_unless", {})),
        only=_texts(entry.get("only", {})),
        within=tuple(entry["within"]) if "within" in entry else None,
        refuses=is_needed or entry.get("required", "never") != "never" or entry.get("odd") == "refused",
        keep=entry.get("keep", True),
        is_news=entry.get("news", True),
        **given,
    )


def _texts(entry: dict[str, Any]) -> Texts:
    return tuple((str(wire), tuple(map(str, texts))) for wire, texts in entry.items())


def _check(path: Path, name: str, entry: dict[str, Any]) -> None:
    place = f"{path.name}: {name}"
    unknown = set(entry) - KEYS
    if unknown:
        raise MappingError(f"{place}: unknown keys {sorted(unknown)}")
    if entry.get("type") not in TYPES or ("from" in entry) == ("constant" in entry):
        raise MappingError(f"{place}: needs a known type and either from or constant")
    for key, known in (("required", REQUIRED), ("join", JOINS), ("format", TIME_FORMATS), ("odd", ODD)):
        if key in entry and entry[key] not in known:
            raise MappingError(f"{place}: {key} {entry[key]} is none of {sorted(known)}")
    if "only" in entry and entry.get("required") != "always":
        raise MappingError(f"{place}: `only` says where a field is required, so it is `required: always`")
    if "within" in entry and (entry["type"] != "date" or len(entry["within"]) != 2):
        raise MappingError(f"{place}: `within` is the first and the last day of a date")


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
