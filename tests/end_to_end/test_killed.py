"""kill -9 at any moment of a load or its publishing: readers meet the batch whole or not at all, and a run again
makes the tables that an undisturbed run makes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from homes import afdw
from killing import KillHome, MoneyHome, Pace, Seen

from spark_jobs import load_transactions

FIRST, NEXT, LAST = "2021-05-01", "2021-05-02", "2021-05-03"
CITY = ("--residents", "3000", "--panel", "200", "--faults", "0.05", "--seed", "3", "--incidence", "400")
KINDS = ("publishing", "any", "publishing", "late", "publishing", "any", "publishing", "late", "any")
#: Reduced: one feed of one sender, which is the quickest to load. Full: all of them, 54 kills in 24 rounds.
FEEDS = ("call_records", "cases", "residents", "registrations", "accounts", "transactions")
ONE_SENDER = ("mobile_", "bank1_")


@pytest.fixture(scope="module")
def city(make_home: Callable[[str], Path], is_full: bool) -> Path:
    """A landing zone with faults: refused lines, repeats, late and corrected files."""
    home = make_home("killed")
    feeds = FEEDS if is_full else (FEEDS[0], "transactions")
    afdw(home, "simulate", "--out", str(home), "--from", FIRST, "--to", LAST, *CITY, "--feeds", ",".join(feeds))
    if not is_full:
        for file in (home / "landing").rglob("*.csv"):
            if not file.name.startswith(ONE_SENDER):
                file.unlink()
    return home / "landing"


class Undisturbed:
    """A home of a feed before and after its last batches, what readers met, and how long the run took."""

    def __init__(self, before: KillHome, folder: Path) -> None:
        self.before = before
        self.before.run(FIRST, FIRST)
        self.after = self.before.copy(folder / "after")
        self.pace: Pace = self.after.run(NEXT, LAST)
        self.seen: tuple[Seen, Seen] = (self.before.snapshot(), self.after.snapshot())


def home_of(kind: type[KillHome], landing: Path, folder: Path, feed: str) -> KillHome:
    """A home that reads the city's files of a feed."""
    home = kind(folder, feed)
    (home.folder / "landing").mkdir(parents=True)
    (home.folder / "landing" / feed).symlink_to(landing / feed)
    return home


@pytest.mark.sampled("feed", FEEDS, FEEDS[:1])
def test_a_killed_run_leaves_all_or_nothing_and_a_run_again_all(
    city: Path, tmp_path: Path, feed: str, is_full: bool
) -> None:
    plain = Undisturbed(home_of(KillHome, city, tmp_path / "before", feed), tmp_path)
    assert list(breaches(plain, tmp_path, Random(f"killed {feed}"), is_full)) == []


def test_a_killed_build_leaves_all_or_nothing_and_a_build_again_all(city: Path, tmp_path: Path, is_full: bool) -> None:
    home = home_of(MoneyHome, city, tmp_path / "before", "transactions")
    home.load_feed(load_transactions.FEED, FIRST, LAST)
    assert list(breaches(Undisturbed(home, tmp_path), tmp_path, Random("killed build"), is_full)) == []


def breaches(plain: Undisturbed, tmp_path: Path, random: Random, is_full: bool) -> Iterator[str]:
    """What readers met that was neither before nor after, and what a run again did not make good."""
    before, after = plain.seen
    assert before != after, "else nothing could be seen"
    kinds = list(KINDS) if is_full else list(KINDS[:2])
    home = plain.before.copy(tmp_path / "killed")
    while kinds:
        for _ in range(random.randint(1, 3) if is_full else len(kinds)):
            if not kinds:
                break
            whom = home.kill(NEXT, LAST, kinds[-1], plain.pace, random)
            kind = kinds.pop() if whom else kinds[-1]  # a run that was quicker than its killer does not count
            found = home.snapshot()
            if found not in (before, after):
                yield f"{kind}, killed {whom}: {_half(found, before, after)}"
        home.run(NEXT, LAST)
        yield from (f"run again: {table} is {how}" for table, how in _half(home.snapshot(), before, after, "after"))
        yield from (f"run again: {name} stays" for name in home.staged())
        if not kinds or random.random() < 0.7:
            yield from (f"no version needs {name}" for name in sorted(home.orphans()))
            yield from (
                f"after upkeep {table} is {how}" for table, how in _half(home.snapshot(), before, after, "after")
            )
            home = plain.before.copy(tmp_path / "killed")


def _half(found: Seen, before: Seen, after: Seen, wanted: str = "") -> list[tuple[str, str]]:
    """Which tables are as before, after, or neither; without those that are as wanted."""
    how = {table: "after" if rows == after[table] else "before" if rows == before[table] else "neither"
           for table, rows in found.items()}  # fmt: skip
    return [(table, state) for table, state in how.items() if state != wanted]
