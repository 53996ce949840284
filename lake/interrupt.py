"""Ctrl-C, SIGTERM or a closed terminal end a process of ours at once, with one sentence, and nothing of it stays.

A thread of its own answers the signal, since the main thread may be inside the engine for long. Nothing is unwound: an
interrupted run leaves what a killed one leaves, which the next run finishes, but for what it has said must be undone.
Standard library only: the installing of environments is interrupted as well.
"""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lake import below

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP)
#: What takes longer ends later, by itself.
PATIENCE_SECONDS = 3.5
AGAIN = "run it again to finish what is left"
Undo = Callable[[], object]
_undo: list[Undo] = []


def started(room: str) -> str:
    """The module of a room as which this process was started by `python -m`, as long as it is still being looked for.

    A room that asks in its `__init__.py` can be interrupted from there on: the imports of a job take a second.
    """
    module = "".join(sys.orig_argv[sys.orig_argv.index("-m") + 1 :][:1]) if sys.argv[:1] == ["-m"] else ""
    return module if module.split(".")[0] == room else ""


def watch(name: str, advice: str = AGAIN) -> None:
    """From now on a signal ends this process and all below it, undoes what has to be, and says so.

    A signal that is ignored stays so (nohup). After SIGHUP nobody is there to read the sentence.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)  # in the thread that answers, for good
    heard, hears = os.pipe()
    os.set_blocking(hears, False)
    signal.set_wakeup_fd(hears)
    os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker")  # that it had to clean up, see below.TRACKER
    threading.Thread(target=_answer, args=(heard, f"{name}: interrupted; {advice}"), daemon=True).start()
    for number in ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stand_still)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)


def becoming(command: list[str]) -> None:
    """This process becomes another program that watches, too; a signal that comes meanwhile waits until it does."""
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    os.execv(command[0], command)


def undo(work: Undo) -> None:
    """Called if this process is interrupted, after those below it have ended; what came last comes first."""
    _undo.append(work)


@contextmanager
def undone_by(work: Undo) -> Iterator[None]:
    """The same, as long as this lasts."""
    undo(work)
    try:
        yield
    finally:
        _undo.remove(work)


def end_with_parent() -> None:
    """For a worker of a pool: it ends with its job, also with one that was killed; by itself it would wait forever."""
    threading.Thread(target=_outlive, daemon=True).start()


@contextmanager
def unheard() -> Iterator[None]:
    """Processes that are started here do not hear Ctrl-C, which a terminal tells all at once; their job ends them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _answer(heard: int, sentence: str) -> None:
    number = os.read(heard, 1)[0]
    threading.Timer(PATIENCE_SECONDS, _leave, (number, sentence)).start()
    try:
        below.end()
        for work in reversed(_undo):
            work()
    finally:
        _leave(number, sentence)


def _leave(number: int, sentence: str) -> None:
    """Past Python's streams, which the main thread may hold; a bar on a terminal gives way, its cursor comes back."""
    clear = "\r\033[K\033[?25h" if os.isatty(2) else ""
    try:
        os.write(2, b"" if number == signal.SIGHUP else f"{clear}{sentence}\n".encode())
    finally:
        os._exit(128 + number)


def _stand_still(number: int, frame: object) -> None:
    """The main thread does not go on, lest it report the end of what is being ended."""
    while True:
        time.sleep(PATIENCE_SECONDS)


def _outlive() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
