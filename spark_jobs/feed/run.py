"""How every feed is loaded: landing → pending silver and quarantine → checked → published.

A feed is a product that is built when it is asked for, or behind a change of an earlier batch.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from pyspark.sql import functions as F

from expectations import check
from expectations.batch_checks import EARLIER, TOLD
from expectations.contract import contract
from expectations.failures import Failure
from expectations.serials import DAYS_BACK, Unnamed
from lake.batches import Named
from lake.engine import session
from lake.locks import exclusive, now
from lake.publication import Days, Publication
from lake.scratch import scratch
from lake.snapshot import Snapshot
from spark_jobs.feed import counts, inputs, quarantine, requeued, told
from spark_jobs.feed.feed import Feed
from spark_jobs.feed.written import RECIPE, Written, write
from spark_jobs.news import later
from spark_jobs.news.delivery import deliveries, in_order
from spark_jobs.news.known import known_before
from spark_jobs.news.load import Load
from spark_jobs.wire.landing import leftovers


class NothingPublished(Failure):
    """A feed of which no batch is published has nothing to take up."""


def run(feed: Feed, landing: str, days: Sequence[date]) -> None:
    """Loads, checks and publishes the batches of a feed; a failed check leaves the lake as it was."""
    started = now()
    check.prepare()
    with exclusive(feed.name):
        snapshot = Snapshot.open()
        inputs.assert_one_key(snapshot)
        written = _load(feed, snapshot, landing, list(days))
        while again := _behind(feed, snapshot, landing, written):
            print(f"warning: {feed.name}: batches {again[0]} to {again[-1]}, published before, are loaded again too")
            written = _load(feed, snapshot, landing, [*written.run.days, *again])
        _publish(feed, written, started, landing)
    _tell(feed, written, later.forgotten(snapshot, feed.name, landing, written.run.days))


def requeue(feed: Feed, day: date | None) -> tuple[int, date]:
    """Adds to a published batch, by default the newest, what its mapping now accepts of the lines refused up to it;
    returns the lines taken, and the batch."""
    check.prepare()
    with exclusive(feed.name):
        snapshot = Snapshot.open()
        inputs.assert_one_key(snapshot)
        published = snapshot.live(feed.name)
        if not published or (day or published[-1]) not in published:
            raise NothingPublished(f"no batch {f'{day} ' if day else ''}of feed {feed.name} is published")
        batch = day or published[-1]
        return _take_up(feed, snapshot, batch), batch


def _load(feed: Feed, snapshot: Snapshot, landing: str, days: list[date]) -> Written:
    """Writes the pending tables of these batches; one that took up refused lines before does so again."""
    known = known_before(snapshot, feed.name, days[0])
    with scratch(feed.name) as folder:
        files = deliveries(landing, feed.name, days, known)
        loaded = {day: {d.sha256 for d in files if d.file.batch_date == day} for day in days}
        for day in requeued.taking_days(snapshot, feed.name, days):
            rows = requeued.refused(snapshot, feed.name, day, known.withdrawn, loaded)
            files += requeued.deliveries(feed.name, day, rows, folder)
        found = in_order(files, feed.name, known)
        taken = quarantine.taken_later(snapshot, feed.name, found)
        load = Load(session(), snapshot, feed.name, days[0], days[-1], found, known, taken, folder)
        return write(feed, load, Publication(feed.name, RECIPE, days, snapshot))


def _take_up(feed: Feed, snapshot: Snapshot, day: date) -> int:
    behind = day + timedelta(days=1)
    known = known_before(snapshot, feed.name, behind)
    rows = requeued.refused(snapshot, feed.name, day, known.withdrawn, {})
    if not rows:
        return 0
    with scratch(feed.name) as folder:
        found = in_order(requeued.deliveries(feed.name, day, rows, folder), feed.name, known)
        load = Load(session(), snapshot, feed.name, behind, day, found, known, [], folder)
        written = write(feed, load, Publication(feed.name, RECIPE, [day], snapshot, adds=True))
        events = [event for event in written.taken if event.rows]
        if events:
            check.audit({table: written.run.pending(table) for table in feed.tables[:-1]})
            told.add_events(written.run, events)
            written.run.publish(lambda known: inputs.chained(known | {day: _with_dates(known[day], written)}))
    return sum(event.rows for event in events)


def _with_dates(row: Named, written: Written) -> Named:
    """A batch with the event dates of lines that it took up, and how their legs are named."""
    dates = {*later.dates_of(later.event_ranges(row)), *written.event_dates(row.batch_date)}
    scopes = {"serial_scopes": inputs.serial_scopes(written.found) | row.facts.get("serial_scopes", {})}
    return replace(row, facts=row.facts | {"event_dates": inputs.told_ranges(dates)} | scopes)


def _behind(feed: Feed, snapshot: Snapshot, landing: str, written: Written) -> list[date]:
    """The published batches behind the run that have to be loaded again with it."""
    changed = {
        day: [*later.ranges_of(written.event_dates(day)), *_known_ranges(snapshot, feed.name, day)]
        for day in written.changed_days()
    }
    return later.to_load_again(snapshot, feed.name, landing, written.found, changed, max(written.run.days))


def _known_ranges(snapshot: Snapshot, feed: str, day: date) -> later.Ranges:
    row = snapshot.named(feed).get(day)
    return later.event_ranges(row) if row else []


def _publish(feed: Feed, written: Written, started: datetime, landing: str) -> None:
    run, every = written.run, [*written.counts, *counts.missing(feed.name, written.found, written.run.days)]
    known = told.history(told.known_counts(run.snapshot, feed.name))
    frames = {table: run.pending(table) for table in feed.tables} | _earlier(feed, written) | {TOLD: written.measures}
    checks = check.audit_feed(feed.name, frames, every, known)
    told.tell(run, told.Account(every, [*written.events, *written.taken], checks), started)
    left = [(date.fromisoformat(p.parent.name), p.name) for p in leftovers(landing, feed.name, run.days)]
    stamps = {"started_at": started.isoformat(), "finished_at": now().isoformat()}

    def name(known: Days) -> Days:
        own = {
            day: replace(
                known[day],
                inputs=inputs.own(written.found, day),
                facts=inputs.facts(written.found, written.event_dates(day), day, left)
                | dict(written.facts.get(day, {}))
                | stamps,
            )
            for day in run.days
        }
        return inputs.chained(known | own)

    run.publish(name)


def _earlier(feed: Feed, written: Written) -> dict[str, Unnamed]:
    """The rows shortly before the run of its senders whose serials name no leg: only these repeat unseen."""
    run, ends = written.run, (DAYS_BACK, 1)
    senders = sorted(source for source, scope in inputs.serial_scopes(written.found).items() if scope == "none")
    if "row_key" not in contract(feed.silver).names or not senders:
        return {}
    first, last = (min(run.days) - timedelta(days=back) for back in ends)
    rows = run.snapshot.frame(feed.silver, first, last)
    return {EARLIER: Unnamed(tuple(senders), rows.where(F.col("source").isin(*senders)))}


def _tell(feed: Feed, written: Written, warnings: list[str]) -> None:
    """What the log says at the end."""
    for count in counts.missing(feed.name, written.found, written.run.days):
        print(f"warning: feed {feed.name} did not come in batch {count.batch_date}: it is named as missing")
    for warning in warnings:
        print(f"warning: {feed.name}: {warning}")
    print(counts.summary(feed.name, written.counts))
