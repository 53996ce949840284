"""load-report and rejects: where the rows of every file ended, and why lines were refused."""

import argparse
from collections.abc import Iterator
from datetime import date, datetime

import pyarrow as pa

from cli.context import WrongUse, print_csv, run_job
from cli.dump import lake_rows, text
from cli.load import FEEDS
from expectations.contract import contract
from lake.snapshot import Snapshot
from spark_jobs.feed.quarantine import taken_up


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the commands of this group."""
    report = commands.add_parser("load-report", help="the account of every delivered file")
    report.add_argument("--date", type=date.fromisoformat)
    report.set_defaults(run=run_report)
    rejects = commands.add_parser("rejects", help="refused lines with file, line, column and reason")
    rejects.add_argument("--feed", required=True)
    rejects.add_argument("--date", type=date.fromisoformat)
    rejects.set_defaults(run=run_rejects)
    requeue = commands.add_parser("requeue", help="take up what a corrected mapping or code list can now take")
    requeue.add_argument("--feed", required=True, choices=FEEDS)
    requeue.add_argument("--batch-date", type=date.fromisoformat, help="the batch that takes it, by default the last")
    requeue.set_defaults(run=run_requeue)


def run_report(given: argparse.Namespace) -> int:
    """ops.feed_load, all batches or one; and what was passed over beside the files, without rows."""
    declared = contract("ops.feed_load")
    rows = [*_of(lake_rows("ops.feed_load"), given.date), *_passed_over(given.date)]
    print_csv(declared.names, [[text(row[c.name], c) for c in declared.columns] for row in rows])
    return 0


def _passed_over(day: date | None) -> Iterator[dict[str, object]]:
    """Leftovers of tools and clerks in the folders of published batches, as files of nobody."""
    for batch in (batch for batch in Snapshot.open().days if day in (None, batch.batch_date)):
        place = {"feed": batch.product, "batch_date": batch.batch_date, "data_date": batch.batch_date}
        for name in batch.facts.get("leftovers", ()):
            stamps = {stamp: datetime.fromisoformat(batch.facts[stamp]) for stamp in ("started_at", "finished_at")}
            counts = dict.fromkeys(("rows", "silver", "duplicate", "superseded", "quarantine"), 0)
            yield {**place, "file": name, "source": "", "file_sha256": "", **counts, **stamps}


def run_rejects(given: argparse.Namespace) -> int:
    """quarantine.<feed> without the raw line, and without the lines that were taken later."""
    if given.feed not in FEEDS:
        raise WrongUse(f"unknown feed {given.feed}; known are {', '.join(FEEDS)}")
    rows = _of(lake_rows(f"quarantine.{given.feed}"), given.date)
    taken = taken_up(Snapshot.open(), given.feed)
    left = [row for row in rows if (row["file_sha256"], row["line_no"]) not in taken]
    left.sort(key=lambda row: (row["batch_date"], row["file"], row["line_no"]))
    lines = [(row["file"], row["line_no"], row["column"] or "", row["reason_code"]) for row in left]
    print_csv(("file", "line", "column", "reason"), lines)
    return 0


def run_requeue(given: argparse.Namespace) -> int:
    """Adds the lines to a published batch; silver.file_events tells how many of which file."""
    day = ["--batch-date", given.batch_date.isoformat()] if given.batch_date else []
    run_job("spark_jobs.requeue", "--feed", given.feed, *day)
    return 0


def _of(table: pa.Table, day: date | None) -> list[dict[str, object]]:
    return [row for row in table.to_pylist() if day is None or row["batch_date"] == day]
