"""Files that lie beside deliveries, and names that are nearly those of deliveries."""

import csv
from argparse import Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from case_home import Home
from wires import bank1
from wires.feed_home import FeedHome

from cli.report import run_report
from spark_jobs.wire.landing import UnknownFile, delivered, leftovers, parse_name

DAY = "2021-10-22"
Deliver = Callable[[str], FeedHome]


@pytest.fixture
def of_feed(home: Home) -> Deliver:
    return lambda feed: FeedHome(feed, home)


LEFT = (
    "Thumbs.db",
    "desktop.ini",
    "~$bank1_2021-10-22_1.csv",
    "bank1_2021-10-22_2.csv.filepart",
    "bank1_2021-10-22_1 (1).csv",
    "bank1_2021-10-22_1(2).csv",
    "bank1_2021-10-22_1 - 副本.csv",
    "bank1_2021-10-22_1.csv.bak",
    "bank1_2021-10-22_3.csv.part",
    ".DS_Store",
    "._bank1_2021-10-22_1.csv",
    "bank1_2021-10-22_1[1].csv",
    "bank1_2021-10-22_1 (copy).csv",
    "bank1_2021-10-22_1.csv.partial",
    "复件(2) bank1_2021-10-22_1.csv",
    "副本 bank1_2021-10-22_1.csv",
)


def test_leftovers_stop_nobody_and_are_named(of_feed: Deliver, capsys: pytest.CaptureFixture[str]) -> None:
    home, day = of_feed("transactions"), [date(2021, 10, 22)]
    home.deliver(DAY, "bank1_2021-10-22_1.csv", bank1.FORM.file(bank1.FORM.line()))
    for name in LEFT:
        home.deliver(DAY, name, b"\0")
    home.load(DAY)
    assert home.account() == {(DAY, "bank1_2021-10-22_1.csv"): (1, 1, 0, 0, 0)}
    landing = home.folder / "landing"
    assert [path.name for path in leftovers(landing, "transactions", day)] == sorted(LEFT)
    assert [file.name for file in delivered(landing, "transactions", day)] == ["bank1_2021-10-22_1.csv"]
    assert all(f"/{name} is left out" in capsys.readouterr().out for name in LEFT[:1])
    with home.entered():
        run_report(Namespace(date=day[0]))
    told = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [row["file"] for row in told] == ["bank1_2021-10-22_1.csv", *sorted(LEFT)]
    assert {(row["rows"], row["source"], row["file_sha256"]) for row in told[1:]} == {("0", "", "")}


NO_NAMES = (
    "bank1_20211022.csv",
    "bank1-2021-10-22-1.csv",
    "bank1_2021-10-22_1.txt",
    "流水.csv",
    " bank1_2021-10-22_1.csv",
    "bank1 (new)_2021-10-22_1.csv",
)


def test_capitals_in_a_name_s_ends_say_nothing() -> None:
    """A full file that is taken for the changes of a sender FULL_police would count all its cases again."""
    file = parse_name(Path("FULL_police_2021-10-22_1.CSV"), date(2021, 10, 22))
    assert (file.is_full, file.source, file.seq) == (True, "police", 1)


@pytest.mark.parametrize("name", NO_NAMES)
def test_what_looks_like_a_delivery_must_be_named_like_one(of_feed: Deliver, name: str) -> None:
    home = of_feed("transactions").deliver(DAY, name, bank1.FORM.file(bank1.FORM.line()))
    assert leftovers(home.folder / "landing", "transactions", [date(2021, 10, 22)]) == []
    with pytest.raises(UnknownFile, match="expected"):
        home.load(DAY)
