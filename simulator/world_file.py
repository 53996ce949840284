"""What a world file says: its own keys over those of the file that it names as its `base`."""

from pathlib import Path
from typing import Any

import yaml

from simulator.conversion import WorldError

BASE = "base"
DEEPEST = 5


def read_world_file(path: Path, depth: int = 0) -> Any:
    """The plain values. Sections are taken over key by key, everything else as a whole."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:  # ValueError: not UTF-8, or a date that no calendar has
        raise WorldError(f"{path}: cannot be read: {error}") from error
    if not isinstance(content, dict) or BASE not in content:
        return content
    name = content.pop(BASE)
    if not isinstance(name, str) or Path(name).name != name or depth == DEEPEST:
        raise WorldError(f"{path}: key {BASE}: expected a file beside this one, at most {DEEPEST} deep, found {name!r}")
    return _over(read_world_file(path.with_name(name), depth + 1), content)


def _over(below: Any, above: Any) -> Any:
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    return below | {key: _over(below[key], value) if key in below else value for key, value in above.items()}
