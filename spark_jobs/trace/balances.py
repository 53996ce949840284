"""Balances of accounts out of their days: before the first event, and after the last."""

from datetime import datetime

import pyarrow as pa


def openings(daily: pa.Table) -> dict[int, int]:
    """Fen before the first event: the first balance that a day names, less what had come and gone by then.

    `daily`: account_key, event_date, in_fen, out_fen, last_at, balance_end_fen, by account and date. An overdraft is no
    money.
    """
    gained: dict[int, int] = {}
    found: dict[int, int] = {}
    for row in daily.to_pylist():
        key = row["account_key"]
        gained[key] = gained.get(key, 0) + row["in_fen"] - row["out_fen"]
        if row["balance_end_fen"] is not None and key not in found:
            found[key] = max(0, row["balance_end_fen"] - gained[key])
    return found


def closings(daily: pa.Table, until: datetime) -> tuple[dict[int, int], set[int]]:
    """Fen after the last event up to an instant, and the accounts of which that is not told: the ledger names balances
    at the end of days only, and these have events of the same day behind the instant."""
    found: dict[int, int] = {}
    after: set[int] = set()
    for row in daily.to_pylist():
        if row["last_at"] is not None and row["last_at"] > until:
            after.add(row["account_key"])
        elif row["last_at"] is not None and row["balance_end_fen"] is not None:
            found[row["account_key"]] = row["balance_end_fen"]
    return found, after
