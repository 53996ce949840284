"""The command line that all jobs share, and how they fail: one sentence with the cause, no stack of calls."""

import argparse
import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from expectations.check import CheckFailed
from expectations.contract import ContractError
from expectations.settings import MissingSetting, home
from lake.apache_spark import JavaMissing
from lake.frames import SchemaDiffers
from lake.jars import JarsMissing
from lake.locks import Busy, leave
from spark_jobs.news.later import LandingDiffers
from spark_jobs.typed.field import MappingError
from spark_jobs.wire.landing import UnknownFile

KNOWN_FAILURES = (
    CheckFailed,
    ContractError,
    Busy,
    MissingSetting,
    UnknownFile,
    MappingError,
    SchemaDiffers,
    JavaMissing,
    JarsMissing,
    LandingDiffers,
)


@dataclass(frozen=True)
class Batches:
    """Exactly the batches [first, last] of a landing zone; `feeds` for a job that loads several."""

    first: date
    last: date
    landing: Path
    feeds: tuple[str, ...] = ()

    @property
    def days(self) -> list[date]:
        """The batches one by one."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def batches(job: str, arguments: list[str], feeds: Collection[str] = ()) -> Batches:
    """Reads `--batch-date D` or `--from D --to D`, and `--landing DIR`; `--feeds a,b` of those that the job knows."""
    parser = argparse.ArgumentParser(prog=f"python -m spark_jobs.{job}")
    parser.add_argument("--batch-date", type=date.fromisoformat)
    parser.add_argument("--from", dest="first", type=date.fromisoformat)
    parser.add_argument("--to", dest="last", type=date.fromisoformat)
    parser.add_argument("--landing", type=Path)
    if feeds:
        parser.add_argument("--feeds", required=True)
    given = parser.parse_args(arguments)
    first, last = given.batch_date or given.first, given.batch_date or given.last
    if first is None or last is None or first > last or (given.batch_date and given.first):
        parser.error("give --batch-date D, or --from D and --to D in order")
    wanted = tuple(given.feeds.split(",")) if feeds else ()
    if unknown := set(wanted) - set(feeds):
        parser.error(f"unknown feeds {sorted(unknown)}; known are {', '.join(feeds)}")
    return Batches(first, last, given.landing or home() / "landing", wanted)


def main(job: str, run: Callable[[Batches], None], feeds: Collection[str] = ()) -> None:
    """Runs a job for the batches on the command line; a known failure is one clear sentence and exit code 1."""
    try:
        run(batches(job, sys.argv[1:], feeds))
    except KNOWN_FAILURES as error:
        print(f"{job}: {error}", file=sys.stderr)
        leave(1)
    leave(0)
