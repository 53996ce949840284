"""From bytes to clean text: lines are cut as bytes, decoded in blocks where all is sound, else one by one, and healed.

One bad byte costs one line, and what becomes of a line never depends on its neighbours. What comes out is Parquet with
one text column per wire column, beside file and line number and, where a line cannot be read at all, the reason.
Nothing here knows what a column means.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from spark_jobs.typed.mapping import Mapping
from spark_jobs.wire.blocks import LINE_FEED, Share, blocks, line_count
from spark_jobs.wire.header import header_problem, read_header
from spark_jobs.wire.heal import heal, heal_name
from spark_jobs.wire.lines import Problem, Row, may_hold_header, parse_lines

SMALL_LINES = 256
CARRIAGE_RETURN = ord("\r")


def schema(mapping: Mapping) -> pa.Schema:
    """`file_no`, `line_no`, `wire_reason`, `wire_column`, then w0, w1, … in the order of `mapping.read_columns`."""
    place = [pa.field("file_no", pa.int32()), pa.field("line_no", pa.int32())]
    problem = [pa.field("wire_reason", pa.string()), pa.field("wire_column", pa.string())]
    return pa.schema(place + problem + [pa.field(f"w{i}", pa.string()) for i in range(len(mapping.read_columns))])


def split_to_parquet(shares: list[Share], mapping: Mapping, target: Path) -> None:
    """Reads shares of files and writes their lines as clean text into one Parquet file."""
    with pq.ParquetWriter(target, schema(mapping), compression="lz4", use_dictionary=False) as writer:
        for share in shares:
            for table in tables(share, mapping):
                writer.write_table(table)


def tables(share: Share, mapping: Mapping) -> Iterator[pa.Table]:
    """The lines of a share block by block; where the header is at fault, every line is."""
    encoding, names = read_header(share.header, mapping)
    problem = None if mapping.is_json else header_problem(names, mapping)
    for first, block in blocks(share):
        if problem:
            lines = range(first, first + line_count(block))
            yield _bad_table(share.file_no, [(number, problem) for number in lines], mapping)
        else:
            yield from _tables(share.file_no, first, block, encoding, names, mapping)


def _tables(
    file_no: int, first: int, block: bytes, encoding: str, names: list[str], mapping: Mapping
) -> Iterator[pa.Table]:
    """The whole block at once if it is sound; else in small pieces, and those that are not sound line by line."""
    table = None if mapping.is_json else _sound(file_no, first, block, encoding, names, mapping)
    if table is not None:
        yield table
        return
    lines = block.split(b"\n")[:-1]
    if len(lines) <= SMALL_LINES or mapping.is_json:
        yield from _rows_table(file_no, parse_lines(lines, first, encoding, names, mapping), names, mapping)
        return
    for at in range(0, len(lines), SMALL_LINES):
        piece = b"\n".join(lines[at : at + SMALL_LINES]) + b"\n"
        yield from _tables(file_no, first + at, piece, encoding, names, mapping)


def _sound(
    file_no: int, first: int, block: bytes, encoding: str, names: list[str], mapping: Mapping
) -> pa.Table | None:
    """The block read by Arrow, or None where any line needs a closer look: a quote, a NUL, a byte that is no character,
    a lone carriage return, the header again, or another number of fields."""
    if b'"' in block or b"\0" in block or _has_lone_return(block) or may_hold_header(block, encoding, names):
        return None
    try:
        text = block.decode(encoding)  # also of UTF-8: Arrow does not look at columns that nobody reads
        found = _read(block if encoding == "utf-8" else text.encode(), names, mapping)
    except (UnicodeError, pa.ArrowInvalid):
        return None
    rows = line_count(block)
    if found.num_rows != rows:
        return None
    healed = _healed([found[name].combine_chunks() for name in _wanted(mapping)], mapping)
    if not _all_filled(healed):
        return None
    return _table(file_no, pa.array(np.arange(first, first + rows, dtype=np.int32)), healed, mapping)


def _has_lone_return(block: bytes) -> bool:
    """Whether a carriage return stands anywhere but before the end of a line."""
    signs = np.frombuffer(block, np.uint8)
    following = np.flatnonzero(signs[:-1] == CARRIAGE_RETURN) + 1
    return bool((signs[following] != LINE_FEED).any())


def _all_filled(columns: list[pa.Array]) -> bool:
    """Whether every row holds something in these columns."""
    filled = columns[0].is_valid()
    for column in columns[1:]:
        if pc.all(filled).as_py():
            break
        filled = pc.or_(filled, column.is_valid())
    return bool(pc.all(filled).as_py())


def _read(text: bytes, names: list[str], mapping: Mapping) -> pa.Table:
    text_type = dict.fromkeys(names, pa.string())
    return pyarrow.csv.read_csv(
        pa.py_buffer(text),
        pyarrow.csv.ReadOptions(use_threads=False, column_names=names, block_size=len(text) + 1),
        pyarrow.csv.ParseOptions(delimiter=mapping.delimiter, quote_char=False, ignore_empty_lines=False),
        pyarrow.csv.ConvertOptions(check_utf8=True, column_types=text_type, include_columns=_wanted(mapping)),
    )


def _rows_table(file_no: int, rows: list[Row], names: list[str], mapping: Mapping) -> Iterator[pa.Table]:
    good = [(number, fields) for number, fields in rows if not isinstance(fields, Problem)]
    bad = [(number, fields) for number, fields in rows if isinstance(fields, Problem)]
    if good:
        numbers = pa.array([number for number, _ in good], pa.int32())
        columns = dict(zip(names, zip(*(fields for _, fields in good), strict=True), strict=True))
        texts = [pa.array(columns[name], pa.string()) for name in _wanted(mapping)]
        yield _table(file_no, numbers, _healed(texts, mapping), mapping)
    if bad:
        yield _bad_table(file_no, bad, mapping)


def _wanted(mapping: Mapping) -> list[str]:
    return [heal_name(name) for name in mapping.read_columns]


def _healed(texts: list[pa.Array], mapping: Mapping) -> list[pa.Array]:
    free = (*mapping.ignored, *mapping.free_text)
    return [heal(text, name in free) for text, name in zip(texts, mapping.read_columns, strict=True)]


def _table(file_no: int, numbers: pa.Array, healed: list[pa.Array], mapping: Mapping) -> pa.Table:
    nothing = pa.nulls(len(numbers), pa.string())
    return pa.table([_constant(file_no, len(numbers)), numbers, nothing, nothing, *healed], schema=schema(mapping))


def _bad_table(file_no: int, rows: list[tuple[int, Problem]], mapping: Mapping) -> pa.Table:
    place = [_constant(file_no, len(rows)), pa.array([number for number, _ in rows], pa.int32())]
    problem = [pa.array([getattr(p, key) for _, p in rows], pa.string()) for key in ("reason", "column")]
    nothing = [pa.nulls(len(rows), pa.string()) for _ in mapping.read_columns]
    return pa.table([*place, *problem, *nothing], schema=schema(mapping))


def _constant(value: int, length: int) -> pa.Array:
    return pa.array([value], pa.int32()).take(pa.array([0] * length, pa.int32()))
