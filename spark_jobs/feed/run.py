"""How every feed is loaded: landing → pending silver and quarantine → checked → published.

A feed's own file says what a row is and writes its tables; the rules of its wire stand in its mappings.
"""

import shutil
from datetime import date
from pathlib import Path

from expectations import check
from lake import publish
from lake.engine import session
from lake.locks import exclusive, now
from lake.publish import Account
from lake.snapshot import FILE_EVENTS, FileEvent, published
from spark_jobs import arguments, requeue
from spark_jobs.feed import counts as feed_counts
from spark_jobs.feed.load import Load, Writer
from spark_jobs.news import later
from spark_jobs.news.delivery import deliveries
from spark_jobs.wire.split import staging


def run(feed: str, tables: list[str], write: Writer, batches: arguments.Batches) -> None:
    """Loads, checks and publishes the batches of a feed; a failed check leaves the lake as it was."""
    started, days = now(), batches.days
    check.prepare()
    with exclusive(feed):
        account = _loaded(feed, tables, write, batches.landing, days)
        if again := later.to_load_again(feed, batches.landing, days, account.counts):
            print(
                f"warning: {feed}: batches {again[0]} to {again[-1]}, published before, are loaded again behind these"
            )
            days = [*days, *again]
            account = _loaded(feed, tables, write, batches.landing, days)
        requeued = _requeued(feed, days)
        account.events.extend(requeued)
        publish.publish(feed, tables, days[0], days[-1], account, started)
        for day in sorted({event.batch_date for event in requeued}):
            requeue.take(session(), feed, tables, write, day)
    _tell(feed, account, later.forgotten(feed, batches.landing, days[0]))


def _loaded(feed: str, tables: list[str], write: Writer, landing: Path, days: list[date]) -> Account:
    """Writes the pending tables of these batches and checks them."""
    found = deliveries(landing, feed, days)
    spark, folder = session(), staging(feed)
    try:
        counts, events = write(Load(spark, feed, days[0], days[-1], found, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    counts += feed_counts.missing(found, days)
    return Account(counts, events, check.audit(spark, feed, tables, counts))


def _requeued(feed: str, days: list[date]) -> list[FileEvent]:
    """What these batches had taken up of refused lines, without the rows: they have to be taken up again, also by the
    run after one that dies before it has done so."""
    span = [("feed", "=", feed), ("batch_date", ">=", days[0]), ("batch_date", "<=", days[-1])]
    rows = [row for row in published(FILE_EVENTS, span).to_pylist() if row["event"] == "requeued"]
    return [FileEvent(**{name: value for name, value in row.items() if name != "feed"} | {"rows": 0}) for row in rows]


def _tell(feed: str, account: Account, warnings: list[str]) -> None:
    """What the log says at the end."""
    for count in account.counts:
        if not count.file_sha256:
            print(f"warning: feed {feed} did not come in batch {count.batch_date}: it is named as missing")
    for warning in warnings:
        print(f"warning: {feed}: {warning}")
    print(feed_counts.summary(feed, account.counts))
