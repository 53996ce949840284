"""Rows of features.resident_window for tests: what is not named is 0."""

from datetime import date

import pyarrow as pa

from lake.columns import arrow_schema
from lake.publication import Publication
from lake.snapshot import Snapshot
from ml.residents.subject import RESIDENTS

WINDOW = "features.resident_window"
COLUMNS = RESIDENTS.columns()
#: Columns that are empty where nothing is said of them.
EMPTY = ("resident_case_last_days",)


def schema() -> pa.Schema:
    """The columns of the window."""
    return arrow_schema(WINDOW)


def window(day: date, *rows: dict[str, object]) -> pa.Table:
    """Rows of a day; residents are numbered from 1 where they have no key."""
    zeros: dict[str, object] = {name: None if name in EMPTY else 0 for name in COLUMNS}
    full = [{"resident_key": n, "as_of_date": day} | zeros | row for n, row in enumerate(rows, 1)]
    return pa.Table.from_pylist(full, schema())


def publish(rows: pa.Table, *days: date) -> None:
    """Publishes days of the window, as its job would."""
    run = Publication("resident_windows", 1, days, Snapshot.open())
    run.write_rows(WINDOW, rows)
    run.publish(lambda known: known)
