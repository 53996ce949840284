"""One command, measured: seconds by the clock, seconds of all cores, and the peak memory of its whole process tree."""

import os
import resource
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

PROC = Path("/proc")
INTERVAL_S = 0.05
PAGE = os.sysconf("SC_PAGE_SIZE")


class RunFailed(RuntimeError):
    """A measured command failed; the message holds its last words."""


@dataclass(frozen=True)
class Run:
    """`seconds` by the clock, `cpu_s` of all cores, `peak_bytes`: largest sum of resident memory over the tree (pages
    that processes share count once per process)."""

    seconds: float
    cpu_s: float
    peak_bytes: int


def measured(command: Sequence[str], environment: dict[str, str], folder: Path, said: list[str] | None = None) -> Run:
    """Runs a command in a folder to its end; nothing else may be waited for meanwhile. `said`: gets what it said."""
    before, began = _cpu_of_children(), perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    watch = _Watch(process.pid)
    watch.start()
    told, _ = process.communicate()
    seconds = perf_counter() - began
    watch.stop()
    if process.returncode:
        raise RunFailed(f"{' '.join(command)} failed with exit code {process.returncode}: {told[-2000:]}")
    if said is not None:
        said += told.splitlines()
    return Run(seconds, _cpu_of_children() - before, watch.peak)


def tree_bytes(root: int) -> int:
    """Resident memory of a process and everything that it started."""
    parents = {pid: parent for pid in _pids() if (parent := _parent(pid)) is not None}
    members, left = {root}, set(parents)
    while grown := {pid for pid in left if parents[pid] in members}:
        members |= grown
        left -= grown
    return sum(_resident(pid) for pid in members)


class _Watch(threading.Thread):
    """Looks at a process tree until told to stop."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.root, self.peak, self._done = root, 0, threading.Event()

    def run(self) -> None:
        while not self._done.wait(INTERVAL_S):
            self.peak = max(self.peak, tree_bytes(self.root))

    def stop(self) -> None:
        self._done.set()
        self.join()


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _pids() -> list[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]


def _parent(pid: int) -> int | None:
    """The parent, None where the process has ended. The name stands in brackets and may hold anything."""
    try:
        return int((PROC / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None


def _resident(pid: int) -> int:
    try:
        return int((PROC / str(pid) / "statm").read_text().split()[1]) * PAGE
    except (FileNotFoundError, ProcessLookupError):
        return 0
