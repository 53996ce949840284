"""Loads call records: landing → silver.call_records, quarantine.call_records.

python -m spark_jobs.load_call_records --batch-date 2021-10-25
python -m spark_jobs.load_call_records --from 2021-06-28 --to 2021-10-22
"""

from lake import publish
from lake.frames import pending, write_pending
from lake.snapshot import FileCount, FileEvent
from spark_jobs import arguments
from spark_jobs.feed import run as load_feed
from spark_jobs.feed.load import Load, refused_rows
from spark_jobs.news.ledger import read_ledger

FEED = "call_records"
TABLES = ["silver.call_records", "quarantine.call_records"]


def run(batches: arguments.Batches) -> None:
    """Loads, checks and publishes the batches."""
    load_feed.run(FEED, TABLES, write, batches)


def write(load: Load) -> tuple[list[FileCount], list[FileEvent]]:
    """Writes the pending batches of the feed's tables."""
    ledger = read_ledger(load, "silver.call_records", owner="own_key", identity=("record_uid", "direction_code"))
    write_pending(ledger.news, "silver.call_records", load.only)
    publish.write_pending("quarantine.call_records", refused_rows(load, ledger.rejects))
    return ledger.account(pending(load.spark, "silver.call_records"))


if __name__ == "__main__":
    arguments.main("load_call_records", run)
