"""Upkeep of the lake: small files compacted, files that nothing names removed, checkpoints, a report on the disk.

python -m lake.upkeep [--settled-days 7] [--keep-hours 168]

Changes no row; may run at any time, beside loads, which wait while it holds the publisher's lock. The report is
HOME/logs/lake_disk/<date>.csv.
"""

import argparse
import csv
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from deltalake import DeltaTable

from expectations.settings import home
from lake.commit import Tidied
from lake.locks import Busy, leave, now
from lake.publish import tidy_lake
from lake.snapshot import lake_path

HEADER = ("place", "files", "bytes", "current_files", "current_bytes", "compacted_files", "removed_files")
FOLDERS = ("landing", "pending", "lake", "exports", "logs")


def main(arguments: list[str]) -> int:
    """Exit code: 0 done, 1 another publisher held the lake for too long."""
    parser = argparse.ArgumentParser(prog="python -m lake.upkeep", description=__doc__)
    parser.add_argument(
        "--settled-days", type=int, default=7, help="batches this much older than the newest are compacted"
    )
    parser.add_argument("--keep-hours", type=int, default=168, help="younger files stay: a reader may still be at them")
    given = parser.parse_args(arguments)
    try:
        done = tidy_lake(given.settled_days, given.keep_hours)
    except Busy as error:
        print(f"maintain: {error}", file=sys.stderr)
        return 1
    lines = [*map(_of_table, done), *map(_of_folder, FOLDERS)]
    place = _write(lines)
    removed, compacted = sum(item.removed for item in done), sum(item.compacted for item in done)
    free = shutil.disk_usage(home()).free
    print(f"{len(done)} tables: {compacted} files compacted, {removed} removed; {free / 1e9:.1f} GB free; see {place}")
    return 0


def _of_table(item: Tidied) -> tuple[object, ...]:
    """What lies in the folder of a table, and what of it the current version needs."""
    place = lake_path(item.table)
    current = DeltaTable(str(place), version=item.version).get_add_actions(flatten=True)
    sizes = current["size_bytes"].to_pylist()
    return (item.table, *_size(place), len(sizes), sum(sizes), item.compacted, item.removed)


def _of_folder(name: str) -> tuple[object, ...]:
    return (f"{name}/", *_size(home() / name), "", "", "", "")


def _size(folder: Path) -> tuple[int, int]:
    """Files below a folder and their bytes; a file that two folders share counts in both."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return len(files), sum(path.stat().st_size for path in files)


def _write(lines: Iterable[tuple[object, ...]]) -> Path:
    place = home() / "logs" / "lake_disk" / f"{now():%Y-%m-%d}.csv"
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADER, *lines])
    return place


if __name__ == "__main__":
    leave(main(sys.argv[1:]))
