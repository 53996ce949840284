"""Loads several feeds one after another on one engine, whose start costs more than a small day. Each is published by
itself; the first that fails ends the run. Airflow runs each feed's own job instead.

python -m spark_jobs.load_feeds --feeds residents,accounts --batch-date 2021-10-25
"""

from spark_jobs import (
    arguments,
    load_accounts,
    load_call_records,
    load_cases,
    load_registrations,
    load_residents,
    load_transactions,
)

JOBS = (load_accounts, load_call_records, load_cases, load_registrations, load_residents, load_transactions)
RUNS = {job.FEED: job.run for job in JOBS}


def run(batches: arguments.Batches) -> None:
    """Loads, checks and publishes the batches of each feed, in the order given."""
    for feed in batches.feeds:
        RUNS[feed](batches)


if __name__ == "__main__":
    arguments.main("load_feeds", run, RUNS)
