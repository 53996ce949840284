"""How one source writes one feed: encoding, columns, ends of values and lines; a block of cells to lines of bytes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc

from simulator.wires.text import as_array, as_dictionary

#: Text of a block by the default wire's column name: a column, or one text for all rows.
Cells = Mapping[str, Any]


@dataclass(frozen=True)
class Layout:
    """A delimited wire. `columns` are pairs of the feed's default column name and the name this source gives it."""

    feed: str
    source: str
    encoding: str
    columns: tuple[tuple[str, str], ...]
    delimiter: str = ","
    tab: bool = False
    end: str = "\r\n"
    mark: bytes = b""
    suffix: str = "csv"
    free_text: frozenset[str] = frozenset()

    @property
    def keys(self) -> list[str]:
        """The default column names in the order of this wire."""
        return [key for key, _ in self.columns]

    def name(self, key: str) -> str:
        """What this source calls a column."""
        return dict(self.columns)[key]

    def changed(self, columns: Sequence[tuple[str, str]]) -> Self:
        """The same wire with other columns."""
        return replace(self, columns=tuple(columns))

    def header(self) -> bytes:
        """The first line, byte order mark included."""
        return self.mark + self.line([name for _, name in self.columns])

    def line(self, cells: Sequence[str]) -> bytes:
        """One record from its texts in the order of the wire."""
        return self.raw_line([self.quoted(cell) + ("\t" if self.tab else "") for cell in cells])

    def raw_line(self, fields: Sequence[str]) -> bytes:
        """One record from fields as they stand between the delimiters."""
        return (self.delimiter.join(fields) + self.end).encode(self.encoding)

    def quoted(self, cell: str) -> str:
        """A cell in quotes where the wire needs them."""
        if self.delimiter in cell or '"' in cell:
            return '"' + cell.replace('"', '""') + '"'
        return cell

    def cut(self, line: bytes) -> tuple[bytes, str]:
        """The line broken off after half of its fields, and the reason for which it is refused."""
        text = line.decode(self.encoding)
        fields = text.split(self.delimiter)[: len(self.columns) // 2]
        while "".join(fields).count('"') % 2:  # not inside quotes
            fields.pop()
        return self.delimiter.join(fields).encode(self.encoding), "field_count"

    def lines(self, cells: Cells, rows: int) -> pa.Array:
        """All records of a block as binary text."""
        between = ("\t" if self.tab else "") + self.delimiter
        last = ("\t" if self.tab else "") + self.end
        return _join(self._merged(cells, between), between, last, self.encoding, rows)

    def _merged(self, cells: Cells, between: str) -> list[Any]:
        """The fields of a block; neighbours that are the same in all rows become one."""
        merged: list[Any] = []
        for key in self.keys:
            field = self._field(key, cells[key])
            if isinstance(field, str) and merged and isinstance(merged[-1], str):
                merged[-1] += between + field
            else:
                merged.append(field)
        return merged

    def _field(self, key: str, value: Any) -> Any:
        if isinstance(value, str):
            return self.quoted(value)
        array = as_array(value)
        if isinstance(array, pa.DictionaryArray) or key in self.free_text:
            return self._from_dictionary(as_dictionary(array))
        return filled(array.cast(pa.binary()))

    def _from_dictionary(self, coded: pa.DictionaryArray) -> pa.Array:
        """Quotes and encodes each different text once; of a long dictionary only the texts that occur."""
        if len(coded.dictionary) > len(coded):
            coded = coded.dictionary_decode().dictionary_encode()
        texts = [self.quoted(text or "").encode(self.encoding) for text in coded.dictionary.to_pylist()]
        return filled(pa.array(texts, pa.binary()).take(coded.indices))


@dataclass(frozen=True)
class JsonLines(Layout):
    """JSON Lines: an object of texts per record, no header; texts hold nothing that JSON must escape."""

    suffix: str = "jsonl"
    end: str = "\n"

    def header(self) -> bytes:
        """There is none."""
        return b""

    def line(self, cells: Sequence[str]) -> bytes:
        """One object."""
        names = [name for _, name in self.columns]
        return self.raw_line([json.dumps(dict(zip(names, cells, strict=True)), ensure_ascii=False)])

    def raw_line(self, fields: Sequence[str]) -> bytes:
        """One record from its text."""
        return (fields[0] + self.end).encode(self.encoding)

    def cut(self, line: bytes) -> tuple[bytes, str]:
        """Half an object."""
        return line[: len(line) // 2], "malformed_line"

    def lines(self, cells: Cells, rows: int) -> pa.Array:
        """All objects of a block."""
        parts: list[Any] = []
        for number, (key, name) in enumerate(self.columns):
            before = ('{"' if number == 0 else '", "') + name + '": "'
            value = cells[key]
            if isinstance(value, str):
                parts.append(before + value)
            else:
                parts += [before, filled(as_array(value).cast(pa.binary()))]
        return _join(parts, "", '"}' + self.end, self.encoding, rows)


def filled(array: pa.Array) -> pa.Array:
    """Empty text for null."""
    return array.fill_null(b"") if array.null_count else array


def _join(parts: list[Any], between: str, last: str, encoding: str, rows: int) -> pa.Array:
    """One binary text per row; text parts stand in every row."""
    parts = [pa.scalar(part.encode(encoding), pa.binary()) if isinstance(part, str) else part for part in parts]
    if not any(isinstance(part, pa.Array) for part in parts):
        return pa.array([between.encode(encoding).join(part.as_py() for part in parts) + last.encode(encoding)] * rows)
    end = pa.scalar(last.encode(encoding))
    if isinstance(parts[-1], pa.Array):  # a short column, so that the long lines are joined once
        parts[-1] = pc.binary_join_element_wise(parts[-1], end, pa.scalar(b""))
    else:
        parts[-1] = pa.scalar(parts[-1].as_py() + end.as_py(), pa.binary())
    return pc.binary_join_element_wise(*parts, pa.scalar(between.encode(encoding)))


def cell_texts(layout: Layout, cells: Cells, row: int) -> list[str]:
    """The texts of one row, in the order of the wire."""
    values = [cells[key] for key in layout.keys]
    return [value if isinstance(value, str) else as_array(value)[row].as_py() or "" for value in values]
