"""Builds everything that is derived from the feeds of some days, product after product on one engine, whose start costs
more than a small day. Each is checked and published by itself; the first that fails ends the run.

python -m spark_jobs.build_features --batch-date 2021-10-25
python -m spark_jobs.build_features --from 2021-10-23 --to 2021-10-25 --feeds transactions
"""

from importlib import import_module

from expectations.contract import feeds
from spark_jobs import arguments

#: Job, in the order of a day → the feeds without which it has nothing to build from.
PEOPLE = {"call_records", "transactions", "residents", "registrations"}
JOBS = {
    "build_money_days": {"transactions"},
    "build_account_windows": {"transactions", "accounts"},
    "build_resident_days": PEOPLE,
    "build_resident_windows": PEOPLE | {"cases"},
}


def run(batches: arguments.Batches) -> None:
    """Builds the days of those products for which the feeds suffice, and of these what has become stale."""
    for job, needed in JOBS.items():
        if needed <= set(batches.feeds):
            import_module(f"spark_jobs.{job}").main(batches.days)


if __name__ == "__main__":
    arguments.main("build_features", run, feeds())
