"""Loads ledger legs: landing → silver.transactions, quarantine.transactions.

python -m spark_jobs.load_transactions --batch-date 2021-10-25
python -m spark_jobs.load_transactions --from 2021-06-28 --to 2021-10-22
"""

from lake import publish
from lake.frames import pending, write_pending
from lake.snapshot import FileCount, FileEvent
from spark_jobs import arguments
from spark_jobs.feed import run as load_feed
from spark_jobs.feed.load import Load, refused_rows
from spark_jobs.news.ledger import read_ledger

FEED = "transactions"
TABLES = ["silver.transactions", "quarantine.transactions"]


def run(batches: arguments.Batches) -> None:
    """Loads, checks and publishes the batches."""
    load_feed.run(FEED, TABLES, write, batches)


def write(load: Load) -> tuple[list[FileCount], list[FileEvent]]:
    """Writes the pending batches of the feed's tables."""
    ledger = read_ledger(load, "silver.transactions", owner="account_key", identity=("serial_no",))
    write_pending(ledger.news, "silver.transactions", load.only)
    publish.write_pending("quarantine.transactions", refused_rows(load, ledger.rejects))
    return ledger.account(pending(load.spark, "silver.transactions"))


if __name__ == "__main__":
    arguments.main("load_transactions", run)
