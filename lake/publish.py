"""The only writer of the lake: brings checked batches from pending/ into lake/, one commit per table and run.

Files are linked, not copied. What belongs together becomes visible together: `ops.batches`, committed last, names the
table versions that readers open, so that a run that dies in between leaves yesterday's lake as it was. What feeds share
holds one partition per feed; one publisher at a time writes them.
"""

import json
import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake

from lake.commit import Tidied, bring_in, forget_unnamed, tidy
from lake.locks import exclusive, now
from lake.snapshot import (
    BATCH_CHECKS,
    BATCHES,
    FEED_LOAD,
    FILE_EVENTS,
    SHARED,
    BatchCheck,
    FileCount,
    FileEvent,
    arrow_schema,
    batches,
    lake_path,
    pending_path,
    published,
    published_versions,
)  # fmt: skip

PUBLISHING = "publish"


@dataclass(frozen=True)
class Account:
    """What a run tells beside its tables: the outcome of every file, events of earlier files, measures."""

    counts: list[FileCount]
    events: list[FileEvent] = field(default_factory=list)
    checks: list[BatchCheck] = field(default_factory=list)


def publish(feed: str, tables: list[str], first: date, last: date, account: Account, started: datetime) -> None:
    """Replaces the batches [first, last] of a feed in all its tables by what is pending, then names them."""
    with exclusive(PUBLISHING):
        named = published_versions()
        for table in [*tables, *SHARED]:
            forget_unnamed(table, named.get(table, 0))
        versions = {table: bring_in(table, first, last) for table in tables}
        versions |= _write_shared(feed, first, last, account, started)
        _name(feed, first, last, account.counts, versions)


def append(feed: str, tables: list[str], batch_date: date, account: Account) -> None:
    """Adds what is pending to a batch that is published already, and the events that tell it; counts never change."""
    with exclusive(PUBLISHING):
        named = published_versions()
        for table in [*tables, *SHARED]:
            forget_unnamed(table, named.get(table, 0))
        versions = {table: bring_in(table, batch_date, batch_date, keep=True) for table in tables}
        events = _of_feed(FILE_EVENTS, feed) + _rows(feed, account.events)
        versions[FILE_EVENTS] = _replace(FILE_EVENTS, feed, _summed(events))
        _rename(feed, versions, batch_date)


def tidy_lake(settled_days: int, hours: int) -> list[Tidied]:
    """Upkeep of all tables, with every publisher waiting: no row changes, and each batch then names the version that
    holds it now. A run that dies before that leaves commits that the next publisher takes back."""
    with exclusive(PUBLISHING):
        rows = batches().to_pylist()
        if not rows:
            return []
        settled = max(row["batch_date"] for row in rows) - timedelta(days=settled_days)
        done = []
        for table, named in sorted(published_versions().items()):
            forget_unnamed(table, named)
            pinned = {json.loads(row["table_versions"]).get(table, named) for row in rows}
            done.append(tidy(table, pinned, settled, hours))
        for feed in sorted({row["feed"] for row in rows}):
            _rename(feed, {item.table: item.version for item in done})
        return [*done, tidy(BATCHES, set(), settled, hours)]


def write_pending(table: str, rows: pa.Table | pa.RecordBatchReader) -> None:
    """Writes the pending batch of a table, partitioned by batch date."""
    shutil.rmtree(pending_path(table), ignore_errors=True)
    write_deltalake(str(pending_path(table)), rows, mode="overwrite", partition_by=["batch_date"])


def _write_shared(feed: str, first: date, last: date, account: Account, started: datetime) -> dict[str, int]:
    """The feed's partition of each shared table: what was known of other batches, and what this run tells."""
    stamps = {"started_at": started, "finished_at": now()}

    def with_others(table: str, rows: list[dict[str, object]]) -> list[dict[str, object]]:
        return [row for row in _of_feed(table, feed) if not first <= row["batch_date"] <= last] + rows  # type: ignore[operator]

    counts = [row | stamps for row in _rows(feed, account.counts)]
    return {
        FEED_LOAD: _replace(FEED_LOAD, feed, with_others(FEED_LOAD, counts)),
        FILE_EVENTS: _replace(FILE_EVENTS, feed, with_others(FILE_EVENTS, _rows(feed, account.events))),
        BATCH_CHECKS: _replace(BATCH_CHECKS, feed, with_others(BATCH_CHECKS, _rows(feed, account.checks))),
    }


def _of_feed(table: str, feed: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = published(table, [("feed", "=", feed)]).to_pylist()
    return rows


def _rows(feed: str, items: list[FileCount] | list[FileEvent] | list[BatchCheck]) -> list[dict[str, object]]:
    return [{"feed": feed} | vars(item) for item in items]


def _summed(events: list[dict[str, object]]) -> list[dict[str, object]]:
    """One event per batch, file and kind, however often a batch took lines of that file."""
    rows: Counter[tuple[tuple[str, object], ...]] = Counter()
    for event in events:
        rows[tuple((name, value) for name, value in event.items() if name != "rows")] += int(str(event["rows"]))
    return [{**dict(event), "rows": total} for event, total in rows.items()]


def _replace(table: str, feed: str, rows: list[dict[str, object]]) -> int:
    """One commit that replaces a feed's partition of a shared table; returns the new version. Version 0 is empty, so
    that there is always something to go back to."""
    path, schema = str(lake_path(table)), arrow_schema(table)
    if not DeltaTable.is_deltatable(path):
        DeltaTable.create(path, schema, partition_by=["feed"])
    content = pa.Table.from_pylist(rows, schema)
    write_deltalake(path, content, mode="overwrite", partition_by=["feed"], predicate=f"feed = '{feed}'")
    return DeltaTable(path).version()


def _name(feed: str, first: date, last: date, counts: list[FileCount], versions: dict[str, int]) -> None:
    """The last commit: the feed's batches with the versions that hold them."""
    known = [row for row in batches().to_pylist() if row["feed"] == feed]
    kept = [row for row in known if not first <= row["batch_date"] <= last]
    new = [_batch(feed, day, counts, versions) for day in sorted({count.batch_date for count in counts})]
    _replace(BATCHES, feed, sorted(kept + new, key=lambda row: str(row["batch_date"])))


def _rename(feed: str, versions: dict[str, int], only: date | None = None) -> None:
    """Names the versions that hold a feed's tables now: in all its batches, or in one to which something was added."""
    rows = [row for row in batches().to_pylist() if row["feed"] == feed]
    for row in rows:
        named = json.loads(row["table_versions"])
        if only is None:
            row["table_versions"] = json.dumps({t: versions[t] for t in named}, sort_keys=True)
        elif row["batch_date"] == only:
            row["table_versions"] = json.dumps(named | versions, sort_keys=True)
    _replace(BATCHES, feed, rows)


def _batch(feed: str, day: date, counts: list[FileCount], versions: dict[str, int]) -> dict[str, object]:
    files = [count for count in counts if count.batch_date == day and count.file_sha256]
    total = sum(count.rows for count in files)
    return {
        "feed": feed, "batch_date": day, "files": len(files), "rows": total,
        "table_versions": json.dumps(versions, sort_keys=True),
    }  # fmt: skip
