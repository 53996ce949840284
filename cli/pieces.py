"""A lake table in key order, in pieces of bounded size: each holds all rows of one range of the key.

A piece is read by itself, so that the table never lies in memory as a whole. Only the column that the ranges are cut on
does.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

#: Rows of a piece, about: a row of the lake takes some hundred bytes.
PIECE_ROWS = 4_000_000
#: Rows read ahead are held in memory beside the piece.
READ_AHEAD = {"batch_readahead": 4, "fragment_readahead": 1}


def in_order(rows: ds.Dataset, key: list[str], columns: list[str], at_most: int = PIECE_ROWS) -> Iterator[pa.Table]:
    """The columns of all rows sorted by key, ascending, NULL first, texts by their UTF-8 bytes."""
    for piece in _pieces(rows, key, at_most):
        table = piece.scanner(list(dict.fromkeys([*key, *columns])), **READ_AHEAD).to_table()
        yield table.select(columns).take(_order(table.select(key)))


def _pieces(rows: ds.Dataset, key: list[str], at_most: int) -> Iterator[ds.Dataset]:
    """Ranges of the first column of the key; where one value has more rows than a piece may have, of the next ones."""
    if not key or rows.count_rows() <= at_most or pa.types.is_floating(rows.schema.field(key[0]).type):
        yield rows
        return
    (name, *others), field = key, ds.field(key[0])
    values = rows.scanner([name], **READ_AHEAD).to_table()
    if values[name].null_count:
        yield from _pieces(rows.filter(field.is_null()), others, at_most)
    filled = values.drop_null()
    starts = Counter(filled[name].take(_order(filled)[::at_most]).to_pylist())
    for (start, times), (end, _) in pairwise([*starts.items(), (None, 0)]):
        if times > 1:
            yield from _pieces(rows.filter(field == start), others, at_most)
        above = field > start if times > 1 else field >= start
        yield rows.filter(above if end is None else above & (field < end))


def _order(key: pa.Table) -> pa.Array:
    return pc.sort_indices(key, sort_keys=[(name, "ascending", "at_start") for name in key.column_names])
