"""Loads registrations: landing → silver.registrations, quarantine.registrations.

python -m spark_jobs.load_registrations --batch-date 2021-10-25
python -m spark_jobs.load_registrations --from 2021-06-28 --to 2021-10-22
"""

from lake import publish
from lake.frames import pending, write_pending
from lake.snapshot import FileCount, FileEvent
from spark_jobs import arguments
from spark_jobs.feed import run as load_feed
from spark_jobs.feed.load import Load, refused_rows
from spark_jobs.news.register import read_register

FEED = "registrations"
TABLES = ["silver.registrations", "quarantine.registrations"]


def run(batches: arguments.Batches) -> None:
    """Loads, checks and publishes the batches."""
    load_feed.run(FEED, TABLES, write, batches)


def write(load: Load) -> tuple[list[FileCount], list[FileEvent]]:
    """Writes the pending batches of the feed's tables."""
    register = read_register(load, "silver.registrations", key="registration_id", number="event_no", repeats_any=True)
    write_pending(register.news, "silver.registrations", load.only)
    publish.write_pending("quarantine.registrations", refused_rows(load, register.rejects))
    return register.account(pending(load.spark, "silver.registrations"))


if __name__ == "__main__":
    arguments.main("load_registrations", run)
