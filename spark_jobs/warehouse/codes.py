"""How the codes of the lake come out for PostgreSQL: those in use, and counts of every day."""

from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from expectations.contract import contract
from lake.snapshot import Snapshot

Row = tuple[object, ...]
#: Column of `raw.code_counts` → column of the codes.
GROUPS = {
    "as_of_date": "as_of_date", "county_code": "area_code", "age_band": "age_band", "code": "code",
    "previous_code": "previous_code", "decided_step": "policy_line",
}  # fmt: skip
COUNTY_DIGITS = 6


def newest(snapshot: Snapshot, product: str) -> list[date]:
    """Of the days of a product whose rows are there the last alone."""
    return snapshot.live(product)[-1:]


def in_use(snapshot: Snapshot, _product: str, table: str, days: list[date]) -> Iterator[Row]:
    """The codes of the days, in the columns of `raw.resident_codes`; in pieces, so that memory stays small."""
    found = snapshot.arrow(table, [("as_of_date", "in", days)], contract("raw.resident_codes").names)
    for batch in found.to_batches(max_chunksize=50_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def counts(snapshot: Snapshot, _product: str, table: str, days: list[date]) -> Iterator[Row]:
    """Residents of each group of `raw.code_counts`."""
    found = snapshot.arrow(table, [("as_of_date", "in", days)], list(GROUPS.values()))
    yield from (tuple(row.values()) for row in counted(found).to_pylist())


def counted(codes: pa.Table) -> pa.Table:
    """codes: the columns of GROUPS; returns the columns of `raw.code_counts`. What is unknown is empty text, since it
    belongs to the key."""
    columns = {name: codes[source] for name, source in GROUPS.items()}
    for name in set(GROUPS) - {"as_of_date"}:
        columns[name] = pc.fill_null(columns[name], "")
    columns["county_code"] = pc.utf8_slice_codeunits(columns["county_code"], 0, COUNTY_DIGITS)
    grouped = pa.table(columns).group_by(list(GROUPS)).aggregate([([], "count_all")])
    return grouped.select([*GROUPS, "count_all"]).rename_columns([*GROUPS, "residents"])
