"""What a feed tells beside its own tables: counts and events of files, measures of batches. Each of these tables holds
one part per feed, of which a run writes its own days anew and leaves the others as they are."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any

from expectations import batch_checks
from expectations.accounts import BatchCheck, FileCount, FileEvent, History
from lake.locks import now
from lake.publication import Publication
from lake.snapshot import BATCH_CHECKS, FEED_LOAD, FILE_EVENTS, Snapshot

#: So many days the measures of a batch look back.
HISTORY_DAYS = 28
Row = dict[str, Any]


@dataclass(frozen=True)
class Account:
    """What a run tells: the outcome of every file, events of earlier files, measures."""

    counts: list[FileCount]
    events: list[FileEvent]
    checks: list[BatchCheck] = field(default_factory=list)


def history(rows: Iterable[Row]) -> History:
    """(batch, sender) → rows delivered, of rows of `ops.feed_load`."""
    found: History = {}
    for row in rows:
        if row["file_sha256"]:
            place = (row["batch_date"], row["source"])
            found[place] = found.get(place, 0) + row["rows"]
    return found


def known_counts(snapshot: Snapshot, feed: str) -> list[Row]:
    """The published rows of `ops.feed_load` of a feed."""
    rows: list[Row] = snapshot.arrow(FEED_LOAD, [("feed", "=", feed)]).to_pylist()
    return rows


def tell(run: Publication, account: Account, started: datetime) -> None:
    """Writes the counts, events and measures of the run's batches to pending."""
    stamps = {"started_at": started, "finished_at": now()}
    _tell(run, FEED_LOAD, [vars(count) | stamps for count in account.counts], run.days)
    _tell(run, FILE_EVENTS, map(vars, account.events), run.days)
    later, measures = _measured_anew(run, account)
    _tell(run, BATCH_CHECKS, [*map(vars, account.checks), *measures], [*run.days, *later])


def add_events(run: Publication, events: Sequence[FileEvent]) -> None:
    """Writes the events of a run that only adds to a batch: more lines of the same file are one event."""
    rows = _of_days(run, FILE_EVENTS, run.days)
    for event in map(vars, events):
        same = [row for row in rows if all(row[name] == event[name] for name in event if name != "rows")]
        total = {"rows": event["rows"] + sum(row["rows"] for row in same)}
        rows = [*(row for row in rows if row not in same), event | total]
    _tell(run, FILE_EVENTS, rows, run.days)


def _tell(run: Publication, table: str, rows: Iterable[Row], days: Collection[date]) -> None:
    run.tell(table, list(rows), days)


def _of_days(run: Publication, table: str, days: Collection[date]) -> list[Row]:
    rows: list[Row] = run.snapshot.arrow(
        table, [("feed", "=", run.product), ("batch_date", "in", list(days))]
    ).to_pylist()
    return [{name: value for name, value in row.items() if name != "feed"} for row in rows]


def _measured_anew(run: Publication, account: Account) -> tuple[list[date], list[Row]]:
    """The batches behind the run that are not loaded again but measured beside those before them, and their measures:
    those of rows as they are, those beside earlier batches anew."""
    last = max(run.days)
    later = [day for day in run.snapshot.named(run.product) if last < day <= last + timedelta(days=HISTORY_DAYS)]
    if not later:
        return [], []
    counts = [row for row in known_counts(run.snapshot, run.product) if row["batch_date"] not in set(run.days)]
    names = [item.name for item in fields(FileCount)]
    own = [FileCount(**{name: row[name] for name in names}) for row in counts if row["batch_date"] in later]
    anew = batch_checks.beside_history(run.product, own, history([*counts, *map(vars, account.counts)]))
    rows = [row for row in _of_days(run, BATCH_CHECKS, later) if row["check_code"] not in batch_checks.HISTORY_CODES]
    return later, [*rows, *map(vars, anew)]
