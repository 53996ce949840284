"""The window of one resident, by the function that makes everybody's."""

from dataclasses import dataclass
from datetime import date

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from lake.columns import arrow_schema
from lake.snapshot import Snapshot
from spark_jobs import build_resident_windows

WINDOW = "features.resident_window"


@dataclass(frozen=True, eq=False)
class OfOne(Snapshot):
    """The lake as one resident meets it: of the tables that name residents only the own rows."""

    resident_key: int = 0

    def frame(self, table: str, first: date, last: date) -> DataFrame:
        """The rows of the parts [first, last] of a table in the engine."""
        rows = super().frame(table, first, last)
        own = "resident_key" in rows.columns
        return rows.where(F.col("resident_key") == self.resident_key) if own else rows


def window_of(snapshot: Snapshot, key: int, day: date) -> pa.Table:
    """A resident's row as of a day, from what batches up to the day told; no row without data."""
    one = OfOne(snapshot.version, snapshot.days, key)
    frame = build_resident_windows.build(one, [day])[WINDOW].where(F.col("resident_key") == key)
    schema = arrow_schema(WINDOW)
    return frame.select(*schema.names).toArrow().cast(schema)
