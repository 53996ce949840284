"""Looks into Parquet: every text, binary, number and nested column, row group by row group."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cli.scan_columns import amount_columns, silent_statistics, token_columns
from cli.scan_text import Found, find, is_mobile

Hit = tuple[str, int, str]
#: Below this no integer is an identifier.
SMALLEST = 13e9
#: A token is spread over 60 bits: one in 10^8 looks like a phone number. Where more do, they are phone numbers.
TOKENS_PER_PHONE = 100_000


def scan_parquet(name: str, file: IO[bytes], table: str | None) -> Iterator[Hit]:
    """`<file>/<row group>/<column>`, row of the row group, kind. Columns that the table's contract calls tokens are
    only asked for phone numbers, its amounts not at all."""
    parquet = pq.ParquetFile(file)
    for group in range(parquet.num_row_groups):
        for column, values in _columns(parquet, group):
            if column in token_columns(table):
                found = _phones_among_tokens(values)
            elif column in amount_columns(table):
                continue
            else:
                found = _found(values, table if "_delta_log" in name else None)
            yield from ((f"{name}/{group}/{column}", row, kind) for row, kind in found)


def find_in_rows(rows: Sequence[bytes]) -> Iterator[tuple[int, int, str]]:
    """Row, offset in it and kind, for many short texts at once."""
    starts = list(accumulate((len(row) + 1 for row in rows), initial=0))
    for offset, kind in find(b"\n".join(rows)):
        row = bisect_right(starts, offset) - 1
        yield row, offset - starts[row], kind


def _columns(parquet: pq.ParquetFile, group: int) -> Iterator[tuple[str, pa.ChunkedArray]]:
    names = parquet.schema_arrow.names
    if any("." in name for name in names):  # a dot would be read as a path into a nested column
        rows = parquet.read_row_group(group)
        yield from zip(names, rows.columns, strict=True)
        return
    for name in names:
        yield name, parquet.read_row_group(group, columns=[name]).column(0)


def _found(values: pa.ChunkedArray, log_of: str | None) -> Iterator[Found]:
    kind = values.type
    if pa.types.is_temporal(kind) or pa.types.is_boolean(kind) or pa.types.is_null(kind):
        return
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        places, numbers = _large(values)
        texts = [b"%d" % number for number in numbers]
        yield from ((places[row], what) for row, _, what in find_in_rows(texts))
        return
    texts = [_bytes(value) for value in values.to_pylist()]
    silent = silent_statistics(log_of) if log_of else None
    texts = [silent.sub(b"", text) for text in texts] if silent else texts
    yield from ((row, what) for row, _, what in find_in_rows(texts))


def _phones_among_tokens(values: pa.ChunkedArray) -> Iterator[Found]:
    """A key that is a phone number was never made a token."""
    if pa.types.is_integer(values.type):
        places, numbers = _large(values)
        found = [place for place, number in zip(places, numbers, strict=True) if is_mobile(number)]
        if len(found) * TOKENS_PER_PHONE > len(values):
            yield from ((place, "phone") for place in found)


def _large(values: pa.ChunkedArray) -> tuple[list[int], list[int]]:
    """The rows of whole numbers that are large enough, and the numbers."""
    size = values.cast(pa.float64(), safe=False)  # to compare with: no type is too narrow for the limit
    mask = pc.fill_null(pc.greater_equal(pc.abs(size), SMALLEST), False)
    places = pc.indices_nonzero(mask)
    numbers = values.take(places).to_pylist()
    whole = [(place, int(n)) for place, n in zip(places.to_pylist(), numbers, strict=True) if n < 1e20 and n == int(n)]
    return [place for place, _ in whole], [number for _, number in whole]


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b"" if value is None else str(value).encode()
