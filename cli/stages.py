"""Stages of a long command: each shown with its elapsed time, the long ones with a bar, a failing one by name."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

BAR, SECOND = 30, 1.0


class Stages:
    """Counts time from its making; prints on stderr, since stdout carries results."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._aside = ThreadPoolExecutor(max_workers=3)
        self.seconds: dict[str, float] = {}

    def run(self, name: str, work: Callable[[], object], expected: float) -> None:
        """Does the work; the bar fills by the seconds that it took elsewhere, and is honest when it takes longer."""
        done = threading.Event()
        painter = threading.Thread(target=self._paint, args=(name, expected, done), daemon=True)
        began = time.monotonic()
        painter.start()
        try:
            with _named(name):
                work()
        finally:
            done.set()
            painter.join()
        self._tell(name, time.monotonic() - began)

    def aside(self, name: str, work: Callable[[], object]) -> "Future[None]":
        """Does the work beside the next stages; its failure comes up where its result is awaited."""
        return self._aside.submit(self.timed, f"{name} (beside)", work)

    def timed(self, name: str, work: Callable[[], object]) -> None:
        """Does the work and tells its time, without a bar: for a part of something longer."""
        began = time.monotonic()
        with _named(name):
            work()
        self._tell(name, time.monotonic() - began)

    def total(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._begun

    def _tell(self, name: str, seconds: float) -> None:
        self.seconds[name] = seconds
        clear = "\r\033[K" if sys.stderr.isatty() else ""
        print(f"{clear}[{self.total():6.1f} s] {name}: {seconds:.1f} s", file=sys.stderr, flush=True)

    def _paint(self, name: str, expected: float, done: threading.Event) -> None:
        if not sys.stderr.isatty():
            print(f"[{self.total():6.1f} s] {name} …", file=sys.stderr, flush=True)
            return
        began = time.monotonic()
        while not done.wait(SECOND / 4):
            filled = min(int(BAR * (time.monotonic() - began) / expected), BAR)
            bar = "█" * filled + "░" * (BAR - filled)
            print(f"\r\033[K[{self.total():6.1f} s] {bar} {name}", end="", file=sys.stderr, flush=True)


class StageFailed(RuntimeError):
    """A stage did not succeed; the message names it and its cause."""


@contextmanager
def _named(name: str) -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        raise StageFailed(f"stage «{name}» failed: {error}") from error
