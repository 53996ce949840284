"""How every job begins and ends: days on its command line, what it tells of a build, one sentence where it fails."""

import argparse
import sys
from collections.abc import Callable
from datetime import date, timedelta

from expectations.failures import Failure
from lake.locks import leave
from lake.product import Product, Report


def add_days(parser: argparse.ArgumentParser) -> None:
    """The words for days: `--batch-date D`, or `--from D --to D`."""
    parser.add_argument("--batch-date", type=date.fromisoformat)
    parser.add_argument("--from", dest="first", type=date.fromisoformat)
    parser.add_argument("--to", dest="last", type=date.fromisoformat)


def span(parser: argparse.ArgumentParser, given: argparse.Namespace) -> tuple[date, date]:
    """The first and the last day that were given; wrong use ends the process."""
    first, last = given.batch_date or given.first, given.batch_date or given.last
    if first is None or last is None or first > last or (given.batch_date and (given.first or given.last)):
        parser.error("give --batch-date D, or --from D and --to D in order")
    return first, last


def days_between(first: date, last: date) -> list[date]:
    """All days of [first, last]."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def ending(job: str, work: Callable[[], None]) -> None:
    """Does the work and ends the process: 0 done, 1 with the sentence of a known failure."""
    try:
        work()
    except Failure as error:
        print(f"{job}: {error}", file=sys.stderr)
        leave(1)
    leave(0)


def tell_skipped(product: Product, report: Report) -> None:
    """Prints why days that were asked for are not built."""
    for day, reason in report.skipped.items():
        print(f"warning: {product.name} of {day} is not built: {reason}")


def tell(product: Product, report: Report) -> None:
    """Prints which days of a derived product were built, and why others cannot be."""
    tell_skipped(product, report)
    ends = f", {report.built[0]} to {report.built[-1]}" if report.built else ""
    print(f"{product.name}: {len(report.built)} days built{ends}")
