"""Full files of cases, and when they may delete: at once where few cases are missing; where many are, when the next
full file misses them too, is the same, or a decision confirms the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, order=True)
class FullFile:
    """A full file of the range that was read without a rejected row; `is_repeat`: the same content again."""

    file_no: int
    source: str
    data_date: date
    sha256: str = ""
    is_repeat: bool = False


@dataclass(frozen=True)
class Waiting:
    """A full file of a batch before the range that waits: the cases that it names, and those heard of since."""

    sha256: str
    names: frozenset[str] = frozenset()
    since: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Judges:
    """What decides: limits, decisions (SHA-256 of files), and who waits from before, by source."""

    share: float = 0.02
    cases: int = 20
    confirmed: frozenset[str] = frozenset()
    waiting: Mapping[str, Waiting] = field(default_factory=dict)

    def are_many(self, named: int, missing: int) -> bool:
        """Whether one file may not delete so many beside those that it names."""
        return missing > self.cases and missing > self.share * (named + missing)


NOBODY = Judges()
