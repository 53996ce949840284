"""The bytes of an export's files: CSV under gzip and Parquet of the same rows, equal byte for byte whenever written."""

import gzip
import hashlib
import io
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from exports.states import DELTA, STATE, lines


@dataclass(frozen=True)
class Written:
    """One file: its bytes, and what the manifest says of it."""

    content: bytes
    rows: int
    unpacked_bytes: int

    def told(self) -> dict[str, object]:
        """Its entry in the manifest."""
        return {
            "sha256": hashlib.sha256(self.content).hexdigest(), "rows": self.rows, "bytes": len(self.content),
            "unpacked_bytes": self.unpacked_bytes,
        }  # fmt: skip


def written(state: pa.Table, changes: pa.Table) -> dict[str, Written]:
    """The four files of a sequence."""
    found: dict[str, Written] = {}
    for name, rows in (("full", state), ("delta", changes)):
        found |= {f"{name}.csv.gz": _csv(rows), f"{name}.parquet": _parquet(rows)}
    return found


def read_full(content: bytes) -> pa.Table:
    """The state in a full.parquet."""
    return pq.read_table(io.BytesIO(content)).cast(STATE).combine_chunks()


def read_delta(content: bytes) -> pa.Table:
    """The changes in a delta.parquet."""
    return pq.read_table(io.BytesIO(content)).cast(DELTA).combine_chunks()


def _csv(rows: pa.Table) -> Written:
    """UTF-8, comma, LF, header, nothing quoted; the gzip head holds no time and no name."""
    text = "\n".join([",".join(rows.schema.names), *lines(rows).to_pylist(), ""]).encode()
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=packed, mtime=0) as file:
        file.write(text)
    return Written(packed.getvalue(), len(rows), len(text))


def _parquet(rows: pa.Table) -> Written:
    packed = io.BytesIO()
    pq.write_table(rows, packed, compression="snappy", store_schema=False)
    return Written(packed.getvalue(), len(rows), packed.tell())
