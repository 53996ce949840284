"""One run at a time: of a product while it works, of the lake for the seconds of a commit; and how a process ends.

Locks keep runs from wasting work. That nothing is corrupted does not rest on them: every commit says which version it
stands on, and fails where another came between.
"""

import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NoReturn

from expectations.failures import Failure
from expectations.settings import home

LOCK_SECONDS = 300
#: The lock under which tables are committed and days are named.
LAKE = "lake"


class Busy(Failure):
    """Another run holds what this one needs for longer than we wait, or committed in between."""


def now() -> datetime:
    """The wall clock: for the diary of runs only, never for data."""
    return datetime.now(UTC)


def leave(code: int) -> NoReturn:
    """Ends the process at once. Engine and Delta readers keep native threads, which now and then abort an orderly end
    of the interpreter (`terminate called without an active exception`) after all work is done."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


@contextmanager
def exclusive(name: str) -> Iterator[None]:
    """One run per name at a time: a second one waits, then says who is in the way."""
    path = home() / "run" / f"{name}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as lock:
        deadline = time.monotonic() + LOCK_SECONDS
        while not _locked(lock.fileno()):
            if time.monotonic() > deadline:
                raise Busy(f"another run of {name} holds {path} for more than {LOCK_SECONDS} s")
            time.sleep(0.05)
        yield


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
