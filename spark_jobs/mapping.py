"""Source mappings: how one sender's file becomes the columns of a silver table. Rules live in YAML, not in code."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from expectations.contract import contract
from expectations.settings import CODE_LISTS

SOURCES = Path(__file__).parent / "sources"
TYPES = {"text", "code", "timestamp", "date", "money", "integer", "count", "id_number"}
ENTITY_TYPES = {"card", "msisdn", "url"}
FIELD_KEYS = {
    "from", "constant", "type", "pattern", "required", "codes", "list", "match", "take", "shorten", "format", "keep",
}  # fmt: skip
TOP_KEYS = {
    "feed", "valid_from", "encoding", "delimiter", "utc_offset_hours", "fields", "entities", "ignored",
}  # fmt: skip


class MappingError(ValueError):
    """A mapping that cannot be used; the message names file, field and reason."""


@dataclass(frozen=True)
class Field:
    """One target column: where it comes from and what text is accepted."""

    name: str
    wire: str | None
    constant: str | None
    type: str
    pattern: str | None = None
    required: str = "never"
    codes: tuple[tuple[str, str], ...] = ()
    shorten: tuple[tuple[int, int], ...] = ()
    format: str = "datetime"
    keep: bool = True


@dataclass(frozen=True)
class Mapping:
    """One sender's wire: encoding, delimiter, and what becomes of every column of it."""

    path: Path
    feed: str
    valid_from: date
    encoding: str
    delimiter: str
    utc_offset_hours: int
    fields: tuple[Field, ...]
    entities: tuple[tuple[str, str, str], ...]
    ignored: tuple[str, ...]

    @property
    def columns(self) -> list[str]:
        """Every wire column that the mapping knows, used ones first."""
        used = [field.wire for field in self.fields if field.wire] + [wire for _, wire, _ in self.entities]
        return list(dict.fromkeys([*used, *self.ignored]))


def mapping_for(feed: str, source: str, batch_date: date) -> Mapping:
    """The mapping of a sender that is valid for a batch; a sender without its own writes the feed's default wire."""
    own = _mappings(feed, source) or _mappings(feed, "default")
    valid = [mapping for mapping in own if mapping.valid_from <= batch_date]
    if not valid:
        raise MappingError(f"{feed}: no mapping of {source} is valid on {batch_date}")
    return max(valid, key=lambda mapping: mapping.valid_from)


@cache
def _mappings(feed: str, source: str) -> list[Mapping]:
    """All versions of a sender's mapping: `<source>.yaml` and `<source>.<anything>.yaml`."""
    folder = SOURCES / feed
    return [load(path) for path in sorted([*folder.glob(f"{source}.yaml"), *folder.glob(f"{source}.*.yaml")])]


def load(path: Path) -> Mapping:
    """Reads and checks one mapping file."""
    content = yaml.safe_load(path.read_text())
    _only(path, "", content, TOP_KEYS)
    return Mapping(
        path=path,
        feed=content["feed"],
        valid_from=content["valid_from"],
        encoding=content["encoding"],
        delimiter=content["delimiter"],
        utc_offset_hours=content["utc_offset_hours"],
        fields=tuple(_field(path, name, entry) for name, entry in content["fields"].items()),
        entities=tuple(_entity(path, name, entry) for name, entry in content.get("entities", {}).items()),
        ignored=tuple(content.get("ignored", {})),
    )


def _field(path: Path, name: str, entry: dict[str, Any]) -> Field:
    _only(path, name, entry, FIELD_KEYS)
    if entry.get("type") not in TYPES or ("from" in entry) == ("constant" in entry):
        raise MappingError(f"{path.name}: {name}: needs a known type and either from or constant")
    if entry.get("keep", True) and name not in _targets(path.parent.name):
        raise MappingError(f"{path.name}: {name}: no such column in the contract of silver.{path.parent.name}")
    return Field(
        name=name,
        wire=entry.get("from"),
        constant=entry.get("constant"),
        type=entry["type"],
        pattern=entry.get("pattern"),
        required=entry.get("required", "never"),
        codes=_codes(path, name, entry),
        shorten=tuple(entry.get("shorten", {}).items()),
        format=entry.get("format", "datetime"),
        keep=entry.get("keep", True),
    )


def _targets(feed: str) -> tuple[str, ...]:
    return contract(f"silver.{feed}").names


def _entity(path: Path, name: str, entry: dict[str, str]) -> tuple[str, str, str]:
    if entry.get("type") not in ENTITY_TYPES:
        raise MappingError(f"{path.name}: {name}: entity type {entry.get('type')} is none of {sorted(ENTITY_TYPES)}")
    return name, entry["from"], entry["type"]


def _codes(path: Path, name: str, entry: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Pairs of wire text and code: written in the mapping, or two columns of a versioned seed."""
    if entry["type"] != "code":
        return ()
    if "codes" in entry:
        return tuple((str(text), str(code)) for text, code in entry["codes"].items())
    seed = CODE_LISTS / f"{entry.get('list')}.csv"
    if not seed.exists():
        raise MappingError(f"{path.name}: {name}: no code list {seed.name}")
    with seed.open(encoding="utf-8", newline="") as file:
        return tuple((row[entry["match"]], row[entry["take"]]) for row in csv.DictReader(file))


def _only(path: Path, name: str, entry: dict[str, Any], known: set[str]) -> None:
    unknown = set(entry) - known
    if unknown:
        raise MappingError(f"{path.name}: {name}: unknown keys {sorted(unknown)}")
