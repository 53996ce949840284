"""What lies in the landing zone: delivered files, their order of arrival and their identity."""

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from expectations.failures import Failure
from expectations.leftovers import is_leftover
from spark_jobs.typed.mapping import Mapping
from spark_jobs.wire.blocks import LONGEST_LINE, Content, read_content
from spark_jobs.wire.header import without_table

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Capitals say nothing in the first and the last part. No sender has a blank or a bracket in its name, as copies have.
FILE_NAME = re.compile(
    r"(?P<full>(?i:full_))?(?P<source>[^\s()（）\[\]]+)_(?P<day>[0-9]{4}-?[0-9]{2}-?[0-9]{2})_(?P<seq>[0-9]+)\.(?i:csv|jsonl)"
)


class UnknownFile(Failure):
    """A file whose name does not say what it is; the message names it and the expected form."""


@dataclass(frozen=True, order=True)
class DeliveredFile:
    """One file of one batch, in order of arrival: by batch, by the day it is about, daily before full, by sequence."""

    batch_date: date
    data_date: date
    is_full: bool
    source: str
    seq: int
    path: Path

    @property
    def name(self) -> str:
        """The file name as delivered."""
        return self.path.name

    def at(self, path: Path) -> "DeliveredFile":
        """The same file while its bytes lie elsewhere."""
        return replace(self, path=path)

    def content(self, mapping: Mapping) -> Content:
        """Identity, header and line marks, in one pass, since a full file is long."""
        with self.path.open("rb") as file:
            begin = file.read(LONGEST_LINE)
        found = read_content(self.path, not mapping.is_json, self.is_full)
        return without_table(found, begin, self.path.stat().st_size, mapping)

    def sha256(self) -> str:
        """Identity of the content alone."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def delivered(landing: str, feed: str, days: Collection[date]) -> list[DeliveredFile]:
    """All files of a feed in these batches, in order of arrival."""
    wanted = {day.isoformat(): day for day in days}
    found = ((wanted[folder.name], folder) for folder in _folders(landing, feed) if folder.name in wanted)
    return sorted(file for day, folder in found for file in _files(folder, day))


def batch_dates(landing: str, feed: str) -> list[date]:
    """The batches of which a folder is there, in order."""
    return [date.fromisoformat(folder.name) for folder in _folders(landing, feed) if DAY.fullmatch(folder.name)]


def laid_down(folder: str, name: str, lines: Iterable[bytes], batch_date: date) -> DeliveredFile:
    """Lines written into an own new folder under the name of the file that they came in, as a file of a batch."""
    path = Path(folder) / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"".join(lines))
    return parse_name(path, batch_date)


def strange_folders(landing: str, feed: str) -> list[Path]:
    """Folders of a feed that are named by no date: nothing in them is ever loaded."""
    return [folder for folder in _folders(landing, feed) if not DAY.fullmatch(folder.name)]


def leftovers(landing: str, feed: str, days: Collection[date]) -> list[Path]:
    """What tools and clerks leave beside the deliveries of these batches and nobody loads."""
    wanted = {day.isoformat() for day in days}
    folders = (folder for folder in _folders(landing, feed) if folder.name in wanted)
    return sorted(path for folder in folders for path in folder.iterdir() if is_leftover(path.name))


def _folders(landing: str, feed: str) -> list[Path]:
    return sorted(folder for folder in (Path(landing) / feed).glob("*") if folder.is_dir())


def _files(folder: Path, batch_date: date) -> Iterable[DeliveredFile]:
    for path in folder.iterdir():
        if not is_leftover(path.name):
            yield parse_name(path, batch_date)


def parse_name(path: Path, batch_date: date) -> DeliveredFile:
    """What the name of a delivered file says."""
    match = FILE_NAME.fullmatch(path.name)
    if match is None:
        raise UnknownFile(f"{path}: expected [full_]<source>_<yyyy-mm-dd>_<seq>.csv or .jsonl")
    try:
        data_date = date.fromisoformat(match["day"])
    except ValueError as error:
        raise UnknownFile(f"{path}: {match['day']} is no date") from error
    return DeliveredFile(batch_date, data_date, bool(match["full"]), match["source"], int(match["seq"]), path)
