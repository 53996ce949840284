"""The keys that sign exports: of the checkout, as the keys of tokens are, but made for being changed one day.

The first key signs; both are valid at receivers. To change the key: `afdw rotate` makes a second one, whose public half
goes to every receiver; `afdw rotate --switch` lets it sign; `afdw rotate --drop` ends the old one, of which the public
half stays: the publisher reads what it signed earlier.
"""

import os
import secrets
from pathlib import Path

from cli import keys
from expectations.failures import Failure

NAME = "AFDW_SIGNING_KEYS"


class RotationWrong(Failure):
    """A step of the change of keys that does not follow from those before it."""


def file() -> Path:
    """The one file, beside the keys of tokens; nobody but its owner can read it."""
    return keys.tokens_file().with_name("signing.env")


def shared() -> dict[str, str]:
    """The keys: what the environment hands in, else what the checkout keeps; a first run makes one."""
    if given := os.environ.get(NAME):
        return {NAME: given}
    return {NAME: ",".join(_kept())}


def rotate(step: str) -> list[str]:
    """One step of the change: `add`, `switch` or `drop`; the keys after it."""
    from exports.signing import ENDED, ended  # what a first run, which only makes keys, has not installed yet

    if os.environ.get(NAME) not in (None, "", ",".join(_kept())):
        raise RotationWrong(f"{NAME} comes from the environment: change it where it is kept")
    with keys.alone(file().parent / "lock"):
        read = _read()
        known, old = ([key for key in read if key.startswith(ENDED) == is_old] for is_old in (False, True))
        if step == "add" and len(known) == 1:
            known = [*known, secrets.token_hex(32)]
        elif step == "switch" and len(known) == 2:
            known = known[::-1]
        elif step == "drop" and len(known) == 2:
            known, old = known[:1], [*old, ended(known[1])]
        else:
            raise RotationWrong(f"cannot {step}: there {'are two keys' if len(known) == 2 else 'is one key'}")
        known += old
        keys.write(file(), {NAME: ",".join(known)})
    os.environ[NAME] = ",".join(known)
    return known


def _kept() -> list[str]:
    file().parent.mkdir(mode=0o700, exist_ok=True)
    with keys.alone(file().parent / "lock"):
        if not file().exists():
            keys.write(file(), {NAME: secrets.token_hex(32)})
        return _read()


def _read() -> list[str]:
    found = keys.read(file()).get(NAME, "")
    if not found:
        raise keys.KeysIncomplete(f"{file()} has no {NAME}: restore the file from your backup, or remove it")
    return found.split(",")
