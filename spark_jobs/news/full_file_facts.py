"""What is told of full files from batch to batch: of each sender the last one, and whether it waits."""

from datetime import date, timedelta
from typing import Any

from expectations.contract import contract
from expectations.measures import Measure
from spark_jobs.news.delivery import deliveries
from spark_jobs.news.full_files import FullFile, Judges, Waiting
from spark_jobs.news.known import Known
from spark_jobs.news.load import Load, typed_rows

FULL_FILES = "full_files"
#: Batch → what later loads want to know of it.
Facts = dict[date, dict[str, Any]]


def waiting_before(load: Load) -> dict[str, tuple[date, str, str]]:
    """Source → batch, name and SHA-256 of its last full file before the run, where that waits."""
    last: dict[str, tuple[date, dict[str, Any]]] = {}
    for day, row in sorted(load.snapshot.named(load.feed).items()):
        if day < load.first:
            last |= {source: (day, told) for source, told in row.facts.get(FULL_FILES, {}).items()}
    return {s: (day, told["file"], told["sha256"]) for s, (day, told) in last.items() if told["waits"]}


def judges_of(
    load: Load, own: list[FullFile], told: dict[str, tuple[date, str, str]], table: str, confirmed: frozenset[str]
) -> Judges:
    """Limits, decisions, and what the waiting files of the senders of the run's full files had named."""
    limits = contract(f"landing.{load.feed}").properties
    senders = {file.source for file in own}
    waiting = {s: found for s, place in told.items() if s in senders and (found := _waiting(load, s, *place, table))}
    return Judges(float(limits["absentShare"]), int(limits["absentCases"]), confirmed, waiting)


def full_file_facts(
    load: Load, own: list[FullFile], waiting: list[FullFile], before: dict[str, tuple[date, str, str]]
) -> Facts:
    """Per batch of the run the last full file of each sender; the same content again is one where it is an answer."""
    found: Facts = {}
    files, waits = {d.file_no: d.file for d in load.found}, {file.file_no for file in waiting}
    asked = {source: sha256 for source, (_, _, sha256) in before.items()}
    for file in sorted(own):
        if file.is_repeat and asked.get(file.source) != file.sha256:
            continue
        asked[file.source] = file.sha256 if file.file_no in waits else ""
        place = files[file.file_no]
        told = {"file": place.name, "sha256": file.sha256, "waits": file.file_no in waits}
        found.setdefault(place.batch_date, {FULL_FILES: {}})[FULL_FILES][file.source] = told
    return found


def waiting_measures(load: Load, before: dict[str, tuple[date, str, str]], told: Facts) -> list[Measure]:
    """Per batch and sender whether a full file waits, from its own batch until it is answered."""
    waits, found = dict.fromkeys(before, True), list[Measure]()
    for day in (load.first + timedelta(days=n) for n in range((load.last - load.first).days + 1)):
        waits |= {source: row["waits"] for source, row in told.get(day, {FULL_FILES: {}})[FULL_FILES].items()}
        found += [(day, source, float(does)) for source, does in waits.items() if does]
    return found


def _waiting(load: Load, source: str, day: date, name: str, sha256: str, table: str) -> Waiting | None:
    """What a waiting file names, read again where it lies, and the cases heard of since; None where it is gone."""
    landing = str(next(d.file.path for d in load.found).parents[2])
    there = [d for d in deliveries(landing, load.feed, [day], Known((), frozenset())) if d.file.name == name]
    if not there or there[0].sha256 != sha256:
        return None
    apart = load.apart(there, f"waiting-{source}")
    names = {row["case_no"] for row in typed_rows(apart, lambda rows, _: rows).select("case_no").collect()}
    later = load.snapshot.frame(table, day + timedelta(days=1), load.first - timedelta(days=1))
    since = later.where(later["source"] == source).select("case_no").distinct().collect()
    return Waiting(sha256, frozenset(names), frozenset(row["case_no"] for row in since))
