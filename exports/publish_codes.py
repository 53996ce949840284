"""Publishes the codes of the newest as-of date to front ends: full, delta, manifest, under the export root.

python -m exports.publish_codes --batch-date 2021-10-24            the codes of this as-of date, if it is the newest
python -m exports.publish_codes --from 2021-10-22 --to 2021-10-24  each as-of date of the range in order
python -m exports.publish_codes --urgent decisions.jsonl           an extra sequence with these decisions
python -m exports.publish_codes --rollback 7                       an extra sequence with the codes of sequence 7
python -m exports.publish_codes --collect-acks                     only takes up what receivers have acknowledged

Every run also repairs what a killed one left, and brings exports.risk_code_batch up to what lies under the root.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import date

from pyspark.sql import DataFrame

from expectations import check
from expectations.contract import contract
from exports import batch_rows, extra
from exports.batch_rows import TABLE, Rows
from exports.daily import publish_days
from exports.root import Root, text_of
from exports.sequences import Publisher
from exports.signing import Keys
from lake.engine import session
from lake.job import add_days, days_between, ending
from lake.locks import exclusive
from lake.product import Input, Product, run
from lake.snapshot import Snapshot

JOB = "publish_codes"
#: One publisher at a time works on the export root.
LOCK = "risk_codes"
PRODUCT = Product(
    "risk_code_exports",
    ("exports.risk_code_batch",),
    (Input("scores.resident_code", "resident_codes"), Input("scores.resident_risk", "resident_scores")),
    forward_only=True,
)


def main(given: argparse.Namespace) -> None:
    """Publishes what was asked for, then tells the lake of all that is published, also where something failed."""
    check.prepare()
    with exclusive(LOCK):
        publisher = Publisher(Root.open(), Keys.open())
        try:
            publish(publisher, given)
        finally:
            tell(publisher)


def publish(publisher: Publisher, given: argparse.Namespace) -> None:
    """One of the things that can be asked for."""
    if given.urgent:
        extra.urgent(publisher, text_of(given.urgent))
    elif given.rollback:
        extra.rollback(publisher, Snapshot.open(), given.rollback)
    elif not given.collect_acks:
        publish_days(publisher, Snapshot.open(), given.days)


def tell(publisher: Publisher) -> None:
    """Brings the rows of the dates whose manifests or acks say something new into the lake."""
    found = batch_rows.rows(publisher.all, batch_rows.acks(publisher.root))
    known: Rows = {}
    for row in Snapshot.open().arrow(TABLE).sort_by("sequence").to_pylist():
        known.setdefault(row["as_of_date"], []).append(row)
    if new := sorted(
        day for day, rows in found.items() if rows != [_in_order(row, rows[0]) for row in known.get(day, ())]
    ):
        report = run(PRODUCT, new, lambda _, days: build(found, days))
        for day in report.skipped.keys() & set(new):
            print(f"warning: {TABLE} of {day} is not told: {report.skipped[day]}")


def _in_order(row: dict[str, object], like: Mapping[str, object]) -> dict[str, object]:
    return {name: row[name] for name in like}


def build(found: Rows, days: Sequence[date]) -> Mapping[str, DataFrame]:
    """The table of some as-of dates."""
    names = contract(TABLE).names
    rows = [tuple(row[name] for name in names) for day in days for row in found[day]]
    return {TABLE: session().createDataFrame(rows, contract(TABLE).spark_ddl())}


def arguments(words: list[str]) -> argparse.Namespace:
    """Reads the command line; exactly one thing is asked for."""
    parser = argparse.ArgumentParser(prog=f"python -m exports.{JOB}")
    add_days(parser)
    parser.add_argument("--urgent", metavar="FILE")
    parser.add_argument("--rollback", type=int, metavar="SEQUENCE")
    parser.add_argument("--collect-acks", action="store_true")
    given = parser.parse_args(words)
    first, last = given.batch_date or given.first, given.batch_date or given.last
    asked = [bool(given.batch_date), bool(given.first or given.last), bool(given.urgent), bool(given.rollback)]
    if sum((*asked, given.collect_acks)) != 1 or (any(asked[:2]) and not (first and last and first <= last)):
        parser.error("give --batch-date D, or --from D and --to D in order, --urgent, --rollback or --collect-acks")
    given.days = days_between(first, last) if first and last else []
    return given


if __name__ == "__main__":
    asked_for = arguments(sys.argv[1:])
    ending(JOB, lambda: main(asked_for))
