"""Refused lines are taken up again once the mapping can take them, as of the batch that takes them."""

from datetime import date
from pathlib import Path

from case_home import Home
from pyspark.sql import SparkSession
from wires import bank1
from wires.feed_home import FeedHome
from wires.learning import learn

from spark_jobs import load_transactions
from spark_jobs.feed.run import requeue

FEED = "transactions"
DAY = date(2021, 10, 23)


def test_what_a_corrected_mapping_can_take_is_taken(home: Home, spark: SparkSession, default: Path) -> None:
    bank = FeedHome(FEED, home)
    rows = [bank1.FORM.line(交易流水号=f"S{n}", 收付标志="弄潮" if n == 2 else "出") for n in (1, 2, 3)]
    broken = bank1.FORM.line(交易流水号="S4", 交易金额="viel")
    bank.deliver("2021-10-22", "bank1_2021-10-22_1.csv", bank1.FORM.file(*rows, broken)).load("2021-10-22")
    bank.deliver("2021-10-23", "bank1_2021-10-23_1.csv", bank1.FORM.file()).load("2021-10-23")
    counts = bank.account()
    learn(default)
    with home.entered():
        taken = requeue(load_transactions.FEED, DAY)[0]
        again = requeue(load_transactions.FEED, DAY)[0]
    found = {(str(r["batch_date"]), r["line_no"]) for r in home.rows("silver.transactions")}
    assert (taken, again) == (1, 0)
    assert found == {("2021-10-22", 2), ("2021-10-23", 3), ("2021-10-22", 4)}
    assert bank.account() == counts, "counts of files never change"
    events = [(str(r["batch_date"]), r["file"], r["event"], r["rows"]) for r in home.rows("silver.file_events")]
    assert events == [("2021-10-23", "bank1_2021-10-22_1.csv", "requeued", 1)]
    bank.load("2021-10-23")
    assert {(str(r["batch_date"]), r["line_no"]) for r in home.rows("silver.transactions")} == found, "run again"
