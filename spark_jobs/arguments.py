"""The command line of the jobs of this room: days, a landing zone, feeds."""

import argparse
import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from expectations.settings import home
from lake.job import add_days, days_between, ending, span
from spark_jobs.feed import run as feeds
from spark_jobs.feed.feed import Feed


@dataclass(frozen=True)
class Batches:
    """Exactly the batches [first, last] of a landing zone; `feeds` for a job that loads several."""

    first: date
    last: date
    landing: str
    feeds: tuple[str, ...] = ()

    @property
    def days(self) -> list[date]:
        """The batches one by one."""
        return days_between(self.first, self.last)


def batches(job: str, arguments: list[str], feeds: Collection[str] = ()) -> Batches:
    """Reads `--batch-date D` or `--from D --to D`, and `--landing DIR`; `--feeds a,b` of those that the job knows, all
    without it."""
    parser = argparse.ArgumentParser(prog=f"python -m spark_jobs.{job}")
    add_days(parser)
    parser.add_argument("--landing")
    if feeds:
        parser.add_argument("--feeds", default=",".join(feeds))
    given = parser.parse_args(arguments)
    first, last = span(parser, given)
    wanted = tuple(given.feeds.split(",")) if feeds else ()
    if unknown := set(wanted) - set(feeds):
        parser.error(f"unknown feeds {sorted(unknown)}; known are {', '.join(feeds)}")
    return Batches(first, last, given.landing or str(home() / "landing"), wanted)


def main(job: str, run: Callable[[Batches], None], feeds: Collection[str] = ()) -> None:
    """Runs a job for the batches on the command line; a known failure is one clear sentence and exit code 1."""
    ending(job, lambda: run(batches(job, sys.argv[1:], feeds)))


def load(feed: Feed) -> None:
    """Runs the load of a feed for the batches on the command line."""
    main(f"load_{feed.name}", lambda given: feeds.run(feed, given.landing, given.days))


def days(job: str, run: Callable[[list[date]], None]) -> None:
    """Runs a job that knows by itself which days are to be built; `--batch-date D`, `--from D --to D` or `--days D,D`
    asks for some all the same."""
    words = sys.argv[1:]
    ending(job, lambda: run(asked(job, words)))


def asked(job: str, words: list[str]) -> list[date]:
    """The days of a range, or those of a list that need not follow one another."""
    if words[:1] != ["--days"]:
        return batches(job, words).days if words else []
    parser = argparse.ArgumentParser(prog=f"python -m spark_jobs.{job}")
    parser.add_argument("--days", type=lambda text: [date.fromisoformat(day) for day in text.split(",") if day])
    days: list[date] = parser.parse_args(words).days
    return days
