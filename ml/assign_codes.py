"""Gives everybody who is registered, consents and lives the code of a day: scores.resident_code.

python -m ml.assign_codes --batch-date 2021-10-25
python -m ml.assign_codes --from 2021-10-23 --to 2021-10-25

A day follows from the one before it: days are built in order, a week of them is published together. A published code is
a fact: a day that is coded, or that lies before one that is, is skipped and told.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date

import pyarrow as pa

from lake.job import tell_skipped
from lake.product import Input, Product, Span, run, upto
from lake.snapshot import Snapshot
from ml import arguments
from ml.codes.inputs import explain, known_day, policy, previous_day
from ml.codes.rows import CODES, codes

#: So many days are built and published together: all their rows lie in memory.
PART_DAYS = 7


def before(snapshot: Snapshot, day: date) -> Collection[date]:
    """The span of the codes themselves: the day published before."""
    found = previous_day(snapshot, day)
    return () if found is None else (found,)


def known(product: str) -> Span:
    """The span of a register whose oldest rows go in the end: all days of it that are there."""
    return lambda snapshot, day: [there for there in snapshot.live(product) if there <= day]


PRODUCT = Product(
    "resident_codes",
    ("scores.resident_code",),
    (
        Input("scores.resident_risk", "resident_scores"),
        Input("features.resident_window", "resident_windows"),
        Input("silver.registrations", "registrations", upto),
        Input("silver.residents", "residents", upto),
        Input("silver.cases", "cases", known("cases")),
        Input("silver.case_entities", "cases", known("cases")),
        Input("silver.decisions", "decisions", known("decisions")),
        Input("scores.resident_code", "resident_codes", before),
    ),
    forward_only=True,
)


def main(asked: list[date]) -> None:
    """Codes the days that are newer than every coded one, and tells of the others."""
    newer = _newer(sorted(asked))
    reports = [run(PRODUCT, newer[at : at + PART_DAYS], build) for at in range(0, len(newer), PART_DAYS)]
    for report in reports:
        tell_skipped(PRODUCT, report)
    built = [day for report in reports for day in report.built]
    span = f", {built[0]} to {built[-1]}" if built else ""
    print(f"{PRODUCT.name}: {len(built)} days coded{span}")


def _newer(asked: Sequence[date]) -> list[date]:
    """The days behind the newest coded one; the others are told."""
    newest = max(Snapshot.open().named(PRODUCT.name), default=date.min)
    for day in (day for day in asked if day <= newest):
        why = "is coded" if day == newest else f"lies before {newest}, which is coded"
        print(f"warning: {PRODUCT.name} of {day} is skipped: it {why}, and a published code is a fact")
    return [day for day in asked if day > newest]


def build(snapshot: Snapshot, days: Sequence[date]) -> Mapping[str, pa.Table]:
    """The codes of some days, each from those of the day before it."""
    found: list[pa.Table] = []
    for day in days:
        of_day = known_day(snapshot, day, found[-1] if found else None)
        for why in of_day.grounds.idle:
            print(f"warning: {why}")
        found.append(codes(of_day, policy(), explain(snapshot, day, of_day.model_version)))
        told = ", ".join(f"{code} {number}" for code, number in sorted(Counter(found[-1]["code"].to_pylist()).items()))
        print(f"{PRODUCT.name}: {day}: {told or 'nobody has a code'}")
    return {CODES: pa.concat_tables(found)}


if __name__ == "__main__":
    arguments.days("assign_codes", main)
