"""The command line that the jobs of this room share, and how they end: with one sentence, no stack of calls."""

import argparse
import sys
from collections.abc import Callable
from datetime import date, timedelta

from expectations.failures import Failure
from lake.locks import leave


def days(job: str, run: Callable[[list[date]], None]) -> None:
    """Runs a job for the as-of dates of the command line: `--batch-date D`, or `--from D --to D`."""
    ending(job, lambda: run(asked(job, sys.argv[1:])))


def asked(job: str, words: list[str]) -> list[date]:
    """The days that are asked for."""
    parser = argparse.ArgumentParser(prog=f"python -m ml.{job}")
    parser.add_argument("--batch-date", type=date.fromisoformat)
    parser.add_argument("--from", dest="first", type=date.fromisoformat)
    parser.add_argument("--to", dest="last", type=date.fromisoformat)
    given = parser.parse_args(words)
    first, last = given.batch_date or given.first, given.batch_date or given.last
    if first is None or last is None or first > last or (given.batch_date and (given.first or given.last)):
        parser.error("give --batch-date D, or --from D and --to D in order")
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def ending(job: str, work: Callable[[], None]) -> None:
    """Does the work and ends the process: 0 done, 1 with the sentence of a known failure."""
    try:
        work()
    except Failure as error:
        print(f"{job}: {error}", file=sys.stderr)
        leave(1)
    leave(0)
