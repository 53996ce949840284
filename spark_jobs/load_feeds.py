"""Loads several feeds one after another on one engine, whose start costs more than a small day. Each is published by
itself; the first that fails ends the run, unless only the name of a file is at fault. Airflow runs each feed's own job.

python -m spark_jobs.load_feeds --feeds residents,accounts --batch-date 2021-10-25
"""

from importlib import import_module

from expectations.contract import feeds
from spark_jobs import arguments
from spark_jobs.feed.feed import Feed
from spark_jobs.feed.run import run as load
from spark_jobs.wire.landing import UnknownFile


def feed_of(name: str) -> Feed:
    """A feed as its own job declares it."""
    found: Feed = import_module(f"spark_jobs.load_{name}").FEED
    return found


def run(batches: arguments.Batches) -> None:
    """Loads, checks and publishes the batches of each feed, in the order given. A file that nobody can place stops its
    own feed alone: the others are loaded, and the run fails at its end."""
    unknown: list[UnknownFile] = []
    for name in batches.feeds:
        try:
            load(feed_of(name), batches.landing, batches.days)
        except UnknownFile as error:
            unknown.append(error)
    if unknown:
        raise UnknownFile("; ".join(map(str, unknown)))


if __name__ == "__main__":
    arguments.main("load_feeds", run, feeds())
