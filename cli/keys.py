"""The keys of a checkout: of tokens and quarantine, one pair for all its homes.

They lie outside of the homes, since keys never lie beside the data, and outside of `.venv`, which anybody may delete.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from expectations.failures import Failure
from expectations.settings import REPO

NAMES = ("AFDW_TOKEN_KEY", "AFDW_QUARANTINE_KEY")


class KeysIncomplete(Failure):
    """A key file lacks a key: a new one would make every token another one, so nobody makes it."""


def tokens_file() -> Path:
    """The one file; nobody but its owner can read it or enter its folder."""
    return REPO / ".keys" / "tokens.env"


def shared() -> dict[str, str]:
    """Both keys: what the environment hands in, else what the checkout keeps; a first run makes a pair."""
    given = {name: os.environ[name] for name in NAMES if os.environ.get(name)}
    return given if len(given) == len(NAMES) else _kept() | given


def read(path: Path) -> dict[str, str]:
    """The values of a file of NAME=value lines; none where there is no file."""
    if not path.exists():
        return {}
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)


def write(path: Path, values: dict[str, str]) -> None:
    """Replaces a file that only its owner can read, whole or not at all."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in sorted(values.items()))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """One process at a time: of two that begin at once the second reads what the first has made."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _kept() -> dict[str, str]:
    path = tokens_file()
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with alone(path.parent / "lock"):
        if not path.exists():
            _make(path, path.parent.with_name(".venv") / "keys.env")
    return _complete(path)


def _make(path: Path, earlier: Path) -> None:
    """Moves the file of an earlier version here; without one, makes a pair.

    Where `.venv` is a link, it is another checkout's, whose keys stay there too.
    """
    write(path, _complete(earlier) if earlier.exists() else {name: secrets.token_hex(32) for name in NAMES})
    if not earlier.parent.is_symlink():
        earlier.unlink(missing_ok=True)


def _complete(path: Path) -> dict[str, str]:
    values = read(path)
    if missing := [name for name in NAMES if not values.get(name)]:
        raise KeysIncomplete(f"{path} has no {' and no '.join(missing)}: restore the file from your backup")
    return values
