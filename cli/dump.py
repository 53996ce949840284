"""dump and compare: the canonical text of a table, and two homes held against each other."""

import argparse
import hashlib
import json
import sys
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path

import pyarrow as pa

from cli.canonical import canonical, canonical_blocks, is_there, lake_rows
from cli.canonical_text import content, text
from cli.context import WrongUse, connected, in_home
from expectations.contract import all_tables, contract
from lake.snapshot import Snapshot

__all__ = ["canonical", "lake_rows", "text"]


@dataclass(frozen=True)
class Digest:
    """What tells whether two tables are equal: the SHA-256 of each block of their canonical text, and the rows."""

    blocks: tuple[str, ...]
    rows: int


NOTHING = Digest((), 0)


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the commands of this group."""
    dump = commands.add_parser("dump", help="the canonical CSV of a table of the lake or the marts")
    dump.add_argument("table")
    dump.add_argument("--as-of", type=date.fromisoformat)
    dump.set_defaults(run=run_dump)
    compare = commands.add_parser("compare", help="lake and marts of two homes")
    compare.add_argument("one", type=Path)
    compare.add_argument("other", type=Path)
    compare.set_defaults(run=run_compare)


def run_dump(given: argparse.Namespace) -> int:
    """Prints a table, then its SHA-256 and row count."""
    if given.table not in known_tables():
        raise WrongUse(f"unknown table {given.table}; known are {', '.join(known_tables())}")
    digest, rows = hashlib.sha256(), -1
    for block in canonical_blocks(given.table, given.as_of):
        body = content(block)
        digest.update(body)
        rows += len(block)
        sys.stdout.write(body.decode())
    print(f"# {digest.hexdigest()} {rows}")
    return 0


def run_compare(given: argparse.Namespace) -> int:
    """JSON per table: equal, rows of both, first difference; 1 on a difference."""
    for folder in (given.one, given.other):
        if not (folder / "lake").is_dir():
            raise WrongUse(f"{folder} is no home: it has no lake")
    if len(keys := {key for folder in (given.one, given.other) for key in token_keys(folder)}) > 1:
        raise WrongUse(
            f"{given.one} and {given.other} hold tokens of {len(keys)} different keys: nothing in them is equal"
        )
    one, other = (digests(folder) for folder in (given.one, given.other))
    result = {
        table: _compared(table, (given.one, one.get(table, NOTHING)), (given.other, other.get(table, NOTHING)))
        for table in sorted(one | other)
    }
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return 0 if all(found["equal"] for found in result.values()) else 1


def token_keys(folder: Path) -> set[str]:
    """What names the keys that made the tokens of a home."""
    with in_home(folder):
        return {day.facts["token_key"] for day in Snapshot.open().days if "token_key" in day.facts}


def known_tables() -> list[str]:
    """The tables that can be dumped: of the lake and of the marts."""
    return [table for table in all_tables() if contract(table).storage == "delta" or table.startswith("marts.")]


def digests(folder: Path) -> dict[str, Digest]:
    """Every table of a home, without what only the clock decides."""
    with in_home(folder), connected() as connection:
        found = connection.execute("select schemaname, tablename from pg_tables").fetchall()
        there = {f"{schema}.{name}" for schema, name in found}
        tables = [t for t in known_tables() if t in there or is_there(t) or contract(t).storage == "delta"]
        return {table: digest_of(_blocks(table)) for table in tables}


def digest_of(blocks: Iterator[pa.Array]) -> Digest:
    """The digest of a table; the header is a block, and no row."""
    found = [(hashlib.sha256(content(block)).hexdigest(), len(block)) for block in blocks]
    return Digest(tuple(sha for sha, _ in found), sum(rows for _, rows in found) - 1)


def _compared(table: str, one: tuple[Path, Digest], other: tuple[Path, Digest]) -> dict[str, object]:
    """Whether a table is equal in two homes; only if it is not, the first block that differs is read once more."""
    pairs = enumerate(zip_longest(one[1].blocks, other[1].blocks))
    place = next((number for number, (left, right) in pairs if left != right), None)
    result = {"equal": place is None, "rows": [one[1].rows, other[1].rows], "first_difference": None}
    if place is None:
        return result
    (left, before), (right, before_too) = (_lines_of(table, place, *side) for side in (one, other))
    return result | {"first_difference": first_difference(left, right, max(before, before_too))}


def _lines_of(table: str, place: int, folder: Path, digest: Digest) -> tuple[list[str], int]:
    """The lines of one block, and how many stand before it; none where the table ends earlier."""
    before = 0
    if place >= len(digest.blocks):
        return [], before
    with in_home(folder), closing(_blocks(table)) as blocks:
        for number, block in enumerate(blocks):
            if number == place:
                return block.to_pylist(), before
            before += len(block)
    raise LookupError(f"{table} of {folder} was changed while it was compared")


def first_difference(one: list[str], other: list[str], before: int) -> dict[str, object]:
    """The first different line of two blocks, numbered from 1 with the header; empty where a table has ended."""
    pairs = enumerate(zip_longest(one, other, fillvalue=""), before + 1)
    return next({"line": number, "one": a, "other": b} for number, (a, b) in pairs if a != b)


def _blocks(table: str) -> Generator[pa.Array, None, None]:
    declared = contract(table)
    return canonical_blocks(table, without=frozenset(declared.names) - frozenset(declared.content_names))
