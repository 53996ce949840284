"""One row that is about to be spoiled, and what came of it."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from simulator.planted.profile import Profile
from simulator.wires.layout import JsonLines, Layout
from simulator.wires.told import HEALED, REJECTED


@dataclass(frozen=True)
class Outcome:
    """The physical lines in place of the row, the one of them that truth names, and what truth says of it."""

    lines: list[bytes]
    column: str
    expect: str
    value_or_reason: str
    at: int = 0


@dataclass(frozen=True)
class Row:
    """A clean row by default column names, with the wire it is written in and a random stream of its own.

    `marks` has "other_leg" where the counterpart of the leg is told by an institution of ours too.
    """

    layout: Layout
    profile: Profile
    texts: dict[str, str]
    rng: Random
    arrival: date
    marks: set[str] = field(default_factory=set)

    @property
    def is_json(self) -> bool:
        """Whether a row is an object."""
        return isinstance(self.layout, JsonLines)

    @property
    def clean(self) -> bytes:
        """The line without a fault."""
        return self.line({})

    def line(self, changes: dict[str, str]) -> bytes:
        """The line with other texts in some columns."""
        return self.layout.line([{**self.texts, **changes}[key] for key in self.layout.keys])

    def raw(self, key: str, written: str) -> bytes:
        """The line with a field as it stands between the delimiters."""
        tab = "\t" if self.layout.tab else ""
        clean = [self.layout.quoted(self.texts[k]) + tab for k in self.layout.keys]
        clean[self.layout.keys.index(key)] = written
        return self.layout.raw_line(clean)

    def filled(self, keys: tuple[str, ...]) -> list[str]:
        """Those of the columns that have a text here."""
        return [key for key in keys if self.texts.get(key)]

    def one(self, keys: tuple[str, ...]) -> str | None:
        """One of the filled columns, if any."""
        found = self.filled(keys)
        return self.rng.choice(found) if found else None

    def healed(self, key: str, written: str) -> Outcome:
        """A text that means the same as the clean one."""
        return Outcome([self.line({key: written})], self.layout.name(key), HEALED, self.default(key))

    def taken(self, key: str, written: str) -> Outcome:
        """Another text, which is taken as it is told."""
        value = self.profile.default(self.layout.source, key, written)
        return Outcome([self.line({key: written})], self.layout.name(key), HEALED, value)

    def rejected(self, key: str, written: str, reason: str) -> Outcome:
        """A text for which the line is refused or, in a column that may be empty, the value is left out."""
        outcome = (HEALED, "") if self.may_be_empty(key) else (REJECTED, reason)
        return Outcome([self.line({key: written})], self.layout.name(key), *outcome)

    def may_be_empty(self, key: str) -> bool:
        """Whether the row says something without a value in this column: a card has its account, whoever moved away has
        an area that is none of ours."""
        if key == "交易卡号":
            return bool(self.texts["交易账号"])
        if key == "现住地区划代码":
            return self.texts["人员状态"] in ("迁出", "死亡") or self.texts["操作类型"] == "D"
        return key in self.profile.optional

    def broken(self, line: bytes, reason: str, key: str = "") -> Outcome:
        """A line that cannot be read."""
        return Outcome([line], self.layout.name(key) if key else "", REJECTED, reason)

    def default(self, key: str) -> str:
        """The text of a column as the default sender would have written it."""
        return self.profile.default(self.layout.source, key, self.texts[key])
