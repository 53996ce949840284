"""The lake as one run or command meets it: the versions of all tables, resolved once. Nothing else opens a published
table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from deltalake import DeltaTable
from pyarrow.parquet import filters_to_expression

from expectations.contract import contract
from lake import batches
from lake.batches import BATCHES, LIVE, Named
from lake.columns import arrow_schema
from lake.content import NOTHING, Content, digest, folded
from lake.place import files_of, lake_address

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: What feeds tell of their files and batches; each table holds one part per feed.
FEED_LOAD = "ops.feed_load"
FILE_EVENTS = "silver.file_events"
BATCH_CHECKS = "ops.batch_checks"
EMPTY = folded(NOTHING)
Filter = tuple[str, str, object]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The named days of all products at one moment; `version` is that of `ops.batches`, None before the first."""

    version: int | None
    days: tuple[Named, ...]

    @classmethod
    def open(cls) -> "Snapshot":
        """The lake as it is named now."""
        version, days = batches.read()
        return cls(version, tuple(days))

    @cached_property
    def versions(self) -> dict[str, int]:
        """The Delta version of each table; a table that no day names is absent."""
        found: dict[str, int] = {} if self.version is None else {BATCHES: self.version}
        for day in self.days:
            for table, version in day.table_versions.items():
                found[table] = max(version, found.get(table, version))
        return found

    @cached_property
    def products(self) -> dict[str, dict[date, Named]]:
        """product → day → its row, in order."""
        found: dict[str, dict[date, Named]] = {}
        for day in sorted(self.days, key=lambda day: day.batch_date):
            found.setdefault(day.product, {})[day.batch_date] = day
        return found

    def named(self, product: str) -> dict[date, Named]:
        """The days of a product, in order."""
        return self.products.get(product, {})

    def live(self, product: str) -> list[date]:
        """The days of a product whose rows are there, in order."""
        return [day for day, row in self.named(product).items() if row.state == LIVE]

    def content(self, table: str, day: date, product: str) -> Content | None:
        """[rows, digest] of a product's day of a table; None where the day is not there."""
        row = self.named(product).get(day)
        return None if row is None or row.state != LIVE else row.content.get(table, EMPTY)

    def upto(self, table: str, product: str) -> dict[date, str]:
        """day → digest of what a table holds of a product's days up to that one, in order."""
        if (table, product) not in self._chains:
            chain, found = digest([]), {}
            for day in self.named(product):
                chain = found[day] = digest([chain, day.isoformat(), self.content(table, day, product)])
            self._chains[table, product] = found
        return self._chains[table, product]

    @cached_property
    def _chains(self) -> dict[tuple[str, str], dict[date, str]]:
        return {}

    def arrow(self, table: str, filters: Sequence[Filter] = (), columns: Sequence[str] | None = None) -> pa.Table:
        """The rows of a table in the columns of its contract; no rows where nothing is published."""
        names = list(columns or contract(table).names)
        if table not in self.versions:
            return arrow_schema(table).empty_table().select(names)
        matching = filters_to_expression([*filters]) if filters else None
        found = self._dataset(table).to_table(columns=self._there(table, names), filter=matching)
        return _completed(found, table, names)

    def dataset(self, table: str) -> ds.Dataset | None:
        """The rows of a table to be read in pieces; None where nothing is published."""
        return self._dataset(table) if table in self.versions else None

    def frame(self, table: str, first: date, last: date) -> "DataFrame":
        """The rows of the parts [first, last] of a table in the engine; no rows where nothing is published."""
        from pyspark.sql import functions as F

        from lake.engine import session

        declared, spark = contract(table), session()
        if table not in self.versions:
            return spark.createDataFrame([], declared.spark_ddl())
        stored = spark.read.format("delta").option("versionAsOf", self.versions[table]).load(lake_address(table))
        span = (F.lit(day.isoformat()).cast("date") for day in (first, last))
        there = set(stored.columns)
        columns = [
            F.col(c.name) if c.name in there else F.lit(None).cast(c.type).alias(c.name) for c in declared.columns
        ]
        return stored.where(F.col(declared.partition).between(*span)).select(*columns)

    def files(self, table: str) -> Iterator[dict[str, Any]]:
        """The data files of a table: path, size_bytes, partition."""
        if table in self.versions:
            yield from pa.table(self._delta(table).get_add_actions()).to_pylist()

    @cached_property
    def _opened(self) -> dict[str, DeltaTable]:
        return {}

    @cached_property
    def _datasets(self) -> dict[str, ds.Dataset]:
        return {}

    def _dataset(self, table: str) -> ds.Dataset:
        """Made once: of years of days it takes as long as reading them."""
        if table not in self._datasets:
            self._datasets[table] = self._delta(table).to_pyarrow_dataset(filesystem=files_of(lake_address(table)))
        return self._datasets[table]

    def _delta(self, table: str) -> DeltaTable:
        if table not in self._opened:
            self._opened[table] = DeltaTable(lake_address(table), version=self.versions[table])
        return self._opened[table]

    def _there(self, table: str, names: list[str]) -> list[str]:
        known = {found.name for found in self._delta(table).schema().fields}
        return [name for name in names if name in known]


def _completed(found: pa.Table, table: str, names: list[str]) -> pa.Table:
    """A column that a contract has got since is empty in older tables."""
    for name in set(names) - set(found.column_names):
        found = found.append_column(name, pa.nulls(found.num_rows, arrow_schema(table).field(name).type))
    return found.select(names)


def distinct(column: pa.ChunkedArray) -> list[Any]:
    """The values of a column, each once."""
    values: list[Any] = pc.unique(column).to_pylist()
    return values
