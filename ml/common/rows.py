"""Rows of features.resident_window as numbers: the columns of a model, in its order, and no others."""

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from expectations.failures import Failure

Numbers = npt.NDArray[np.float64]
KEY, AS_OF = "resident_key", "as_of_date"


class OtherColumns(Failure):
    """Rows do not have the columns that a model was made of."""


def matrix(rows: pa.Table, columns: Sequence[str]) -> Numbers:
    """One line a row, NaN where there is no value; refuses rows that lack a column or hold texts in it."""
    if missing := [name for name in columns if name not in rows.column_names]:
        raise OtherColumns(f"the rows lack columns of the model: {', '.join(missing)}")
    if texts := [name for name in columns if not _is_number(rows.schema.field(name).type)]:
        raise OtherColumns(f"columns of the model are no numbers in the rows: {', '.join(texts)}")
    found = np.empty((rows.num_rows, len(columns)), np.float64)
    for place, name in enumerate(columns):
        found[:, place] = pc.cast(rows[name], pa.float64()).to_numpy()
    return found


def digests(rows: pa.Table, columns: Sequence[str]) -> list[str]:
    """SHA-256 of each row's features, as a model of these columns reads them."""
    return digests_of(matrix(rows, columns))


def digests_of(numbers: Numbers) -> list[str]:
    """SHA-256 of each row of numbers: doubles in their order, little endian, one NaN for no value, no negative zero."""
    told = np.where(np.isnan(numbers), np.nan, numbers + 0.0).astype("<f8", copy=False)
    width, held = told.shape[1] * 8, memoryview(told.tobytes())
    return [hashlib.sha256(held[at : at + width]).hexdigest() for at in range(0, width * len(told), width)]


def probability(margins: Numbers) -> Numbers:
    """The probability of log-odds."""
    found: Numbers = 1.0 / (1.0 + np.exp(-margins))
    return found


def worst_rank(values: Numbers) -> npt.NDArray[np.int64]:
    """For each value how many are at least as great: of equal ones all get the worst rank."""
    return len(values) - np.searchsorted(np.sort(values), values, side="left")


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))
