"""Several feeds in one run: each published by itself, in the order given."""

from datetime import date

import pytest
from case_home import Home
from wires import bank1
from wires.feed_home import FeedHome

from dags.common.feeds import FEEDS
from spark_jobs import arguments, load_feeds
from spark_jobs.wire.landing import UnknownFile

DAY = "2021-10-22"


def test_a_file_that_nobody_can_place_stops_its_own_feed_alone(home: Home) -> None:
    bank = FeedHome("transactions", home)
    bank.deliver(DAY, "bank1_2021-10-22_1.csv", bank1.FORM.file(bank1.FORM.line(交易流水号="S1")))
    for feed in ("accounts", "registrations"):
        (bank.folder / "landing" / feed).mkdir()
    FeedHome("accounts", home).deliver(DAY, "no name.csv", b"")
    day = date.fromisoformat(DAY)
    with home.entered(), pytest.raises(UnknownFile, match=r"no name\.csv"):
        load_feeds.run(
            arguments.Batches(day, day, str(bank.folder / "landing"), ("transactions", "accounts", "registrations"))
        )
    assert len(home.rows("silver.transactions")) == 1
    assert {row["feed"] for row in home.rows("ops.feed_load")} == {"transactions", "registrations"}


def test_every_feed_that_airflow_knows_can_be_loaded() -> None:
    assert [load_feeds.feed_of(name).name for name in FEEDS] == list(FEEDS) and len(FEEDS) == 7


def test_feeds_are_told_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    span = ["--batch-date", DAY, "--feeds"]
    given = arguments.batches("load_feeds", [*span, "cases,accounts"], FEEDS)
    assert given.feeds == ("cases", "accounts")
    with pytest.raises(SystemExit):
        arguments.batches("load_feeds", [*span, "cases,calls"], FEEDS)
    assert "unknown feeds ['calls']; known are residents, registrations, accounts," in capsys.readouterr().err
