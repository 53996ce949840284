"""Progress on stderr: a bar for people, plain lines for logs."""

import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date

from rich.console import Console
from rich.progress import track


def with_progress(days: Sequence[date], what: str) -> Iterator[date]:
    """Yield the days while telling how far we are."""
    if sys.stderr.isatty():
        yield from track(days, description=what, console=Console(stderr=True))
        return
    began = time.monotonic()
    for number, day in enumerate(days, start=1):
        yield day
        if number * 10 // len(days) > (number - 1) * 10 // len(days):
            elapsed = time.monotonic() - began
            print(f"{what}: {day} ({number}/{len(days)} days, {elapsed:.1f} s)", file=sys.stderr)
