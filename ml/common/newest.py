"""Of many rows the one that counts: the last of each group in an order. Whole columns, no row in Python."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Places = npt.NDArray[np.int64]


def numbered(column: pa.ChunkedArray) -> Places:
    """A column as numbers that are equal where its values are, and sort as they do."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_string(array.type):
        return _texts(array)
    if pa.types.is_date32(array.type):
        array = array.cast(pa.int32())
    found: Places = array.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return found


def last_of_each(rows: pa.Table, key: Sequence[str], order: Sequence[str]) -> pa.Table:
    """Of the rows with an equal key the last in the order, sorted by key."""
    if not rows.num_rows:
        return rows
    keys = [numbered(rows[name]) for name in key]
    places = np.lexsort([*[numbered(rows[name]) for name in reversed(order)], *reversed(keys)])
    is_last = np.ones(len(places), np.bool_)
    is_last[:-1] = np.any([of[places][1:] != of[places][:-1] for of in keys], axis=0)
    return rows.take(pa.array(places[is_last]))


def _texts(array: pa.Array) -> Places:
    coded = array.dictionary_encode()
    order = pc.sort_indices(coded.dictionary).to_numpy()
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    found: Places = ranks[coded.indices.to_numpy()]
    return found
