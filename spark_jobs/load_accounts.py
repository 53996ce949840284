"""Loads states of accounts: landing → silver.accounts, quarantine.accounts.

python -m spark_jobs.load_accounts --batch-date 2021-10-25
python -m spark_jobs.load_accounts --from 2021-06-28 --to 2021-10-22
"""

from lake import publish
from lake.frames import pending, write_pending
from lake.snapshot import FileCount, FileEvent
from spark_jobs import arguments
from spark_jobs.feed import run as load_feed
from spark_jobs.feed.load import Load, refused_rows
from spark_jobs.news.register import read_register

FEED = "accounts"
TABLES = ["silver.accounts", "quarantine.accounts"]


def run(batches: arguments.Batches) -> None:
    """Loads, checks and publishes the batches."""
    load_feed.run(FEED, TABLES, write, batches)


def write(load: Load) -> tuple[list[FileCount], list[FileEvent]]:
    """Writes the pending batches of the feed's tables."""
    register = read_register(load, "silver.accounts", key="account_key", number="version_no")
    write_pending(register.news, "silver.accounts", load.only)
    publish.write_pending("quarantine.accounts", refused_rows(load, register.rejects))
    return register.account(pending(load.spark, "silver.accounts"))


if __name__ == "__main__":
    arguments.main("load_accounts", run)
