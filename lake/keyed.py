"""The rows of some keys in a table, found without reading the others.

A table whose contract says `sortedBy` lies in the order of a column, in small row groups. Of each file only the groups
are opened between whose smallest and largest key one of the keys lies: first the key column alone, then the other
columns of the groups that have one. Asked by another column, or of a table that lies otherwise, the key column is read
as a whole, and the rows are the same.

The filters of pyarrow leave out groups for up to fifty keys, and read all columns of every group that could hold one.
"""

from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from lake.keys import Keys

LIMITS = np.iinfo(np.int64)
#: Groups are few and small: nobody is to gather them beforehand, which takes several times as long.
READING = ds.ParquetFragmentScanOptions(pre_buffer=False)


@dataclass(frozen=True, eq=False)
class Keyed:
    """Files of a table, to be asked by a column of 64-bit keys; `also`: what rows must answer besides."""

    rows: ds.FileSystemDataset
    column: str
    also: ds.Expression
    files: tuple["_File", ...]

    @classmethod
    def of(cls, rows: ds.FileSystemDataset, column: str, also: ds.Expression, part: str) -> "Keyed":
        """The files that can hold rows of `also`, those of the newest `part` first; opens their footers."""
        files = list(rows.get_fragments(also))
        files.sort(key=lambda file: ds.get_partition_keys(file.partition_expression)[part], reverse=True)
        return cls(rows, column, also, tuple(_File.of(file, column) for file in files))

    def find(self, keys: Collection[int]) -> "Found":
        """Where rows with one of the keys lie."""
        wanted = np.array(sorted(keys), np.int64)
        with ThreadPoolExecutor() as readers:
            having = [*readers.map(lambda file: file.having(self.column, wanted), self.files)]
        parts = tuple(part for part, _ in having if part is not None)
        return Found(self, wanted, parts, np.concatenate([wanted[:0], *(met for _, met in having)]))

    def read(self, keys: Collection[int], columns: Collection[str]) -> pa.Table:
        """The rows that have one of the keys."""
        return self.find(keys).read(columns)


@dataclass(frozen=True, eq=False)
class Found:
    """Row groups that have some keys, and the key of each of their rows that has one."""

    of: Keyed
    keys: Keys
    parts: tuple[ds.ParquetFileFragment, ...]
    met: Keys

    def read(self, columns: Collection[str]) -> pa.Table:
        """The rows."""
        return self._table(self.parts, columns)

    def each(self, columns: Collection[str]) -> Iterator[pa.Table]:
        """The rows file by file, those of the newest part first."""
        return (self._table([part], columns) for part in self.parts)

    def _table(self, parts: Collection[ds.ParquetFileFragment], columns: Collection[str]) -> pa.Table:
        rows = self.of.rows
        mine = pc.field(self.of.column).isin(pa.array(self.keys)) & self.of.also
        found = ds.FileSystemDataset([*parts], rows.schema, rows.format, rows.filesystem)
        return found.to_table([*columns], filter=mine, fragment_scan_options=READING)


@dataclass(frozen=True, eq=False)
class _File:
    """A file, and of each of its row groups the smallest and the largest key and the number of rows."""

    file: ds.ParquetFileFragment
    lowest: Keys
    highest: Keys
    sizes: Keys

    @classmethod
    def of(cls, file: ds.ParquetFileFragment, column: str) -> "_File":
        metadata = file.metadata
        place = [metadata.schema.column(number).path for number in range(metadata.num_columns)].index(column)
        groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
        told = [group.column(place).statistics for group in groups]
        # Who tells no statistics may hold anything.
        lowest = [found.min if found and found.has_min_max else LIMITS.min for found in told]
        highest = [found.max if found and found.has_min_max else LIMITS.max for found in told]
        sizes = [group.num_rows for group in groups]
        return cls(file, *(np.array(numbers, np.int64) for numbers in (lowest, highest, sizes)))

    def having(self, column: str, keys: Keys) -> tuple[ds.ParquetFileFragment | None, Keys]:
        """The row groups with one of the keys, None without any, and the key of each row that has one."""
        could = np.flatnonzero(
            np.searchsorted(keys, self.lowest, "left") < np.searchsorted(keys, self.highest, "right")
        )
        if not len(could):
            return None, keys[:0]
        with pq.ParquetFile(self.file.open(), metadata=self.file.metadata, pre_buffer=False) as file:
            found = file.read_row_groups(could.tolist(), columns=[column], use_threads=False)[column]
        rows = np.flatnonzero(pc.is_in(found, pa.array(keys)).to_numpy())
        groups = could[np.unique(np.searchsorted(np.cumsum(self.sizes[could]), rows, "right"))].tolist()
        return self.file.subset(row_group_ids=groups) if groups else None, found.take(pa.array(rows)).to_numpy()
