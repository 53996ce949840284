"""Source mappings: how one sender's file becomes the columns of a silver table. Rules live in YAML, not in code."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from expectations.contract import contract
from spark_jobs.typed.field import Field, MappingError
from spark_jobs.typed.fields import read_field
from spark_jobs.typed.types import reading

SOURCES = Path(__file__).parents[1] / "sources"
ENTITY_TYPES = {"card", "msisdn", "url", "id"}
#: What a mapping may say of a sender as a whole: `serial_scope` is within what a serial is one leg's (many begin anew
#: each day), `sequence` what a second file of the same day is to the first.
CHOICES = {
    "format": {"csv", "jsonl"}, "content": {"all", "used"}, "serial_scope": {"none", "account", "account_and_day"},
    "sequence": {"replaces", "continues"},
}  # fmt: skip
TOP_KEYS = {
    "feed", "valid_from", "extends", "format", "encoding", "delimiter", "utc_offset_hours", "content", "fields",
    "entities", "refused", "ignored", "also_ignored", "nothing", "lists", "free_text", "may_be_absent", *CHOICES,
}  # fmt: skip


@dataclass(frozen=True)
class Refusal:
    """A wire column that is filled only where the line holds no data, and the reason that this gives."""

    wire: str
    reason: str
    unless: tuple[str, ...]


@dataclass(frozen=True)
class Mapping:
    """One sender's wire: encoding, delimiter, and what becomes of every column of it.

    `content` says which columns make a row news: `all` of the wire, or those `used` by a field. `lists`: columns in
    which a JSON object may hold a list of texts, `may_be_absent`: those that it may leave out; `free_text`: those in
    which full-width punctuation is at home.
    """

    path: Path
    feed: str
    valid_from: date
    format: str
    encoding: str
    delimiter: str
    utc_offset_hours: int
    content: str
    fields: tuple[Field, ...]
    entities: tuple[tuple[str, str, str], ...]
    refused: tuple[Refusal, ...]
    ignored: tuple[str, ...] = field(default=())
    serial_scope: str = "none"
    sequence: str = "replaces"
    lists: tuple[str, ...] = ()
    free_text: tuple[str, ...] = ()
    may_be_absent: tuple[str, ...] = ()

    @property
    def meaning(self) -> str:
        """Everything that the mapping says, wherever its file lies: what tells one from another."""
        return repr(replace(self, path=Path(self.path.name)))

    @property
    def is_json(self) -> bool:
        """Whether lines are JSON objects: such a file has no header."""
        return self.format == "jsonl"

    @property
    def columns(self) -> list[str]:
        """Every wire column that the mapping knows, used ones first."""
        return list(dict.fromkeys([*self.used, *self.ignored]))

    @property
    def used(self) -> list[str]:
        """The wire columns that a field, an entity or a refusal reads."""
        read = [wire for item in self.fields for wire in item.wires]
        return list(dict.fromkeys([*read, *(e[1] for e in self.entities), *(r.wire for r in self.refused)]))

    @property
    def read_columns(self) -> list[str]:
        """The wire columns whose text is kept while a load runs."""
        return self.columns if self.content == "all" else self.used


def mapping_for(feed: str, source: str, batch_date: date) -> Mapping:
    """The mapping of a sender that is valid for a batch; a sender without its own writes the feed's default wire."""
    names = (source, "default")
    own, default = ([of for of in _mappings(feed, name) if of.valid_from <= batch_date] for name in names)
    if not (valid := own or default):
        raise MappingError(f"{feed}: no mapping of {source} is valid on {batch_date}")
    return max(valid, key=lambda mapping: mapping.valid_from)


@cache
def _mappings(feed: str, source: str) -> list[Mapping]:
    """All versions of a sender's mapping: `<source>.yaml` and `<source>.<anything>.yaml`."""
    folder = SOURCES / feed
    return [load(path) for path in sorted([*folder.glob(f"{source}.yaml"), *folder.glob(f"{source}.*.yaml")])]


def load(path: Path) -> Mapping:
    """Reads and checks one mapping file."""
    content = _with_base(path, yaml.safe_load(path.read_text(encoding="utf-8")))
    _only_known(path, content)
    mapping = Mapping(
        path=path,
        feed=content["feed"],
        valid_from=content["valid_from"],
        format=content.get("format", "csv"),
        encoding=content["encoding"],
        delimiter=content.get("delimiter", ","),
        utc_offset_hours=content["utc_offset_hours"],
        content=content.get("content", "all"),
        fields=tuple(_fields(path, content)),
        entities=tuple(_entity(path, name, entry) for name, entry in content.get("entities", {}).items()),
        refused=tuple(
            Refusal(w, e["reason"], tuple(e.get("unless", ()))) for w, e in content.get("refused", {}).items()
        ),
        ignored=tuple(content.get("ignored", {})),
        serial_scope=content.get("serial_scope", "none"),
        sequence=content.get("sequence", "replaces"),
        lists=tuple(content.get("lists", ())),
        free_text=tuple(content.get("free_text", ())),
        may_be_absent=tuple(content.get("may_be_absent", ())),
    )
    _check(mapping)
    return mapping


def _fields(path: Path, content: dict[str, Any]) -> Iterator[Field]:
    table = contract(f"silver.{content['feed']}")
    limits, needed = table.limits(), {column.name for column in table.columns if column.required}
    common = {
        "utc_offset_hours": content["utc_offset_hours"],
        "nothing": tuple(map(str, content.get("nothing", ()))),
        "has_currency": content["fields"].get("currency") is not None,
    }
    known: dict[object, str] = {}
    for name, entry in content["fields"].items():
        if entry is not None:
            found = read_field(path, name, entry, name in needed, common | {"limits": limits.get(name, (None, None))})
            yield replace(found, read_as=known.setdefault(reading(found), name))


def _with_base(path: Path, content: dict[str, Any]) -> dict[str, Any]:
    """What a mapping says over what it extends: a field is taken over key by key, `null` drops it;
    `also_ignored` adds to the ignored columns."""
    if "extends" not in content:
        return content
    base = path.parent / f"{content['extends']}.yaml"
    if not base.exists():
        raise MappingError(f"{path.name}: extends {base.name}, which does not exist")
    below = _with_base(base, yaml.safe_load(base.read_text(encoding="utf-8")))
    fields = dict(below.get("fields", {}))
    for name, entry in content.get("fields", {}).items():
        fields[name] = None if entry is None else (fields.get(name) or {}) | entry
    ignored = content.get("ignored", below.get("ignored", {})) | content.get("also_ignored", {})
    return below | content | {"fields": fields, "ignored": ignored}


def _only_known(path: Path, content: dict[str, Any]) -> None:
    unknown = set(content) - TOP_KEYS
    missing = {"feed", "valid_from", "encoding", "utc_offset_hours", "fields"} - set(content)
    if unknown or missing:
        raise MappingError(f"{path.name}: unknown keys {sorted(unknown)}, missing keys {sorted(missing)}")
    for key, known in CHOICES.items():
        if content.get(key, min(known)) not in known:
            raise MappingError(f"{path.name}: {key} {content[key]} is none of {sorted(known)}")


def _check(mapping: Mapping) -> None:
    name = mapping.path.name
    if others := {*mapping.lists, *mapping.free_text, *mapping.may_be_absent} - set(mapping.used):
        raise MappingError(
            f"{name}: `lists`, `free_text` or `may_be_absent` names {sorted(others)}, which no field reads"
        )
    targets = contract(f"silver.{mapping.feed}").names
    for item in mapping.fields:
        if item.keep and item.name not in targets:
            raise MappingError(f"{name}: {item.name}: no such column in the contract of silver.{mapping.feed}")
        asked = (*item.when, *item.unless, *item.required_unless, *item.only)
        unread = {wire for wire, _ in asked} - set(mapping.used)
        if unread:
            keys = "`when`, `unless`, `required_unless` or `only`"
            raise MappingError(f"{name}: {item.name}: {keys} names {sorted(unread)}, which no field reads")


def _entity(path: Path, name: str, entry: dict[str, str]) -> tuple[str, str, str]:
    if entry.get("type") not in ENTITY_TYPES:
        raise MappingError(f"{path.name}: {name}: entity type {entry.get('type')} is none of {sorted(ENTITY_TYPES)}")
    return name, entry["from"], entry["type"]
