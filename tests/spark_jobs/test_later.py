"""Batches loaded out of order, files put into closed folders, lines taken up and loaded again: the same lake."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from case_home import Home
from pyspark.sql import SparkSession
from wires import bank1, holders
from wires.feed_home import FeedHome
from wires.form import key
from wires.learning import learn

from lake import batches
from lake.snapshot import Snapshot
from spark_jobs import load_transactions
from spark_jobs.feed.run import requeue
from spark_jobs.news.later import LandingDiffers

ONE, TWO, THREE = "2021-10-22", "2021-10-23", "2021-10-24"
FEED = "transactions"
TABLES = ("silver.transactions", "quarantine.transactions", "ops.feed_load", "silver.file_events", "ops.batches")


def leg(serial: str, amount: str = "99.00", **cells: str) -> bytes:
    return bank1.FORM.line(交易流水号=serial, 交易金额=amount, **cells)


def delivered(home: Home) -> FeedHome:
    """Three batches: the second repeats a row of the first and replaces its file, the third repeats the second."""
    bank = FeedHome(FEED, home)
    bank.deliver(ONE, "bank1_2021-10-22_1.csv", bank1.FORM.file(leg("S1"), leg("S2")))
    bank.deliver(TWO, "bank1_2021-10-22_2.csv", bank1.FORM.file(leg("S1"), leg("S2", "100.00")))
    bank.deliver(TWO, "bank1_2021-10-23_1.csv", bank1.FORM.file(leg("S1"), leg("S3")))
    bank.deliver(THREE, "bank1_2021-10-24_1.csv", bank1.FORM.file(leg("S3"), leg("S4")))
    return bank


def dumps(home: FeedHome) -> dict[str, list[str]]:
    return {table: home.dump(table) for table in TABLES}


@pytest.mark.parametrize("order", [(TWO, THREE, ONE), (THREE, ONE, TWO)])
def test_the_order_in_which_batches_are_loaded_does_not_matter(
    new_home: Callable[[], Home], order: tuple[str, ...]
) -> None:
    bank, plain = delivered(new_home()), delivered(new_home()).load(ONE, THREE)
    for day in order:
        bank.load(day)
    assert dumps(bank) == dumps(plain)
    assert len(bank.silver()) == 6 and [event[3] for event in bank.events()] == ["withdrawn"]


def test_versions_of_an_account_are_numbered_anew(new_home: Callable[[], Home]) -> None:
    home = FeedHome("accounts", new_home())
    for day, status in ((ONE, "正常"), (TWO, "冻结")):
        home.deliver(day, f"bank1_{day}_1.csv", holders.FORM.file(holders.FORM.line(账户状态=status)))
    home.load(TWO).load(ONE)
    versions = [(str(row["batch_date"]), row["version_no"]) for row in home.silver().values()]
    assert sorted(versions) == [(ONE, 1), (TWO, 2)]


def test_an_unchanged_batch_is_loaded_alone_and_no_other_landing_is_asked_for(new_home: Callable[[], Home]) -> None:
    bank = delivered(new_home()).load(ONE, THREE)
    before = dumps(bank)
    for file in (bank.folder / "landing" / FEED / THREE).iterdir():
        file.unlink()
    bank.load(ONE)
    assert dumps(bank) == before


def test_later_batches_whose_files_are_gone_are_not_lost(new_home: Callable[[], Home]) -> None:
    bank = delivered(new_home()).load(TWO, THREE)
    before, gone = dumps(bank), bank.folder / "landing" / FEED / THREE / "bank1_2021-10-24_1.csv"
    gone.unlink()
    with pytest.raises(
        LandingDiffers, match=r"batches 2021-10-23 to 2021-10-24 .* bank1_2021-10-24_1.csv of 2021-10-24"
    ):
        bank.load(ONE)
    assert dumps(bank) == before


def test_a_file_put_into_a_closed_folder_is_told(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    bank = delivered(home).load(ONE, TWO)
    bank.deliver(ONE, "bank2_2021-10-22_1.csv", bank1.FORM.file(leg("S9")))
    (bank.folder / "landing" / FEED / "_incoming").mkdir()
    bank.load(THREE)
    said = capsys.readouterr().out
    assert "bank2_2021-10-22_1.csv came after its batch was published: run batch 2021-10-22 again" in said
    assert "_incoming is no batch" in said
    assert len(bank.silver()) == 6


def without_inputs(bank: FeedHome) -> dict[str, list[str]]:
    """The tables; `ops.batches` also tells that another mapping was used."""
    return {table: rows for table, rows in dumps(bank).items() if table != "ops.batches"}


def taken_up(bank: FeedHome, spark: SparkSession, default: Path) -> FeedHome:
    """A line refused in the first batch, taken up in the second after its mapping was corrected in place."""
    bank.deliver(ONE, "bank1_2021-10-22_1.csv", bank1.FORM.file(leg("S1"), leg("S2", 收付标志="弄潮"))).load(ONE)
    bank.deliver(TWO, "bank1_2021-10-23_1.csv", bank1.FORM.file(leg("S3"))).load(TWO)
    learn(default)
    with bank.entered():
        assert requeue(load_transactions.FEED, date(2021, 10, 23))[0] == 1
    return bank


@pytest.mark.parametrize("span", [(ONE, ONE), (TWO, TWO), (ONE, TWO)])
def test_a_line_that_was_taken_up_stays_where_it_was_taken(
    home: Home, spark: SparkSession, default: Path, span: tuple[str, str]
) -> None:
    bank = taken_up(FeedHome(FEED, home), spark, default)
    before = without_inputs(bank)
    places = {(str(row["batch_date"]), row["line_no"]) for row in bank.rows("silver.transactions")}
    assert places == {(ONE, 2), (TWO, 2), (TWO, 3)}
    bank.load(*span)
    assert without_inputs(bank) == before


def test_a_replaced_file_takes_its_requeued_lines_along(home: Home, spark: SparkSession, default: Path) -> None:
    bank = taken_up(FeedHome(FEED, home), spark, default)
    bank.deliver(THREE, "bank1_2021-10-22_2.csv", bank1.FORM.file(leg("S1"))).load(THREE)
    assert (FEED, THREE, "bank1_2021-10-22_1.csv", "withdrawn", 2) in bank.events()
    rows = [row for row in bank.rows("silver.transactions") if str(row["batch_date"]) == THREE]
    assert [row["account_key"] for row in rows] == [key("card", "33001234500012345")]


def test_a_run_again_shows_lines_that_were_taken_up_at_every_moment(
    home: Home, spark: SparkSession, default: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One publish holds the batch and its lines: a run that dies before naming shows yesterday's, never half."""
    bank = taken_up(FeedHome(FEED, home), spark, default)
    before = dumps(bank)
    bank.deliver(TWO, "bank1_2021-10-23_2.csv", bank1.FORM.file(leg("S3"), leg("S5")))

    def die(*_: object) -> None:
        raise SystemExit("killed")

    with monkeypatch.context() as killed, pytest.raises(SystemExit):
        killed.setattr(batches, "write", die)
        bank.load(TWO)
    assert dumps(bank) == before
    bank.load(TWO)
    taken = [(str(row["batch_date"]), row["line_no"]) for row in bank.rows("silver.transactions")]
    assert sorted(taken) == [(ONE, 2), (TWO, 2), (TWO, 3), (TWO, 3)]


def test_lines_taken_up_tell_their_event_dates_with_their_batch(home: Home, default: Path) -> None:
    """What is derived from the batch looks for events there: a line of weeks ago widens it, and a run again agrees."""
    bank = FeedHome(FEED, home)
    old = leg("S2", 收付标志="弄潮", 交易时间="2021-09-01 12:00:00")
    bank.deliver(ONE, "bank1_2021-10-22_1.csv", bank1.FORM.file(leg("S1"), old)).load(ONE)
    bank.deliver(TWO, "bank1_2021-10-23_1.csv", bank1.FORM.file(leg("S3"))).load(TWO)
    learn(default)

    def told() -> list[list[str]]:
        with bank.entered():
            return Snapshot.open().named(FEED)[date(2021, 10, 23)].facts["event_dates"]  # type: ignore[no-any-return]

    assert told() == [["2021-10-22", "2021-10-22"]]
    with bank.entered():
        assert requeue(load_transactions.FEED, date(2021, 10, 23))[0] == 1
    expected = [["2021-09-01", "2021-09-01"], ["2021-10-22", "2021-10-22"]]
    assert told() == expected
    bank.load(TWO)
    assert told() == expected
