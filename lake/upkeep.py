"""Upkeep of the lake: small files brought together, files that nothing names removed, checkpoints, a disk report.

python -m lake.upkeep [--settled-days 7] [--keep-hours 168]

Takes out what is past its retention and changes no other row. May run at any time, beside loads: it goes table by
table, and holds the lake only while it names what it did and removes files. The report is
HOME/logs/lake_disk/<date>.csv.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from deltalake import DeltaTable

from expectations.contract import contract
from expectations.failures import Failure
from lake import batches
from lake.batches import BATCHES, RETIRED, Named
from lake.commit import Part, bring_in, drop, forget_unnamed, values_of
from lake.frames import write_again
from lake.locks import LAKE, exclusive, leave, now
from lake.place import free_bytes, home_address, lake_address, pending_address, remove_pending, size, write_report
from lake.snapshot import Snapshot

HEADER = ("place", "files", "bytes", "current_files", "current_bytes", "compacted_files", "removed_files")
FOLDERS = ("landing", "pending", "lake", "exports", "logs")
UPKEEP = "upkeep"
#: Tables of which a part is a day of their product: what a batch brought, or what holds as of a date.
PARTS_ARE_DAYS = ("batch_date", "as_of_date")
#: Smaller files of one day are brought together.
SMALL_BYTES = 64 << 20
#: Of files as they are compressed; in memory rows take several times as much, twice while they are put in order.
ORDERED_BYTES = 512 << 20


@dataclass(frozen=True)
class Tidied:
    """What upkeep did to a table: how many files it brought together and how many it removed."""

    table: str
    compacted: int
    removed: int


def main(arguments: list[str]) -> int:
    """Exit code: 0 done, 1 another run held the lake for too long."""
    parser = argparse.ArgumentParser(prog="python -m lake.upkeep", description=__doc__)
    parser.add_argument(
        "--settled-days", type=int, default=7, help="days this much older than the newest are brought together"
    )
    parser.add_argument("--keep-hours", type=int, default=168, help="younger files stay: a reader may still be at them")
    given = parser.parse_args(arguments)
    try:
        done = tidy(given.settled_days, given.keep_hours)
    except Failure as error:
        print(f"upkeep: {error}", file=sys.stderr)
        return 1
    place = write_report("lake_disk", f"{now():%Y-%m-%d}.csv", _report(done))
    removed, compacted = sum(item.removed for item in done), sum(item.compacted for item in done)
    told = f"{compacted} files compacted, {removed} removed; {free_bytes() / 1e9:.1f} GB free"
    print(f"{len(done)} tables: {told}; see {place}")
    return 0


def tidy(settled_days: int, hours: int) -> list[Tidied]:
    """Every table in turn; one upkeep at a time."""
    with exclusive(UPKEEP):
        snapshot = Snapshot.open()
        if not snapshot.days:
            return []
        settled = max(day.batch_date for day in snapshot.days) - timedelta(days=settled_days)
        tables = [table for table in sorted(snapshot.versions) if table != BATCHES]
        return [*(_tidy(table, settled, hours) for table in tables), _tidy_batches(hours)]


def _tidy(table: str, settled: date, hours: int) -> Tidied:
    compacted = _compact(table, settled) if contract(table).partition in PARTS_ARE_DAYS else 0
    with exclusive(LAKE):
        version, rows = batches.read()
        snapshot = Snapshot(version, tuple(rows))
        newest, gone = forget_unnamed(table, snapshot.versions[table]), _expired(snapshot, table)
        if gone:
            newest = drop(table, values_of(gone), newest)
        removed, newest = _remove_old(table, hours, newest)
        batches.write([_pinned(_retired(row, table, gone), table, newest) for row in rows], version)
        return Tidied(table, compacted, removed)


def _expired(snapshot: Snapshot, table: str) -> set[date]:
    """The days whose rows of a table are past the retention of its contract, counted from the newest day of all."""
    if (days := contract(table).retention_days) is None:
        return set()
    last = max(day.batch_date for day in snapshot.days) - timedelta(days=days)
    own = [d for d in snapshot.days if table in d.table_versions and contract(table).partition in PARTS_ARE_DAYS]
    return {day.batch_date for day in own if day.batch_date < last}


def _retired(row: Named, table: str, gone: set[date]) -> Named:
    """A day whose rows of a table are gone names no version of it. It is retired, so that nothing is built from it; but
    for refused lines, which go early and which nothing is built from."""
    if row.batch_date not in gone or table not in row.table_versions:
        return row
    versions = {name: version for name, version in row.table_versions.items() if name != table}
    return replace(row, table_versions=versions, state=row.state if table.startswith("quarantine.") else RETIRED)


def _pinned(row: Named, table: str, newest: int) -> Named:
    """A day names the version that holds it now, so that older ones may go."""
    if table not in row.table_versions:
        return row
    return replace(row, table_versions=row.table_versions | {table: newest})


def _compact(table: str, settled: date) -> int:
    """Writes the settled days that lie in many files anew, beside loads, and swaps them in for a moment; days that a
    load replaced meanwhile are left to the next upkeep. The files that went."""
    snapshot = Snapshot.open()
    days = _scattered(snapshot, table, settled)
    if not days:
        return 0
    address = pending_address(UPKEEP, table)
    write_again(table, address, snapshot, sorted(days))
    with exclusive(LAKE):
        version, rows = batches.read()
        named = Snapshot(version, tuple(rows))
        there = _files_of(named, table)
        same = [day for day, files in days.items() if set(there.get(day, ())) == files]
        if same:
            brought = bring_in(Part(table, address, values_of(same)), named.versions[table])
            batches.write([_pinned(row, table, brought) for row in rows], version)
    remove_pending(UPKEEP)
    return sum(len(days[day]) for day in same)


def _scattered(snapshot: Snapshot, table: str, settled: date) -> dict[date, set[str]]:
    """The settled days that lie in more small files than they need, with all their files. A day that is put in order is
    held in memory: none that is too large for it."""
    needed = 2 if "event_date" in contract(table).names else 1
    most = ORDERED_BYTES if contract(table).sorted_by else sys.maxsize
    return {
        day: set(files)
        for day, files in _files_of(snapshot, table).items()
        if day <= settled and sum(bytes_ < SMALL_BYTES for bytes_ in files.values()) > needed
        if sum(files.values()) <= most
    }


def _files_of(snapshot: Snapshot, table: str) -> dict[date, dict[str, int]]:
    """day → path → bytes of the files of a table."""
    found: dict[date, dict[str, int]] = defaultdict(dict)
    for file in snapshot.files(table):
        found[file["partition"][contract(table).partition]][file["path"]] = int(file["size_bytes"])
    return found


def _tidy_batches(hours: int) -> Tidied:
    with exclusive(LAKE):
        version, _ = batches.read()
        return Tidied(BATCHES, 0, _remove_old(BATCHES, hours, version or 0)[0])


def _remove_old(table: str, hours: int, keep: int) -> tuple[int, int]:
    """Removes the files that the version to keep does not need once they are so many hours old, and writes a
    checkpoint; how many, and the version that says so and holds the same rows."""
    lake = DeltaTable(lake_address(table))
    removed = lake.vacuum(hours, dry_run=False, enforce_retention_duration=False, full=True, keep_versions=[keep])
    lake.update_incremental()
    lake.create_checkpoint()
    return len(removed), int(lake.version())


def _report(done: Iterable[Tidied]) -> list[tuple[object, ...]]:
    snapshot = Snapshot.open()
    return [HEADER, *(_of_table(snapshot, item) for item in done), *map(_of_folder, FOLDERS)]


def _of_table(snapshot: Snapshot, item: Tidied) -> tuple[object, ...]:
    """What lies in the folder of a table, and what of it the named version needs."""
    sizes = [int(file["size_bytes"]) for file in snapshot.files(item.table)]
    return (item.table, *size(lake_address(item.table)), len(sizes), sum(sizes), item.compacted, item.removed)


def _of_folder(name: str) -> tuple[object, ...]:
    return (f"{name}/", *size(home_address(name)), "", "", "", "")


if __name__ == "__main__":
    leave(main(sys.argv[1:]))
