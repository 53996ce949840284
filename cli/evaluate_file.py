"""Accounts and transfers of others, through a mapping: a folder, or an archive that is read without being unpacked."""

import csv
import io
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from expectations.failures import Failure
from spark_jobs.patterns.transfer_list import Ints, Transfers

#: What an amount and a day may be at most: 10^13 fen as in silver, and some centuries.
MOST = {"amount": 1e13, "day": 1e5}


class Unreadable(Failure):
    """A file is not what its mapping says; the message names file, line, column and reason."""


@dataclass(frozen=True, eq=False)
class Known:
    """Transfers among all accounts in order of id, `at` in days, and which accounts are reported."""

    transfers: Transfers
    is_reported: npt.NDArray[np.bool_]

    def shuffled(self, seed: int) -> "Known":
        """The same with the labels dealt anew among all accounts."""
        return replace(self, is_reported=np.random.default_rng(seed).permutation(self.is_reported))


def read(data: Path, mapping: dict[str, Any]) -> Known:
    """Both files of a folder or archive, checked cell by cell."""
    accounts, transfers = mapping["accounts"], mapping["transfers"]
    with _opened(data, accounts["file"]) as file:
        ids, labels = _columns(file, accounts, ("id", "reported"))
    with _opened(data, transfers["file"]) as file:
        payer, payee, amount, day = _columns(file, transfers, ("payer", "payee", "amount", "day"))
    places, order = _places(ids, accounts)
    is_reported = np.array(_each(labels, accounts, "reported", _label(mapping["reported"])), bool)[order]
    named = [_each(cells, transfers, name, _place(places)) for name, cells in (("payer", payer), ("payee", payee))]
    fen = np.rint(_numbers(amount, transfers, "amount", mapping["fen_per_unit"])).astype(np.int64)
    at = _numbers(day, transfers, "day").astype(np.int64)
    if not len(at):
        raise Unreadable(f"{transfers['file']}: no transfers")
    both = [np.array(side, np.int64) for side in named]
    return Known(Transfers(both[0], both[1], at, fen, len(places), 1), is_reported)


@contextmanager
def _opened(data: Path, name: str) -> Iterator[IO[bytes]]:
    """One file by its name: in a folder or one below it, or in a tar archive."""
    if data.is_dir():
        found = sorted(path for path in data.rglob(name) if path.is_file())
        _exactly_one(data, name, len(found))
        with found[0].open("rb") as file:
            yield file
        return
    try:
        with tarfile.open(data, "r:*") as archive:
            members = [member for member in archive if member.isfile() and Path(member.name).name == name]
            _exactly_one(data, name, len(members))
            held = archive.extractfile(members[0])
            assert held is not None  # a regular file always is one
            yield held
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Unreadable(f"{data}: no folder and no archive that can be read ({error})") from error


def _exactly_one(data: Path, name: str, found: int) -> None:
    if found != 1:
        raise Unreadable(f"{data}: {found or 'no'} files named {name}")


def _columns(file: IO[bytes], table: dict[str, str], names: tuple[str, ...]) -> list[list[str]]:
    """The cells of some columns; lines are counted from 1, the header, as every cell has to be on a line of its own."""
    rows = csv.reader(io.TextIOWrapper(file, "utf-8-sig", newline=""))
    own = table["file"]
    try:
        header = [cell.strip() for cell in next(rows, [])]
        if missing := [table[name] for name in names if table[name] not in header]:
            raise Unreadable(f"{own}, line 1: column {missing[0]} is missing")
        wanted, found = [header.index(table[name]) for name in names], []
        for row in rows:
            if len(row) != len(header):
                raise Unreadable(f"{own}, line {rows.line_num}: {len(row)} columns, the header has {len(header)}")
            found.append([row[place].strip() for place in wanted])
    except (csv.Error, UnicodeDecodeError) as error:
        raise Unreadable(f"{own}, line {rows.line_num + 1}: {error}") from error
    return [list(column) for column in zip(*found, strict=True)] or [[] for _ in names]


def _each(cells: list[str], table: dict[str, str], name: str, value: Callable[[str], Any]) -> list[Any]:
    """Every cell's value; the first that has none is named."""
    found = []
    for line, cell in enumerate(cells, 2):
        try:
            found.append(value(cell))
        except ValueError as error:
            raise Unreadable(f"{table['file']}, line {line}, column {table[name]}: {error}") from None
    return found


def _numbers(cells: list[str], table: dict[str, str], name: str, times: float = 1) -> npt.NDArray[np.float64]:
    """Numbers from 0 up to what can be, as floats; days have to be whole."""

    def value(cell: str) -> float:
        try:
            found = float(cell) * times
        except ValueError:
            raise ValueError(f"{cell!r} is no number") from None
        if not 0 <= found <= MOST[name]:
            raise ValueError(f"{cell!r} is not between 0 and {MOST[name] / times:.0f}")
        if name == "day" and found != int(found):
            raise ValueError(f"{cell!r} is no whole number")
        return found

    return np.array(_each(cells, table, name, value), np.float64)


def _places(ids: list[str], table: dict[str, str]) -> tuple[dict[str, int], Ints]:
    """id → place in order of id (of numbers where all are), and the line of each place."""
    are_numbers = all(cell.isascii() and cell.isdigit() for cell in ids)
    order = sorted(range(len(ids)), key=(lambda n: int(ids[n])) if are_numbers else ids.__getitem__)
    seen: set[str] = set()

    def once(cell: str) -> None:
        if not cell or cell in seen:
            raise ValueError(f"{cell!r} stands there twice" if cell else "an account without a name")
        seen.add(cell)

    _each(ids, table, "id", once)
    return {ids[line]: place for place, line in enumerate(order)}, np.array(order, np.int64)


def _place(places: dict[str, int]) -> Callable[[str], int]:
    def value(cell: str) -> int:
        if cell not in places:
            raise ValueError(f"no account is named {cell!r}")
        return places[cell]

    return value


def _label(labels: dict[str, bool]) -> Callable[[str], bool]:
    def value(cell: str) -> bool:
        if cell not in labels:
            raise ValueError(f"{cell!r} is none of {', '.join(labels)}")
        return labels[cell]

    return value
