"""Values in their fixed formats and rows as lines of CSV: one by one, and whole columns at once with the same bytes."""

import binascii
import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from expectations.contract import Column

TOKEN = "token"
#: Between the items of a list.
BETWEEN = ";"
KEY_DIGITS = 15
HEX_DIGITS = np.frombuffer(b"0123456789abcdef", np.uint8)


def text(value: object, column: Column) -> str:
    """One value in its fixed format."""
    if value is None:
        return ""
    if column.classification == TOKEN:
        return f"k{value:015x}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return BETWEEN.join(value)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def line(values: list[str]) -> str:
    """One line of CSV with its end."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(values)
    return buffer.getvalue()


def lines(rows: pa.Table, columns: list[Column]) -> pa.Array:
    """What `line` makes of the `text` of every row."""
    cells = [_quoted(_texts(rows[column.name], column), alone=len(columns) == 1) for column in columns]
    return pc.binary_join_element_wise(pc.binary_join_element_wise(*cells, ","), "", "\n")


def content(values: pa.Array) -> bytes:
    """The bytes of all texts, one after another."""
    if len(values) == 0:
        return b""
    _, offsets, held = values.buffers()
    places = np.frombuffer(offsets, np.int32)[values.offset : values.offset + len(values) + 1]
    return held[int(places[0]) : int(places[-1])].to_pybytes() if held else b""


def _texts(values: pa.ChunkedArray, column: Column) -> pa.Array:
    """The cells as text, NULL empty; what Arrow would write in another way than `text` goes through `text`."""
    array, kind = values.combine_chunks(), values.type
    if column.classification == TOKEN:
        made = (
            _filled(array, _token_texts)
            if pa.types.is_int64(kind) and _are_tokens(array)
            else _each_once(array, column)
        )
    elif pa.types.is_binary(kind):
        made = _filled(array, _hex_texts)
    elif pa.types.is_timestamp(kind) and kind.tz:
        made = _instants(array)
    elif pa.types.is_list(kind):
        made = pc.binary_join(array, BETWEEN)
    elif _is_plain(kind):
        made = array.cast(pa.string())
    else:
        made = _each_once(array, column)
    return pc.fill_null(made, "")


def _is_plain(kind: pa.DataType) -> bool:
    tests = (pa.types.is_string, pa.types.is_integer, pa.types.is_boolean, pa.types.is_date32)
    return any(is_kind(kind) for is_kind in tests)


def _are_tokens(values: pa.Array) -> bool:
    lowest, highest = (found.as_py() for found in pc.min_max(values).values())
    return lowest is None or bool(lowest >= 0 and highest < 16**KEY_DIGITS)


def _filled(values: pa.Array, function: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """The function on what is no NULL."""
    if not values.null_count:
        return function(values)
    places = np.cumsum(values.is_valid().to_numpy(zero_copy_only=False)) - 1
    return function(values.drop_null()).take(pa.array(places, mask=values.is_null().to_numpy(zero_copy_only=False)))


def _token_texts(values: pa.Array) -> pa.Array:
    numbers = values.to_numpy()
    letters = np.empty((len(numbers), KEY_DIGITS + 1), np.uint8)
    letters[:, 0] = ord("k")
    for place in range(KEY_DIGITS):
        letters[:, KEY_DIGITS - place] = HEX_DIGITS[(numbers >> (4 * place)) & 15]
    fixed = pa.FixedSizeBinaryArray.from_buffers(pa.binary(KEY_DIGITS + 1), len(numbers), [None, pa.py_buffer(letters)])
    return fixed.cast(pa.binary()).cast(pa.string())


def _hex_texts(values: pa.Array) -> pa.Array:
    lengths = pc.binary_length(values).to_numpy()
    offsets = np.concatenate([[0], np.cumsum(2 * lengths.astype(np.int64))]).astype(np.int32)
    return pa.StringArray.from_buffers(
        len(values), pa.py_buffer(offsets), pa.py_buffer(binascii.hexlify(content(values)))
    )


def _instants(values: pa.Array) -> pa.Array:
    """ISO with T and Z; parts of a second only where there are any."""
    plain = pc.replace_substring(values.cast(pa.timestamp("us")).cast(pa.string()), " ", "T", max_replacements=1)
    whole = pc.replace_substring_regex(plain, r"[.]000000$", "")
    return pc.binary_join_element_wise(whole, "", "Z")


def _each_once(values: pa.Array, column: Column) -> pa.Array:
    """Through `text`, each value once."""
    coded = values.dictionary_encode()
    known = pa.array([text(value, column) for value in coded.dictionary.to_pylist()], pa.string())
    return known.take(coded.indices)


def _quoted(cells: pa.Array, alone: bool) -> pa.Array:
    """Quotes as the csv module sets them: around a comma, a quote or a line feed, and for a line of one empty cell."""
    needs = pc.match_substring_regex(cells, '[,"\n]')
    if alone:
        needs = pc.or_(needs, pc.equal(cells, ""))
    if not pc.any(needs).as_py():
        return cells
    doubled = pc.replace_substring(cells, '"', '""')
    return pc.if_else(needs, pc.binary_join_element_wise('"', doubled, '"', ""), cells)
