"""Products that are derived from other products: which of their days are to be built, and how a build is published.

A day is built when it is asked for, or when what it was built from has changed since; no others. A build is a pure
function of a snapshot and days.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pyarrow as pa
from pyspark.sql import DataFrame

from expectations import check
from expectations.contract import contract
from lake.batches import RETIRED
from lake.content import digest
from lake.locks import exclusive, now
from lake.publication import Days, Publication
from lake.snapshot import Snapshot

#: Days of one product that are built and published together where many are stale.
PART_DAYS = 31
#: The days of an input on which a day depends.
Span = Callable[[Snapshot, date], Collection[date]]
#: Rows of each table of a product: a frame of the engine, or rows that come from Arrow in the columns of the contract.
Build = Callable[[Snapshot, Sequence[date]], Mapping[str, DataFrame | pa.Table]]


def own(_: Snapshot, day: date) -> Collection[date]:
    """The span of an input of which a day needs the same day only."""
    return (day,)


def upto(_: Snapshot, day: date) -> Collection[date]:
    """The span of an input of which a day needs all days up to its own, as of a register; of a table whose rows stay.

    Too many to be named for each day: its own must be there, and one digest tells of it and all before it."""
    return (day,)


def back(days: int) -> Span:
    """The span of an input of which a day needs the last `days` days, its own included."""
    return lambda _, day: [day - timedelta(days=n) for n in range(days)]


@dataclass(frozen=True)
class Input:
    """A table that a product reads, of which product it is, and of which days."""

    table: str
    product: str
    span: Span = own

    def __post_init__(self) -> None:
        if self.span is upto and contract(self.table).retention_days is not None:
            raise ValueError(f"{self.table}: its old rows go, so that no day can depend on all of them")


@dataclass(frozen=True)
class Product:
    """The tables that one job makes and publishes together. `recipe`: raised by the author when their meaning changes;
    `forward_only`: what was published is a fact, and never stale."""

    name: str
    tables: tuple[str, ...]
    inputs: tuple[Input, ...]
    recipe: int = 1
    forward_only: bool = False


@dataclass(frozen=True)
class Report:
    """What a run did: the days that it built, and those that were asked for and cannot be built, with the reason."""

    built: list[date]
    skipped: dict[date, str]


def run(product: Product, asked: Collection[date], build: Build, again: bool = True) -> Report:
    """Builds, checks and publishes the asked days, then in parts those that have become stale. A part is all or
    nothing; a stale part that fails leaves the asked days published. `again`: asked days even where nothing changed."""
    with exclusive(product.name):
        snapshot = Snapshot.open()
        days, skipped = plan(product, snapshot, asked, again)
        first, stale = [d for d in days if d in set(asked)], [d for d in days if d not in set(asked)]
        for part in (*_parts(first, len(first) or 1), *_in_turn(product, _parts(stale, PART_DAYS))):
            _run_part(product, snapshot, part, build)
    return Report(days, skipped)


def plan(
    product: Product, snapshot: Snapshot, asked: Collection[date], again: bool
) -> tuple[list[date], dict[date, str]]:
    """The days to build in order, and the asked days that cannot be built with the reason."""
    named = snapshot.named(product.name)
    to_build: list[date] = []
    skipped: dict[date, str] = {}
    for day in sorted({*asked, *(() if product.forward_only else named)}):
        if reason := _obstacle(product, snapshot, day):
            skipped |= {day: reason} if day in asked or day in named else {}
        elif (again and day in asked) or day not in named or _is_stale(product, snapshot, day):
            to_build.append(day)
    return to_build, skipped


def wanted(product: Product, snapshot: Snapshot, day: date) -> dict[str, str]:
    """{input table: digest of the days of it on which this day depends}."""
    found: dict[str, list[str]] = {}
    for item in product.inputs:
        found.setdefault(item.table, []).append(_digest(snapshot, item, day))
    return {table: each[0] if len(each) == 1 else digest(each) for table, each in found.items()}


def _digest(snapshot: Snapshot, item: Input, day: date) -> str:
    if item.span is upto:
        return snapshot.upto(item.table, item.product)[day]
    days = sorted(set(item.span(snapshot, day)) & set(snapshot.named(item.product)))
    return digest([(d.isoformat(), snapshot.content(item.table, d, item.product)) for d in days])


def _is_stale(product: Product, snapshot: Snapshot, day: date) -> bool:
    row = snapshot.named(product.name)[day]
    return not product.forward_only and (row.recipe != product.recipe or row.inputs != wanted(product, snapshot, day))


def _obstacle(product: Product, snapshot: Snapshot, day: date) -> str:
    """Why a day cannot be built: it is retired, or a day of an input is not there any more or not yet."""
    row = snapshot.named(product.name).get(day)
    if row is not None and row.state == RETIRED:
        return "is retired"
    for item in product.inputs:
        named = snapshot.named(item.product)
        if day not in named and item.product != product.name:  # of its own it reads days before
            return f"{item.product} has no such day"
        if gone := [d for d in item.span(snapshot, day) if d in named and named[d].state == RETIRED]:
            return f"{item.product} of {min(gone)} is retired"
    return ""


def _with_own(product: Product, snapshot: Snapshot, known: Days) -> Snapshot:
    """The snapshot in which days built: of a product that reads itself a day reads those before it of the same run."""
    if not _reads_itself(product):
        return snapshot
    return Snapshot(snapshot.version, (*(d for d in snapshot.days if d.product != product.name), *known.values()))


def _in_turn(product: Product, parts: Iterable[Sequence[date]]) -> list[Sequence[date]]:
    """Parts from the newest back, which people wait for; in order where a day reads those before it."""
    return [*parts] if _reads_itself(product) else [*parts][::-1]


def _reads_itself(product: Product) -> bool:
    return any(item.product == product.name for item in product.inputs)


def _parts(days: Sequence[date], size: int) -> Iterable[Sequence[date]]:
    return (days[at : at + size] for at in range(0, len(days), size))


def _run_part(product: Product, snapshot: Snapshot, days: Sequence[date], build: Build) -> None:
    started = now()
    run_of = Publication(product.name, product.recipe, days, snapshot)
    for table, frame in build(snapshot, days).items():
        if isinstance(frame, pa.Table):
            run_of.write_rows(table, frame)
        else:
            run_of.write(table, frame)
    check.audit({table: run_of.pending(table) for table in product.tables})
    facts = {"started_at": started.isoformat(), "finished_at": now().isoformat()}

    def name(known: Days) -> Days:
        seen = _with_own(product, snapshot, known)
        return known | {day: replace(known[day], inputs=wanted(product, seen, day), facts=facts) for day in days}

    run_of.publish(name)
