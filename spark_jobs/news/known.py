"""What is known of a feed's files when a batch begins: delivered, replaced, taken up later."""

from collections import Counter
from dataclasses import dataclass, fields
from datetime import date

from expectations.accounts import FileCount
from lake.snapshot import FEED_LOAD, FILE_EVENTS, Snapshot
from spark_jobs.wire.blocks import NO_BYTES


@dataclass(frozen=True)
class KnownFile(FileCount):
    """A file published before the run, as it was counted; its `silver` includes the lines taken up later."""

    can_replace: bool

    @property
    def seq(self) -> int:
        """The number at the end of its name."""
        return int(self.file.rsplit("_", 1)[1].split(".")[0])


@dataclass(frozen=True)
class Known:
    """The files published before a batch in order of arrival, and the SHA-256 of those that no longer count then."""

    files: tuple[KnownFile, ...]
    withdrawn: frozenset[str]


def known_before(snapshot: Snapshot, feed: str, first: date) -> Known:
    """Every file published before a batch; missing deliveries are none."""
    before = [("feed", "=", feed), ("batch_date", "<", first)]
    names = [item.name for item in fields(FileCount)]
    rows = [row for row in snapshot.arrow(FEED_LOAD, before, names).to_pylist() if row["file_sha256"]]
    events = snapshot.arrow(FILE_EVENTS, before).to_pylist()
    taken: Counter[tuple[str, str]] = Counter()
    for event in events:
        if event["event"] == "requeued":
            taken[event["file_sha256"], event["file"]] += event["rows"]
    withdrawn = frozenset(event["file_sha256"] for event in events if event["event"] == "withdrawn")
    return Known(tuple(_files(snapshot, feed, rows, taken)), withdrawn)


def _files(
    snapshot: Snapshot, feed: str, rows: list[dict[str, object]], taken: Counter[tuple[str, str]]
) -> list[KnownFile]:
    """A file without rows, of known content or without a readable header says nothing about an earlier one."""
    named, seen, known = snapshot.named(feed), {NO_BYTES}, []
    for row in sorted(rows, key=lambda row: (row["batch_date"], row["data_date"], row["file"])):
        sha, name, day = str(row["file_sha256"]), str(row["file"]), row["batch_date"]
        is_readable = name not in named[day].facts["unreadable"]  # type: ignore[index]
        silver = int(str(row["silver"])) + taken.pop((sha, name), 0)
        can_replace = bool(row["rows"]) and sha not in seen and is_readable
        known.append(KnownFile(**row | {"silver": silver, "can_replace": can_replace}))  # type: ignore[arg-type]
        seen.add(sha)
    return known
