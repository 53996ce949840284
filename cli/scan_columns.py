"""Which columns of our own tables hold numbers that are no identifiers: keyed tokens, and amounts of money."""

import re
from functools import cache
from pathlib import Path

from expectations.contract import TOKEN, all_tables, contract

#: Money, also of a window: `account_in_fen_30d`.
AMOUNT = re.compile(r".*_(fen|yuan)(_[0-9]+[hd])?")


def known_table(path: Path) -> str | None:
    """The table of a file below `…/<layer>/<table>/`, if such a table has a contract."""
    pairs = zip(path.parts, path.parts[1:], strict=False)
    return next((f"{layer}.{name}" for layer, name in pairs if f"{layer}.{name}" in _tables()), None)


@cache
def token_columns(table: str | None) -> frozenset[str]:
    """The columns that the contract calls tokens; none of a table without contract, whatever its columns are named."""
    if table not in _tables() or table is None:
        return frozenset()
    return frozenset(column.name for column in contract(table).columns if column.classification == TOKEN)


@cache
def amount_columns(table: str | None) -> frozenset[str]:
    """The declared numbers that are money: 138 million yuan in fen have eleven digits too."""
    if table not in _tables() or table is None:
        return frozenset()
    numbers = [column for column in contract(table).columns if column.type not in {"string", "text"}]
    return frozenset(column.name for column in numbers if AMOUNT.fullmatch(column.name))


@cache
def silent_statistics(table: str) -> re.Pattern[bytes] | None:
    """Where Delta's log repeats the least and greatest value of such a column, escaped as JSON in JSON or not."""
    names = sorted(token_columns(table) | amount_columns(table))
    if not names:
        return None
    return re.compile(rb'\\?"(?:' + "|".join(names).encode() + rb')\\?": ?-?[0-9]+(?:\.[0-9]+)?')


@cache
def _tables() -> frozenset[str]:
    return frozenset(all_tables())
