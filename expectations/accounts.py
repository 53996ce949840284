"""What a feed tells of its files and batches: counts, later events, measures. Standard library only."""

from dataclasses import dataclass
from datetime import date

#: The name in `ops.feed_load` of a delivery that had not come when its batch was closed.
MISSING = "missing"


@dataclass(frozen=True)
class FileCount:
    """Where the rows of one delivered file ended; the outcomes add up to `rows`."""

    batch_date: date
    file: str
    source: str
    data_date: date
    file_sha256: str
    rows: int
    silver: int
    duplicate: int
    superseded: int
    quarantine: int


@dataclass(frozen=True)
class FileEvent:
    """What a later batch did to a file: `withdrawn` or `requeued`, and the silver rows that it concerns."""

    batch_date: date
    file_sha256: str
    event: str
    file: str
    source: str
    data_date: date
    rows: int


@dataclass(frozen=True)
class BatchCheck:
    """One measure of a batch beside its limits; source is empty for the feed as a whole."""

    batch_date: date
    source: str
    check_code: str
    value: float
    lowest: float | None
    highest: float | None
    outcome: str


#: (batch, sender) → rows delivered, of the batches published before.
History = dict[tuple[date, str], int]
