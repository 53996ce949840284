"""What a trace says of each account: what came, what went on, what is still there; and what can still be held.

Still there is what arrived of the traced money less what left of it; no more than the last known balance of the account
can be held. The chance that it is there when the bank acts falls with the time since any of it moved: h / (h + hours),
which is one half after h hours and falls ever more slowly, since what has lain for days is rarely gone within the next
hour. Form and h are assumptions that order a list, nothing else. Accounts that are closed hold nothing, and in those
that are frozen or stopped it is held already.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from math import floor
from typing import Any

import numpy as np
import pyarrow as pa

from lake.rounding import rounded
from spark_jobs.trace.following import Followed

Row = dict[str, Any]
CLOSED, HELD = "closed", ("frozen", "stopped")


def accounts(
    found: Followed, states: Mapping[int, Row], banks: Mapping[int, str], balances: Mapping[int, int],
    reported: set[int],
) -> list[Row]:  # fmt: skip
    """One row per account reached, by level and what it received; money in fen."""
    sums = _sums(found.rows)
    rows = [
        {"key": key, "level": level, "is_reported": key in reported, **_state(states.get(key))}
        | {"bank_code": banks.get(key)}
        | sums[key]
        | {"still_there_fen": sums[key]["received_fen"] - sums[key]["passed_on_fen"], "balance_fen": balances.get(key)}
        | {"not_followed": found.ends.get(key), "has_books": key in states}
        for key, level in found.levels.items()
    ]
    return sorted(rows, key=lambda row: (row["level"], -row["received_fen"], row["key"]))


def freeze(rows: list[Row], until: datetime, half_h: float) -> list[Row]:
    """The accounts in which some of the money may still be held, what promises most first; then those that hold it
    already. Of an account that was not followed nobody has looked at what left it."""
    looked_at = (row for row in rows if row["still_there_fen"] > 0 and row["not_followed"] is None)
    there = [_holdable(row, until, half_h) for row in looked_at]
    return sorted(there, key=lambda row: (-row["expected_fen"], -row["holdable_fen"], row["key"]))


def chance(hours: float, half_h: float) -> float:
    """How likely money that has not moved for so many hours can still be held, to 9 places."""
    return float(rounded(np.array(half_h / (half_h + hours))))


def _holdable(row: Row, until: datetime, half_h: float) -> Row:
    balance, there = row["balance_fen"], row["still_there_fen"]
    is_closed, is_held = row["status_code"] == CLOSED, row["status_code"] in HELD
    holdable = 0 if is_closed else there if balance is None else max(0, min(there, balance))
    hours = floor((until - row["last_moved_at"]).total_seconds() / 360 + 0.5) / 10
    odds = 0.0 if is_closed or is_held else chance(hours, half_h)
    names = ("key", "level", "bank_code", "status_code", "has_books", "still_there_fen", "balance_fen", "last_moved_at")
    told = {name: row[name] for name in names} | {"holdable_fen": holdable, "idle_h": hours, "is_held": is_held}
    return told | {"chance": odds, "expected_fen": floor(holdable * odds)}


def _state(state: Row | None) -> Row:
    names = ("account_type_code", "status_code")
    return {name: (state or {}).get(name) for name in names}


def _sums(rows: pa.Table) -> dict[int, Row]:
    """Per account what it received and passed on, and when it did so last."""
    found: dict[int, Row] = defaultdict(lambda: {"received_fen": 0, "passed_on_fen": 0, "last_moved_at": None})
    columns = ("payer_key", "payee_key", "at", "traced_fen", "carried_fen")
    for payer, payee, at, traced, carried in zip(*[rows[name].to_pylist() for name in columns], strict=True):
        for key, name, fen in ((payee, "received_fen", traced), (payer, "passed_on_fen", carried)):
            if key and fen:
                found[key][name] += fen
                found[key]["last_moved_at"] = max(at, found[key]["last_moved_at"] or at)
    return found
