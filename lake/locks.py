"""One run of a job: its lock, its clock and its end."""

import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NoReturn

from expectations.settings import home

LOCK_SECONDS = 300


class Busy(RuntimeError):
    """Another run of the same feed holds the lake for longer than we wait."""


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
def exclusive(feed: str) -> Iterator[None]:
    """One run per feed at a time: a second one waits, then says who is in the way."""
    path = home() / "run" / f"{feed}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as lock:
        deadline = time.monotonic() + LOCK_SECONDS
        while not _locked(lock.fileno()):
            if time.monotonic() > deadline:
                raise Busy(f"another run of feed {feed} holds {path} for more than {LOCK_SECONDS} s")
            time.sleep(0.2)
        yield


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
