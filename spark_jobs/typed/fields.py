"""One field of a source mapping: where a target column comes from and what text is accepted."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from expectations.contract import Limits
from expectations.failures import Failure
from expectations.settings import CODE_LISTS

#: Types whose value is read from one text; those in KEY_TYPES become a keyed token of it.
KEY_TYPES = {"id_key", "msisdn_key", "card_key", "wallet_key", "ip_key", "mac_key", "merchant_key"}
CODE_TYPES = {"code", "prefix_code", "word_code"}
TYPES = {
    "text", "timestamp", "date", "year", "money", "signed_money", "integer", "count", "duration", "matches",
    "id_number", "id_check", "number_class",
} | KEY_TYPES | CODE_TYPES  # fmt: skip
KEYS = {
    "from", "join", "constant", "type", "pattern", "required", "codes", "list", "match", "take", "otherwise", "shorten",
    "replace", "format", "keep", "when", "unless",
}  # fmt: skip
REQUIRED = {"never", "always", "unless_deleted"}
JOINS = {"first", "blank"}
TIME_FORMATS = {"datetime", "date"}


class MappingError(Failure):
    """A mapping that cannot be used; the message names file, field and reason."""


@dataclass(frozen=True)
class Field:
    """One target column.

    `wires`: the wire columns it reads; of several the `first` that is filled, or all with a `blank` between.
    `codes`: pairs of wire text and code. `when`: (wire column, text) without which the field is empty; `unless`: (wire
    column, texts) with one of which it is. `limits`: lowest and highest value that the contract admits, if any.
    """

    name: str
    wires: tuple[str, ...]
    constant: str | None
    type: str
    join: str = "first"
    format: str = "datetime"
    pattern: str | None = None
    required: str = "never"
    codes: tuple[tuple[str, str], ...] = ()
    otherwise: str | None = None
    shorten: tuple[tuple[int, int], ...] = ()
    replace: tuple[tuple[str, str], ...] = ()
    when: tuple[tuple[str, str], ...] = ()
    unless: tuple[tuple[str, tuple[str, ...]], ...] = ()
    keep: bool = True
    limits: Limits | None = None


def read_field(path: Path, name: str, entry: dict[str, Any], limits: Limits | None) -> Field:
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
