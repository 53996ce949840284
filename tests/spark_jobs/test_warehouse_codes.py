"""What of the codes goes into PostgreSQL: counts of every day, the codes of the last day alone."""

from datetime import date

import pyarrow as pa

from lake.batches import Named
from lake.snapshot import Snapshot
from spark_jobs.warehouse import codes

DAY = date(2021, 10, 25)


def test_counts_are_by_county_age_code_before_and_step() -> None:
    """A town counts in its county; what is unknown is empty text, since it is a part of the key."""
    rows = [
        (DAY, "330502001", "18-29", "R", "Y", "entered red"),
        (DAY, "330502", "18-29", "R", "Y", "entered red"),
        (DAY, "330503001", "18-29", "R", "Y", "entered red"),
        (DAY, None, None, "U", None, "too little data"),
    ]
    found = codes.counted(pa.table([list(c) for c in zip(*rows, strict=True)], names=list(codes.GROUPS.values())))
    assert sorted(map(tuple, (row.values() for row in found.to_pylist())), key=str) == [
        (DAY, "", "", "U", "", "too little data", 1),
        (DAY, "330502", "18-29", "R", "Y", "entered red", 2),
        (DAY, "330503", "18-29", "R", "Y", "entered red", 1),
    ]


def test_in_use_are_the_codes_of_the_last_day() -> None:
    """Of two days the later, of none none."""
    coded = [Named("resident_codes", day, 1, {}, {}) for day in (DAY, date(2021, 10, 24))]
    assert codes.newest(Snapshot(1, tuple(coded)), "resident_codes") == [DAY]
    assert codes.newest(Snapshot(1, ()), "resident_codes") == []
