"""load-report and rejects: where the rows of every file ended, and why lines were refused."""

import argparse
from datetime import date

import pyarrow as pa

from cli.context import WrongUse, print_csv
from cli.dump import lake_rows, text
from cli.load import FEEDS
from expectations.contract import contract
from expectations.lake import published


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the commands of this group."""
    report = commands.add_parser("load-report", help="the account of every delivered file")
    report.add_argument("--date", type=date.fromisoformat)
    report.set_defaults(run=run_report)
    rejects = commands.add_parser("rejects", help="refused lines with file, line, column and reason")
    rejects.add_argument("--feed", required=True)
    rejects.add_argument("--date", type=date.fromisoformat)
    rejects.set_defaults(run=run_rejects)


def run_report(given: argparse.Namespace) -> int:
    """ops.feed_load, all batches or one."""
    declared = contract("ops.feed_load")
    rows = _of(lake_rows("ops.feed_load"), given.date)
    print_csv(declared.names, [[text(row[c.name], c) for c in declared.columns] for row in rows])
    return 0


def run_rejects(given: argparse.Namespace) -> int:
    """quarantine.<feed> without the raw line, and without the lines that were taken later."""
    if given.feed not in FEEDS:
        raise WrongUse(f"unknown feed {given.feed}; known are {', '.join(FEEDS)}")
    rows = _of(lake_rows(f"quarantine.{given.feed}"), given.date)
    taken = _taken(given.feed, {row["file_sha256"] for row in rows})
    left = [row for row in rows if (row["file_sha256"], row["line_no"]) not in taken]
    left.sort(key=lambda row: (row["batch_date"], row["file"], row["line_no"]))
    lines = [(row["file"], row["line_no"], row["column"] or "", row["reason_code"]) for row in left]
    print_csv(("file", "line", "column", "reason"), lines)
    return 0


def _taken(feed: str, files: set[object]) -> set[tuple[object, object]]:
    """Lines of these files that are silver rows; line 0 is no line but the file as a whole."""
    filters = [("file_sha256", "in", sorted(map(str, files))), ("line_no", ">", 0)]
    found = published(f"silver.{feed}", filters, ["file_sha256", "line_no"]) if files else None
    return {(row["file_sha256"], row["line_no"]) for row in found.to_pylist()} if found else set()


def _of(table: pa.Table, day: date | None) -> list[dict[str, object]]:
    return [row for row in table.to_pylist() if day is None or row["batch_date"] == day]
