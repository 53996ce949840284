"""Columns of values to columns of text, a whole column at a time."""

from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

DAY = 86_400
EPOCH = date(1970, 1, 1).toordinal()
#: How a source writes an instant: date format, separator and the table of the seconds of a day.
TIME_FORMS = {"iso": ("{0:%Y-%m-%d}", " "), "dense": ("{0:%Y%m%d}", ""), "slash": ("{0.year}/{0.month}/{0.day}", " "),
              "dots": ("{0:%Y-%m-%d}", "-"), "zoned": ("{0:%Y-%m-%d}", "T")}  # fmt: skip

Integers = npt.NDArray[np.int64]


@cache
def _seconds(form: str) -> pa.Array:
    patterns = {"iso": "{:02d}:{:02d}:{:02d}", "dense": "{:02d}{:02d}{:02d}", "slash": "{}:{:02d}:{:02d}",
                "dots": "{:02d}.{:02d}.{:02d}", "zoned": "{:02d}:{:02d}:{:02d}+08:00"}  # fmt: skip
    return pa.array([patterns[form].format(s // 3600, s // 60 % 60, s % 60) for s in range(DAY)], pa.string())


def instants(at: Any, form: str) -> pa.Array:
    """Local seconds since 1970 as text; null stays null. `dots` has microseconds, equal within one second."""
    values = as_array(at)
    if form == "iso":
        return values.cast(pa.int64()).view(pa.timestamp("s")).cast(pa.string())
    seconds = np.asarray(values.fill_null(0), dtype=np.int64)
    days, second = np.divmod(seconds, DAY)
    known, position = np.unique(days, return_inverse=True)
    pattern, between = TIME_FORMS[form]
    dates = pa.array([pattern.format(date.fromordinal(int(day) + EPOCH)) for day in known], pa.string())
    parts = [dates.take(pa.array(position)), _seconds(form).take(pa.array(second))]
    text = pc.binary_join_element_wise(*parts, between)
    if form == "dots":
        text = pc.binary_join_element_wise(text, _padded(_micros(seconds)), ".")
    return pc.if_else(values.is_valid(), text, None)


def _micros(seconds: Integers) -> Integers:
    return (seconds % 1_000_003) * 7_919 % 1_000_000


def _padded(values: Integers) -> pa.Array:
    return pc.utf8_slice_codeunits(pa.array(values + 1_000_000).cast(pa.string()), 1)


def instant(at: int, form: str) -> str:
    """One instant as `instants` writes it."""
    return str(instants(pa.array([at]), form)[0].as_py())


def hours(duration: Any) -> pa.Array:
    """Seconds of a duration under a day as HH:MM:SS."""
    return _seconds("iso").take(pc.min_element_wise(as_array(duration).cast(pa.int64()), pa.scalar(DAY - 1)))


@cache
def _cents() -> pa.Array:
    return pa.array([f".{cent:02d}" for cent in range(100)], pa.string())


def yuan(fen: Any) -> pa.Array:
    """Fen as yuan with two decimals; null stays null, a debt has a minus sign."""
    array = as_array(fen)
    values = np.asarray(array.fill_null(0), dtype=np.int64)
    size = np.abs(values)
    whole = pa.array(size // 100).cast(pa.string())
    text = pc.binary_join_element_wise(whole, _cents().take(pa.array(size % 100)), "")
    if (values < 0).any():
        text = pc.if_else(pa.array(values < 0), pc.binary_join_element_wise("-", text, ""), text)
    return pc.if_else(array.is_valid(), text, None) if array.null_count else text


def words(flags: Any, no: str, yes: str) -> pa.DictionaryArray:
    """One of two words by a boolean."""
    return pa.DictionaryArray.from_arrays(as_array(flags).cast(pa.int8()), pa.array([no, yes]))


def translated(column: Any, wording: dict[str, str]) -> pa.DictionaryArray:
    """A column of few codes in the words of a source; codes without a word of their own stay."""
    coded = as_dictionary(column)
    return pa.DictionaryArray.from_arrays(
        coded.indices, pa.array([wording.get(code, code) for code in coded.dictionary.to_pylist()], pa.string())
    )


def as_array(column: Any) -> pa.Array:
    """One array, whether given as an array, in chunks or from numpy."""
    if isinstance(column, pa.ChunkedArray):
        return column.combine_chunks()
    return column if isinstance(column, pa.Array) else pa.array(column)


def as_dictionary(column: Any) -> pa.DictionaryArray:
    """The same column, encoded as a dictionary."""
    array = as_array(column)
    return array if isinstance(array, pa.DictionaryArray) else array.dictionary_encode()
