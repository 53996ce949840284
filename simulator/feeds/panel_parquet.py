"""A panel's tables as Parquet, for work that needs no wires: HOME/parquet/<feed>/<day>.parquet."""

import os
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


class ParquetDay:
    """One file per feed and day, written block by block and shown when complete."""

    def __init__(self, folder: Path, day: date) -> None:
        self.folder, self.day, self.rows = folder, day, 0
        self._writers: dict[str, pq.ParquetWriter] = {}

    def add(self, feed: str, table: pa.Table) -> None:
        """The next rows of a feed."""
        path = self._path(feed, ".part")
        if feed not in self._writers:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._writers[feed] = pq.ParquetWriter(path, table.schema, compression="snappy", write_statistics=False)
        self._writers[feed].write_table(table)
        self.rows += table.num_rows

    def close(self) -> tuple[int, int, int]:
        """Files, rows and bytes."""
        size = 0
        for feed, writer in self._writers.items():
            writer.close()
            os.replace(self._path(feed, ".part"), self._path(feed, ""))
            size += self._path(feed, "").stat().st_size
        return len(self._writers), self.rows, size

    def _path(self, feed: str, suffix: str) -> Path:
        return self.folder / feed / f"{'.' if suffix else ''}{self.day.isoformat()}.parquet{suffix}"
