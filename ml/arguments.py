"""The command line that the jobs of this room share."""

import argparse
import sys
from collections.abc import Callable
from datetime import date

from lake.job import add_days, days_between, ending, span


def days(job: str, run: Callable[[list[date]], None]) -> None:
    """Runs a job for the as-of dates of the command line: `--batch-date D`, or `--from D --to D`."""
    ending(job, lambda: run(asked(job, sys.argv[1:])))


def asked(job: str, words: list[str]) -> list[date]:
    """The days that are asked for."""
    parser = argparse.ArgumentParser(prog=f"python -m ml.{job}")
    add_days(parser)
    return days_between(*span(parser, parser.parse_args(words)))
