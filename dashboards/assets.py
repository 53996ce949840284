"""The asset files: found, filled with what belongs to a home, known by their ids."""

import os
import uuid
from pathlib import Path
from typing import Any

import yaml

ASSETS = Path(__file__).parent / "assets"
KINDS = ("databases", "datasets", "charts", "dashboards")


class AssetError(ValueError):
    """An asset file that cannot be used; the message names the file and the reason."""


def asset_id(kind: str, stem: str) -> str:
    """The id of an asset: a function of its kind and its file's stem, the same in every home."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"afdw/dashboards/{kind}/{stem}"))


def files(kind: str, root: Path = ASSETS) -> dict[str, Path]:
    """The files of one kind by stem."""
    return {path.stem: path for path in sorted((root / kind).rglob("*.yaml"))}


def documents(kind: str, root: Path = ASSETS) -> dict[str, dict[str, Any]]:
    """The parsed files of one kind by stem, as they are in the repository."""
    return {stem: _parse(path) for stem, path in files(kind, root).items()}


def charts() -> list[str]:
    """The slugs of all charts."""
    return list(files("charts"))


def bundle(note: str, root: Path = ASSETS) -> dict[str, str]:
    """All files as the importer takes them, with the home's note and its warehouse filled in."""
    values = _values(note)
    filled = {path.relative_to(root): _fill(_parse(path), values) for path in sorted(root.rglob("*.yaml"))}
    return {path.as_posix(): yaml.safe_dump(document, allow_unicode=True) for path, document in filled.items()}


def _values(note: str) -> dict[str, str]:
    """What `@NAME@` stands for; names that are not secret."""
    address = "{AFDW_PG_HOST}:{AFDW_PG_PORT}/{AFDW_PG_DATABASE}".format(**os.environ)
    return {"@NOTE@": note, "@PG_ADDRESS@": address}


def _fill(value: Any, values: dict[str, str]) -> Any:
    """Replaced after parsing, so that a note with quotes or colons cannot break the file."""
    if isinstance(value, dict):
        return {key: _fill(item, values) for key, item in value.items()}
    if isinstance(value, list):
        return [_fill(item, values) for item in value]
    if isinstance(value, str):
        for name, text in values.items():
            value = value.replace(name, text)
    return value


def _parse(path: Path) -> dict[str, Any]:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(document, dict):
        raise AssetError(f"{path.name}: not a mapping")
    return document
