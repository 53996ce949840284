"""Literal tables as a trace finds them in the lake: by batch, in the order of their contracts, in small groups."""

import tempfile
from dataclasses import dataclass, field
from typing import cast

import pyarrow as pa
import pyarrow.dataset as ds
from money_legs import day

from expectations.contract import contract
from lake.snapshot import Snapshot
from spark_jobs.trace.institutions import Institutions
from spark_jobs.trace.window import Window

#: Tables with the rows of another in a second order.
COPIES = {
    "features.transfer_edge_by_payee": "features.transfer_edge_daily",
    "features.account_card_by_card": "features.account_card_daily",
}


@dataclass
class Lake:
    """Tables to be read as a snapshot is."""

    tables: dict[str, pa.Table]
    folder: "tempfile.TemporaryDirectory[str]" = field(default_factory=tempfile.TemporaryDirectory)

    @property
    def versions(self) -> dict[str, int]:
        return dict.fromkeys(self.tables, 0)

    def dataset(self, table: str) -> ds.Dataset | None:
        """Small groups by batch, in the order of the contract; None without rows."""
        if not (rows := self.tables.get(COPIES.get(table, table))):
            return None
        by_batch = ds.partitioning(pa.schema([("batch_date", pa.date32())]), flavor="hive")
        folder = f"{self.folder.name}/{table}"
        rows = rows.sort_by(str(contract(table).sorted_by))
        ds.write_dataset(
            rows, folder, format="parquet", partitioning=by_batch, max_rows_per_group=7, min_rows_per_group=0
        )
        return ds.dataset(folder, schema=rows.schema, partitioning=by_batch)


def institutions(tables: dict[str, pa.Table]) -> Institutions:
    return Institutions(Window(cast(Snapshot, Lake(tables)), day(40), 30))
