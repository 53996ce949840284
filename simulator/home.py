"""Where files go: HOME/landing for the receivers, HOME/truth for tests."""

import csv
import io
import os
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """A reader sees the whole file or none; writing again gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_bytes(content)
    os.replace(temporary, path)


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A small UTF-8 CSV with LF line ends."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    write_atomically(path, text.getvalue().encode("utf-8"))


def landing_file(home: Path, feed: str, day: date, source: str) -> Path:
    """The first file of a source for the day on which it is delivered."""
    return home / "landing" / feed / day.isoformat() / f"{source}_{day.isoformat()}_1.csv"
