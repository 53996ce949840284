"""A synthetic Huzhou that writes the feeds of the warehouse, faults included."""

import os
import signal
import sys


def _interrupted(number: int, frame: object) -> None:
    """Ends at once, threads and all: a file under way has no name yet, and a second run writes the same files."""
    clear = b"\r\033[K\033[?25h" if os.isatty(2) else b""  # a bar on a terminal gives way, its cursor comes back
    os.write(2, clear + b"simulate: interrupted; run it again to finish what is left\n")
    os._exit(128 + number)


if sys.argv[:1] == ["-m"]:  # as a process of its own; ./afdw has its own way
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, _interrupted)
