"""What lies in the landing zone: delivered files, their order of arrival and their identity."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from spark_jobs.blocks import Content, read_content

FILE_NAME = re.compile(r"(?P<full>full_)?(?P<source>.+)_(?P<day>\d{4}-?\d{2}-?\d{2})_(?P<seq>\d+)\.(?:csv|jsonl)")


class UnknownFile(ValueError):
    """A file or folder whose name does not say what it is; the message names it and the expected form."""


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

    @property
    def has_header(self) -> bool:
        """JSON Lines have none."""
        return self.path.suffix != ".jsonl"

    def content(self) -> Content:
        """Identity, header and line marks, in one pass, since a full file is long."""
        return read_content(self.path, self.has_header)


def delivered(landing: Path, feed: str, first: date, last: date) -> list[DeliveredFile]:
    """All files of a feed whose batch lies in [first, last], in order of arrival."""
    folders = [folder for folder in (landing / feed).glob("*") if folder.is_dir()]
    days = ((_batch_date(folder), folder) for folder in folders)
    return sorted(file for day, folder in days if first <= day <= last for file in _files(folder, day))


def _files(folder: Path, batch_date: date) -> Iterable[DeliveredFile]:
    for path in folder.iterdir():
        if path.name.startswith(".") or path.suffix in {".part", ".tmp"}:
            continue  # a delivery under way: it counts once it has its name
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


def _batch_date(folder: Path) -> date:
    try:
        return date.fromisoformat(folder.name)
    except ValueError as error:
        raise UnknownFile(f"{folder}: a landing folder is named by its batch date, yyyy-mm-dd") from error
