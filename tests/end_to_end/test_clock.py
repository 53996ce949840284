"""One clock: what readers as of a day see never changes, whenever, in whatever steps and order the files are loaded."""

import os
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from case_home import Home, Row
from clock_stories import FIFTH, NINTH, STORIES, TWELFTH
from killing import QUARANTINE_KEY, TOKEN_KEY
from one_engine import running
from pyspark.sql import SparkSession
from wires.feed_home import FeedHome

from lake.snapshot import FILE_EVENTS, Snapshot

BEGINNING, DAYS = date(1970, 1, 1), (FIFTH, NINTH, TWELFTH)
#: From one day of the story to the next, and each day of its own.
STEPS = ((FIFTH, FIFTH), ("2021-10-06", NINTH), ("2021-10-10", TWELFTH))
EACH_DAY = tuple((f"2021-10-{day:02d}",) * 2 for day in range(5, 13))
TABLES = ("ops.feed_load", "silver.file_events", "ops.batch_checks")


#: Every load of the module finds it by its address; commands of other modules start their own.
spark = pytest.fixture(scope="module")(running)


class Clock:
    """A feed's story: its homes and what readers see in them."""

    def __init__(self, spark: SparkSession, folder: Path, feed: str) -> None:
        self.spark, self.folder, self.feed, self.story = spark, folder, feed, STORIES[feed]()
        self.range = self.delivered("range").load(FIFTH, TWELFTH)

    def delivered(self, name: str, is_reversed: bool = False) -> FeedHome:
        """A home with the files, written in the order of their names or in the opposite one."""
        home = FeedHome(self.feed, Home(self.folder / name, TOKEN_KEY, QUARANTINE_KEY))
        for number, (batch, file) in enumerate(sorted(self.story.files, reverse=is_reversed)):
            home.deliver(batch, file, self.story.files[batch, file])
            os.utime(home.folder / "landing" / self.feed / batch / file, (10**9 + number, 10**9 + number))
        return home

    def seen(self, home: FeedHome, day: str) -> dict[str, int]:
        """Every figure of the story as of a day, counted from the rows that count then."""
        as_of = date.fromisoformat(day)
        with home.entered():
            lake, table = Snapshot.open(), f"silver.{self.feed}"
            events = lake.arrow(FILE_EVENTS, [("feed", "=", self.feed), ("batch_date", "<=", as_of)]).to_pylist()
            gone = {event["file_sha256"] for event in events if event["event"] == "withdrawn"}
            rows: list[Row] = lake.frame(table, BEGINNING, as_of).toArrow().to_pylist()
            rows = [row for row in rows if row["file_sha256"] not in gone]
        return {name: figure(rows, as_of) for name, (figure, _) in self.story.figures.items()}

    def expected(self, day: str) -> dict[str, int]:
        """What the design says of a day."""
        return {name: figures[DAYS.index(day)] for name, (_, figures) in self.story.figures.items()}

    def dumps(self, home: FeedHome) -> dict[str, list[str]]:
        """The feed's tables and those that tell of its files."""
        return {table: home.dump(table) for table in (f"silver.{self.feed}", f"quarantine.{self.feed}", *TABLES)}


Clocks = Callable[[str], Clock]


@pytest.fixture(scope="module")
def clock(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Clocks:
    """The stories, loaded as a range when first asked for."""
    return cache(lambda feed: Clock(spark, tmp_path_factory.mktemp(feed), feed))


@pytest.mark.parametrize("feed", STORIES)
def test_readers_as_of_a_day_see_what_was_known_then(clock: Clocks, feed: str) -> None:
    told = clock(feed)
    assert {day: told.seen(told.range, day) for day in DAYS} == {day: told.expected(day) for day in DAYS}
    assert told.range.rejects() == []


@pytest.mark.sampled("feed", list(STORIES), ["call_records"])
def test_steps_equal_the_range_and_no_past_figure_changes(clock: Clocks, feed: str, is_full: bool) -> None:
    told = clock(feed)
    home = told.delivered("steps")
    for first, last in EACH_DAY if is_full else STEPS:
        home.load(first, last)
        known = [day for day in DAYS if day <= last]
        assert {day: told.seen(home, day) for day in known} == {day: told.expected(day) for day in known}
    assert told.dumps(home) == told.dumps(told.range)


@pytest.mark.sampled("feed", list(STORIES), ["cases"])
def test_the_order_in_which_files_were_written_says_nothing(clock: Clocks, feed: str) -> None:
    told = clock(feed)
    assert told.dumps(told.delivered("reversed", is_reversed=True).load(FIFTH, TWELFTH)) == told.dumps(told.range)
