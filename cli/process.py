"""Long-running services of a home: started detached, known by their process id, stopped as a group."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from expectations.settings import REPO, home
from lake.below import status


class ServiceFailed(RuntimeError):
    """A service did not come up or did not stop; the message names it and its log."""


def log_path(name: str) -> Path:
    """Where the service writes."""
    return home() / "logs" / f"{name}.log"


def start(name: str, command: list[str], env: Mapping[str, str]) -> None:
    """Starts `command` in a process group of its own, appending to its log; remembers its id."""
    with log_path(name).open("ab") as log:
        process = subprocess.Popen(
            command, env=dict(env), cwd=REPO, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    _pid_file(name).write_text(f"{process.pid} {_started_at(process.pid)}\n")


def running(name: str) -> bool:
    """Whether the process that we started lives: the same id *and* the same start time."""
    return _alive(*_remembered(name))


def stop(name: str, seconds: float = 20.0) -> None:
    """Asks the service's group to end, then insists."""
    pid, started = _remembered(name)
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if not _alive(pid, started):
            break
        os.killpg(pid, sign)
        _wait(lambda: not _alive(pid, started), seconds)
    _pid_file(name).unlink(missing_ok=True)


def wait_until(name: str, healthy: Callable[[], bool], seconds: float) -> None:
    """Waits for a started service; one that ends or stays silent is named with its log."""
    if not _wait(lambda: healthy() or not running(name), seconds) or not running(name):
        raise ServiceFailed(f"{name} did not come up; see {log_path(name)}")


def _wait(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return condition()


def _pid_file(name: str) -> Path:
    return home() / "run" / f"{name}.pid"


def _remembered(name: str) -> tuple[int, str]:
    text = _pid_file(name).read_text().split() if _pid_file(name).exists() else []
    return (int(text[0]), text[1]) if len(text) == 2 else (0, "")


def _alive(pid: int, started: str) -> bool:
    return pid > 0 and bool(started) and _started_at(pid) == started


def _started_at(pid: int) -> str:
    found = status(pid)
    return found.began if found else ""
