"""How every feed is loaded: landing → pending silver and quarantine → checked → published.

A feed's own file says what a row is and writes its tables; the rules of its wire stand in its mappings.
"""

import shutil
from datetime import date

from expectations import check, publish
from expectations.lake import FILE_EVENTS, published
from expectations.publish import Account
from expectations.run import exclusive, now
from spark_jobs import arguments, feed_counts, requeue
from spark_jobs.delivery import deliveries
from spark_jobs.engine import session
from spark_jobs.load import Load, Writer
from spark_jobs.split import staging


def run(feed: str, tables: list[str], write: Writer, batches: arguments.Batches) -> None:
    """Loads, checks and publishes the batches of a feed; a failed check leaves the lake as it was."""
    started = now()
    check.prepare()
    with exclusive(feed):
        found = deliveries(batches.landing, feed, batches.first, batches.last)
        spark, folder = session(), staging(feed)
        try:
            counts, events = write(Load(spark, feed, batches.first, batches.last, found, folder))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        counts += feed_counts.missing(found, batches.first, batches.last)
        account = Account(counts, events, check.audit(spark, feed, tables, counts))
        again = _requeued(feed, batches)
        publish.publish(feed, tables, batches.first, batches.last, account, started)
        for day in again:
            requeue.take(spark, feed, tables, write, day)
    for count in counts:
        if not count.file_sha256:
            print(f"warning: feed {feed} did not come in batch {count.batch_date}: it is named as missing")
    print(feed_counts.summary(feed, counts))


def _requeued(feed: str, batches: arguments.Batches) -> list[date]:
    """The batches of the range that had taken up refused lines: a re-run takes them up again."""
    span = [("feed", "=", feed), ("batch_date", ">=", batches.first), ("batch_date", "<=", batches.last)]
    rows = published(FILE_EVENTS, span).to_pylist()
    return sorted({row["batch_date"] for row in rows if row["event"] == "requeued"})
