"""From what a batch of a feed was built: its files, the mappings that were valid, and the batches before it; and what
is told of it beside."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from expectations.failures import Failure
from expectations.settings import required
from lake.content import digest
from lake.publication import Days
from lake.snapshot import BATCH_CHECKS, Snapshot
from spark_jobs.news.delivery import Delivery
from spark_jobs.news.later import ranges_of

#: The names of the inputs of a batch: its own, and what the batches before it contain.
LANDING, MAPPINGS, EARLIER = "landing", "mappings", "earlier batches"


class KeyDiffers(Failure):
    """The tokens of this lake were made with another key: rows of two keys never meet."""


def key_id() -> str:
    """What tells one token key from another without telling it."""
    return digest(["token key", required("AFDW_TOKEN_KEY")])


def assert_one_key(snapshot: Snapshot) -> None:
    """Refuses to add to a lake whose tokens another key made."""
    if {day.facts["token_key"] for day in snapshot.days if "token_key" in day.facts} - {key_id()}:
        raise KeyDiffers("this lake was made with another AFDW_TOKEN_KEY: restore the key, or load everything anew")


def own(found: Iterable[Delivery], day: date) -> dict[str, str]:
    """The inputs of a batch that are its own."""
    files = [d for d in found if d.file.batch_date == day and not d.is_requeued]
    mappings = {(d.file.source, d.mapping.meaning) for d in files}
    return {
        LANDING: digest([(d.file.name, d.sha256) for d in files]),
        MAPPINGS: digest(sorted(mappings)),
    }


def chained(known: Days) -> Days:
    """The batches of a feed, each with the digest of what all before it contain."""
    found, chain = {}, digest([])
    for day, row in sorted(known.items()):
        found[day] = replace(row, inputs=row.inputs | {EARLIER: chain})
        chain = digest([chain, day.isoformat(), _judged_by(row.content)])
    return found


def facts(
    found: Iterable[Delivery], dates: Iterable[date], day: date, leftovers: Iterable[tuple[date, str]]
) -> dict[str, Any]:
    """What later loads want to know of a batch: which of its files could not be read, the dates of its events,
    how its legs are named; and what was passed over, for the load report."""
    files = [d for d in found if d.file.batch_date == day and not d.is_requeued]
    return {
        "unreadable": sorted(d.file.name for d in files if not d.is_readable),
        "event_dates": told_ranges(dates),
        "serial_scopes": serial_scopes(files),
        "leftovers": sorted(name for of, name in leftovers if of == day),
        "token_key": key_id(),
    }


def serial_scopes(files: Iterable[Delivery]) -> dict[str, str]:
    """Sender → within what its serials name legs."""
    return {d.file.source: d.mapping.serial_scope for d in files}


def told_ranges(dates: Iterable[date]) -> list[list[str]]:
    """Dates of events as the facts of a batch tell them: first and last of each range."""
    return [[first.isoformat(), last.isoformat()] for first, last in ranges_of(dates)]


def _judged_by(content: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Measures are told of a batch, and judge none."""
    return sorted((table, told) for table, told in content.items() if table != BATCH_CHECKS)
