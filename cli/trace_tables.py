"""A trace as rows for people: money in yuan, keys as k and hex digits, instants in UTC."""

import csv
import io
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from lake.keys import token
from spark_jobs.trace.books import Books
from spark_jobs.trace.following import Followed

Row = dict[str, Any]
#: What each rule is called in the trade.
METHOD_NAMES = {"direct": "涉案资金优先", "fifo": "先进先出", "pro_rata": "比例"}
TABLES = {
    "transfers": (
        "hop", "at", "payer", "payee", "exit_code", "amount_yuan", "traced_yuan", "carried_yuan", "payer_bank",
        "payee_bank",
    ),
    "accounts": (
        "key", "level", "bank_code", "account_type_code", "status_code", "is_reported", "has_books", "received_yuan",
        "passed_on_yuan", "still_there_yuan", "balance_yuan", "last_moved_at", "not_followed",
    ),
    "freeze": (
        "key", "level", "bank_code", "status_code", "is_held", "has_books", "still_there_yuan", "balance_yuan",
        "holdable_yuan", "last_moved_at", "idle_h", "chance", "expected_yuan",
    ),
}  # fmt: skip


def told(
    found: Followed, accounts: list[Row], freeze: list[Row], method: str, books: Books, banks: dict[int, str]
) -> Row:  # fmt: skip
    """Everything but what was asked for: hops, transfers, accounts, the freeze list, and where the trace ended."""
    rows = found.rows.to_pylist()
    fresh = sum(row["traced_fen"] - row["carried_fen"] for row in rows)
    return {
        "at": instant(books.until + timedelta(microseconds=1) if books.is_whole_day else books.until),
        "method": method, "method_name": METHOD_NAMES[method], "days": books.days, "traced_yuan": yuan(fresh),
        "still_there_yuan": yuan(sum(row["still_there_fen"] for row in accounts)), "hops": _hops(rows, found.levels),
        "transfers": [_transfer(row, banks) for row in rows],
        "accounts": [_printed(row, "accounts") for row in accounts],
        "freeze": [_printed(row, "freeze") for row in freeze],
        "unreached": _unreached(accounts), "ambiguous_cards": books.ambiguous_cards(),
    }  # fmt: skip


def csv_text(trace: Row, table: str) -> str:
    """One list of a trace as CSV: UTF-8, LF, header, money with two decimals, nothing where there is nothing."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(TABLES[table])
    writer.writerows([[_cell(name, row[name]) for name in TABLES[table]] for row in trace[table]])
    return text.getvalue()


def yuan(fen: int | None) -> float | None:
    """Fen in yuan, exact to two decimals."""
    return None if fen is None else fen / 100


def instant(at: datetime) -> str:
    """An instant in UTC, to the second or as exactly as it is."""
    return at.isoformat().replace("+00:00", "Z")


def _hops(rows: list[Row], levels: dict[int, int]) -> list[Row]:
    """Per hop: how many transfers, to how many accounts and how many new ones, how much, what of it is new to the
    trace, and what left all accounts."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["hop"]].append(row)
    return [_hop(hop, found[hop], levels) for hop in sorted(found)]


def _hop(hop: int, rows: list[Row], levels: dict[int, int]) -> Row:
    payees = {row["payee_key"] for row in rows if row["payee_key"]}
    exits: dict[str, int] = defaultdict(int)
    for row in rows:
        if row["exit_code"]:
            exits[row["exit_code"]] += row["traced_fen"]
    return {
        "hop": hop, "to_level": hop + 1, "transfers": len(rows), "accounts": len(payees),
        "new_accounts": sum(levels[key] == hop + 1 for key in payees),
        "traced_yuan": yuan(sum(row["traced_fen"] for row in rows)),
        "new_yuan": yuan(sum(row["traced_fen"] - row["carried_fen"] for row in rows)),
        "exits_yuan": {code: yuan(fen) for code, fen in sorted(exits.items())},
    }  # fmt: skip


def _transfer(row: Row, banks: dict[int, str]) -> Row:
    payee = row["payee_key"]
    return {
        "hop": row["hop"], "at": instant(row["at"]), "payer": token(row["payer_key"]),
        "payee": token(payee) if payee else None, "exit_code": row["exit_code"],
        "amount_yuan": yuan(row["amount_fen"]), "traced_yuan": yuan(row["traced_fen"]),
        "carried_yuan": yuan(row["carried_fen"]),
        "payer_bank": banks.get(row["payer_key"]), "payee_bank": banks.get(payee),
    }  # fmt: skip


def _printed(row: Row, table: str) -> Row:
    """A row in the columns of its table."""
    return {name: _value(row, name) for name in TABLES[table]}


def _value(row: Row, name: str) -> Any:
    if name.endswith("_yuan"):
        return yuan(row[name.removesuffix("_yuan") + "_fen"])
    value = row[name]
    if name == "key":
        return token(value)
    return instant(value) if isinstance(value, datetime) else value


def _unreached(accounts: list[Row]) -> list[Row]:
    """The accounts behind which nobody looked, by what they received."""
    ends = [row for row in accounts if row["not_followed"] or not row["has_books"]]
    ends.sort(key=lambda row: (-row["received_fen"], row["key"]))
    return [
        {"key": token(row["key"]), "level": row["level"], "reason": row["not_followed"] or "no_books",
         "received_yuan": yuan(row["received_fen"])}
        for row in ends
    ]  # fmt: skip


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.2f}" if name.endswith("_yuan") else f"{value:.9f}" if name == "chance" else str(value)
