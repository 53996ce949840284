"""The processes below this one, as the kernel tells of them, and their end. Standard library only."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

HANGUP_SECONDS = 2.0
#: Python's own, which removes the semaphores of processes that did not end by themselves, and then ends.
TRACKER = b"multiprocessing.resource_tracker"


class Status(NamedTuple):
    """Of a process: its parent, its session, and when it began, which tells it from a later one of its number."""

    parent: int
    session: int
    began: str


def status(pid: int) -> Status | None:
    """What the kernel tells of a process; nothing of one that is gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else Status(int(fields[1]), int(fields[3]), fields[19])


def end() -> None:
    """Ends what runs below, and kills who is still there after two seconds. Services stay: they have their own session.

    They are stopped first, so that nobody is born between looking and ending; our own jobs know how to end when they
    are hung up on.
    """
    for pid in _below():
        _send(pid, signal.SIGSTOP)
    found = _below()
    for number in (signal.SIGHUP, signal.SIGCONT):
        for pid in found:
            _send(pid, number)
    deadline = time.monotonic() + HANGUP_SECONDS
    while (left := [pid for pid in found if _runs(pid, found[pid])]) and time.monotonic() < deadline:
        time.sleep(0.02)
    for pid in left:
        _send(pid, signal.SIGKILL)


def _below() -> dict[int, Status]:
    """Parents come before their children."""
    numbers = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    own = {pid: known for pid in numbers if (known := status(pid)) and known.session == os.getsid(0)}
    below, parents = dict[int, Status](), {os.getpid()}
    while parents:
        parents = {pid for pid, known in own.items() if known.parent in parents and not _is_tracker(pid)}
        below |= {pid: own[pid] for pid in parents}
    return below


def _runs(pid: int, before: Status) -> bool:
    now = status(pid)
    return now is not None and now.began == before.began


def _is_tracker(pid: int) -> bool:
    try:
        return TRACKER in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _send(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
