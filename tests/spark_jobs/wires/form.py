"""How a sender's line is put together from its literal header and sample; and what a fixture of lines expects."""

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
#: Column of a refused line: a wire column, no column, or any of several that the specification leaves open.
Column = str | None | frozenset[str | None]
Refusal = tuple[bytes, Column, str]
TOKEN_KEY = bytes.fromhex("00112233445566778899aabbccddeeff" * 2)


def key(kind: str, text: str) -> int:
    """The token of a normalised text, computed apart from the warehouse: 60 bits of HMAC-SHA-256."""
    return int(hmac.new(TOKEN_KEY, f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()[:15], 16)


@dataclass(frozen=True)
class Form:
    """One sender's wire: literal header and sample line without TABs, and how its bytes are written."""

    header: str
    sample: str
    encoding: str = "gb18030"
    delimiter: str = ","
    after_value: str = ""
    end: bytes = b"\r\n"
    mark: bytes = b""

    @property
    def names(self) -> list[str]:
        """The wire columns in order."""
        return self.header.split(self.delimiter)

    def line(self, **cells: str) -> bytes:
        """The sample with some cells as they stand between the delimiters, quotes included; no line end."""
        values = dict(zip(self.names, self.sample.split(self.delimiter), strict=True))
        unknown = set(cells) - set(values)
        assert not unknown, f"no such columns: {unknown}"
        return self._written([(values | cells)[name] for name in self.names])

    def file(self, *lines: bytes, end: bytes | None = None, header: bytes | None = None) -> bytes:
        """A whole file."""
        head = self.head() if header is None else header
        return self.mark + b"".join(part + (self.end if end is None else end) for part in (head, *lines))

    def head(self, *names: str) -> bytes:
        """The header, or one with other names."""
        return self._written(list(names) or self.names)

    def _written(self, values: list[str]) -> bytes:
        return self.delimiter.join(value + self.after_value for value in values).encode(self.encoding)


@dataclass(frozen=True)
class Fixture:
    """Lines of one file: those that must be taken with their silver values, those that must be refused."""

    form: Form
    taken: dict[str, tuple[bytes, Row]] = field(default_factory=dict)
    refused: dict[str, Refusal] = field(default_factory=dict)
    first_line: int = 2

    def order(self) -> list[str]:
        """Names in file order: good and bad lines by turns, so that every bad one has neighbours."""
        good, bad = list(self.taken), list(self.refused)
        pairs = [name for index, name in enumerate(good) for name in (name, *bad[index : index + 1])]
        return pairs + bad[len(good) :]

    def line_no(self, name: str) -> int:
        """The physical line of a case."""
        return self.first_line + self.order().index(name)

    def content(self) -> bytes:
        """The file."""
        lines = [(self.taken.get(name) or self.refused[name])[0] for name in self.order()]
        return self.form.file(*lines) if self.first_line == 2 else b"".join(line + self.form.end for line in lines)


def fits(column: str | None, expected: Column) -> bool:
    """Whether a refused line names an expected column."""
    return column in expected if isinstance(expected, frozenset) else column == expected
