"""The rows of some keys in a table, found without reading the others.

A table whose contract says `sortedBy` lies in the order of a column, in small row groups. Of each file only the groups
are opened whose range, from the smallest to the largest key, holds one of the keys: first the key column alone, then
the other columns of the groups that have one. Asked by another column, or of a table that lies otherwise, the key
column is read as a whole, and the rows are the same.

The filters of pyarrow leave out groups for up to fifty keys, and read all columns of every group that could hold one.
"""

from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from lake.keys import Keys

LIMITS = np.iinfo(np.int64)
#: Groups are small: to gather them beforehand takes several times as long as to read them.
READING = ds.ParquetFragmentScanOptions(pre_buffer=False)
CORES = pa.cpu_count()
#: What rows must answer, and the columns that it speaks of.
Condition = tuple[ds.Expression, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Keyed:
    """Files of a table, to be asked by a column of 64-bit keys; `also`: what rows must answer besides, and the columns
    that it speaks of."""

    rows: ds.FileSystemDataset
    column: str
    also: Condition
    files: tuple["_File", ...]

    @classmethod
    def of(cls, rows: ds.FileSystemDataset, column: str, also: Condition, part: str) -> "Keyed":
        """The files that can hold rows of `also`, those of the newest `part` first; opens their footers."""
        files = list(rows.get_fragments(also[0]))
        files.sort(key=lambda file: ds.get_partition_keys(file.partition_expression)[part], reverse=True)
        return cls(rows, column, also, tuple(_File.of(file, column) for file in files))

    def read(self, keys: Collection[int], columns: Collection[str]) -> pa.Table:
        """The rows that have one of the keys."""
        wanted = np.array(sorted(keys), np.int64)
        with ThreadPoolExecutor(CORES) as readers:
            each = readers.map(lambda file: self._rows(file.places(self.column, wanted), columns), self.files)
        return pa.concat_tables([self._rows(None, columns), *each])

    def parts(self) -> Iterator["Keyed"]:
        """The same, some files at a time."""
        return (replace(self, files=self.files[first : first + CORES]) for first in range(0, len(self.files), CORES))

    def _rows(self, places: tuple[ds.ParquetFileFragment, Keys] | None, columns: Collection[str]) -> pa.Table:
        schema, (which, named) = self.rows.schema, self.also
        if places is None:
            return pa.schema([schema.field(name) for name in columns]).empty_table()
        groups, rows = places
        wanted = [*dict.fromkeys((*columns, *named))]
        found = groups.to_table(schema, wanted, use_threads=False, fragment_scan_options=READING)
        return found.take(pa.array(rows)).filter(which).select([*columns])


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

    def places(self, column: str, keys: Keys) -> tuple[ds.ParquetFileFragment, Keys] | None:
        """The row groups that have some of the keys, and which of their rows do; None where none has."""
        could = np.flatnonzero(
            np.searchsorted(keys, self.lowest, "left") < np.searchsorted(keys, self.highest, "right")
        )
        if not len(could):
            return None
        with pq.ParquetFile(self.file.open(), metadata=self.file.metadata, pre_buffer=False) as file:
            found = file.read_row_groups(could.tolist(), columns=[column], use_threads=False)[column]
        rows = np.flatnonzero(pc.is_in(found, pa.array(keys)).to_numpy())
        ends = np.cumsum(self.sizes[could])
        has, group = np.unique(np.searchsorted(ends, rows, "right"), return_inverse=True)
        if not len(has):
            return None
        # Groups without a key are not opened again: rows are counted in those that are.
        sizes = self.sizes[could[has]]
        within = rows - (ends[has] - sizes)[group] + (np.cumsum(sizes) - sizes)[group]
        return self.file.subset(row_group_ids=could[has].tolist()), within
