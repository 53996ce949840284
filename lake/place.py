"""Where tables lie. The one file that knows that the lake is on a local disk: for an object store or several machines
this file is written anew (linking becomes a copy on the server's side), and no other."""

import csv
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from deltalake import DeltaTable
from pyarrow.fs import FileSystem, LocalFileSystem, SubTreeFileSystem

from expectations.settings import home


def lake_address(table: str) -> str:
    """Where a published table lies."""
    return str(home() / "lake" / Path(*table.split(".")))


def files_of(address: str) -> FileSystem:
    """The files of a table for readers in Arrow, which ask the disk themselves: through Python they would wait for each
    other, and a process that ends while one still reads would be aborted."""
    return SubTreeFileSystem(address, LocalFileSystem())


def pending_address(product: str, table: str) -> str:
    """Where a job writes the days of a table that are still to be checked."""
    return str(home() / "pending" / product / Path(*table.split(".")))


def part_address(table_address: str, column: str, value: object) -> str:
    """Where the files of one part of a table lie."""
    return f"{table_address}/{column}={value}"


def home_address(folder: str) -> str:
    """Where a folder of the home lies."""
    return str(home() / folder)


def write_report(folder: str, name: str, lines: Iterable[Iterable[object]]) -> str:
    """Writes CSV lines as a report below the logs; its place."""
    place = home() / "logs" / folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)
    return str(place)


def clear(address: str) -> str:
    """An empty place: what an earlier attempt left there is gone."""
    shutil.rmtree(address, ignore_errors=True)
    Path(address).mkdir(parents=True)
    return address


def remove_pending(product: str) -> None:
    """What a product had pending is gone."""
    shutil.rmtree(home() / "pending" / product, ignore_errors=True)


def is_table(address: str) -> bool:
    """Whether a Delta table lies there."""
    return bool(DeltaTable.is_deltatable(address))


def has_data(address: str) -> bool:
    """Whether a data file lies there, or in a part there."""
    return any(Path(address).rglob("*.parquet"))


def link(source: str, target: str, relative: str) -> None:
    """The same file at the same place below another address: nothing is copied."""
    place = Path(target) / relative
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    os.link(Path(source) / relative, place)


def size(address: str) -> tuple[int, int]:
    """Files below a place and their bytes; a file that two places share counts in both."""
    files = [path for path in Path(address).rglob("*") if path.is_file()]
    return len(files), sum(path.stat().st_size for path in files)


def free_bytes() -> int:
    """What is left of the disk."""
    return shutil.disk_usage(home()).free
