"""Loads several feeds one after another on one engine, whose start costs more than a small day. Each is published by
itself; the first that fails ends the run. Airflow runs each feed's own job instead.

python -m spark_jobs.load_feeds --feeds residents,accounts --batch-date 2021-10-25
"""

from importlib import import_module

from expectations.contract import feeds
from spark_jobs import arguments
from spark_jobs.feed.feed import Feed
from spark_jobs.feed.run import run as load


def feed_of(name: str) -> Feed:
    """A feed as its own job declares it."""
    found: Feed = import_module(f"spark_jobs.load_{name}").FEED
    return found


def run(batches: arguments.Batches) -> None:
    """Loads, checks and publishes the batches of each feed, in the order given."""
    for name in batches.feeds:
        load(feed_of(name), batches.landing, batches.days)


if __name__ == "__main__":
    arguments.main("load_feeds", run, feeds())
