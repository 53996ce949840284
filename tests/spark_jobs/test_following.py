"""Money followed hop by hop on literal books: who is reached, where a trace ends, what comes back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from spark_jobs.graph.allocation import METHODS
from spark_jobs.graph.transfers import SCHEMA, ordered
from spark_jobs.trace import held
from spark_jobs.trace.balances import closings, openings
from spark_jobs.trace.following import Followed, Start, follow

NOON = datetime(2021, 10, 5, 4, tzinfo=UTC)
HERS, A, B, C, D, E, SHOP = 1, 2, 3, 4, 5, 6, 7
Row = tuple[int, int, int | str, int]


@dataclass
class Literal:
    """Books of literal rows: minute, payer, payee or the code of an exit, yuan."""

    rows: Sequence[Row]
    firms: Collection[int] = ()
    hubs: Collection[int] = ()
    opened: list[int] = field(default_factory=list)
    balances: Mapping[int, int] = field(default_factory=dict)

    def transfers(self, accounts: Collection[int], has_hubs: bool) -> tuple[pa.Table, set[int]]:
        hubs = set() if has_hubs else set(accounts) & set(self.hubs)
        self.opened += sorted(set(accounts) - hubs)
        mine = set(accounts) - hubs
        return table([row for row in self.rows if row[1] in mine or row[2] in mine]), hubs

    def closed(self, accounts: Collection[int]) -> dict[int, str]:
        return {account: "corporate" for account in accounts if account in self.firms}

    def opening(self, accounts: Collection[int]) -> dict[int, int]:
        return {account: self.balances[account] for account in accounts if account in self.balances}


def table(rows: Sequence[Row]) -> pa.Table:
    told = [
        {
            "payer_key": payer, "payee_key": None if isinstance(to, str) else to, "amount_fen": yuan * 100,
            "exit_code": to if isinstance(to, str) else None, "at": NOON + timedelta(minutes=minute),
        }
        for minute, payer, to, yuan in rows
    ]  # fmt: skip
    return ordered(pa.Table.from_pylist(told, SCHEMA))


def told(found: Followed) -> list[tuple[int, int, int | str, int]]:
    """(hop, payer, payee or exit, traced yuan) of each transfer."""
    rows = found.rows.to_pylist()
    return [(r["hop"], r["payer_key"], r["payee_key"] or r["exit_code"], r["traced_fen"] // 100) for r in rows]


def sums(found: Followed) -> dict[int, tuple[int, int]]:
    """account → yuan received and passed on."""
    rows = held.accounts(found, {}, {}, {}, set())
    return {row["key"]: (row["received_fen"] // 100, row["passed_on_fen"] // 100) for row in rows}


#: Hers to A, on to B and C, to E and out in cash; what A paid before, and what D has of its own, is none of it.
CHAIN = [
    (0, A, D, 900),
    (1, HERS, A, 1000),
    (1, D, "merchant", 900),
    (2, A, B, 600),
    (3, A, C, 400),
    (4, B, "cash", 500),
    (5, C, D, 400),
    (6, D, E, 400),
]


@pytest.mark.parametrize("method", METHODS)
def test_levels_hops_and_exits(method: str) -> None:
    found = follow(Literal(CHAIN), Start(frozenset([A])), method, 5)
    assert told(found)[:5] == [(0, HERS, A, 1000), (1, A, B, 600), (1, A, C, 400), (2, B, "cash", 500), (2, C, D, 400)]
    assert found.levels == {A: 1, B: 2, C: 2, D: 3, E: 4}
    assert sums(found)[A] == (1000, 1000) and sums(found)[B] == (600, 500)


def test_the_last_hop_is_told_and_not_opened() -> None:
    books = Literal(CHAIN)
    found = follow(books, Start(frozenset([A])), "direct", 2)
    assert (found.levels[D], found.ends, books.opened) == (3, {D: "last_hop"}, [A, B, C])


def test_firms_hubs_and_small_sums_end_a_trace() -> None:
    """Others tell of payments from them: nothing traced comes along."""
    rows = [(0, HERS, A, 1000), (1, A, SHOP, 500), (2, A, B, 300), (3, A, C, 99), (4, B, D, 300), (5, SHOP, D, 500)]
    books = Literal([*rows, (6, A, D, 100), (7, D, E, 600), (8, C, E, 99)], firms=[SHOP], hubs=[B])
    found = follow(books, Start(frozenset([A])), "direct", 5)
    assert found.ends == {SHOP: "corporate", B: "hub", C: "small"}
    assert sums(found)[D] == (100, 100) and books.opened == [A, D, E]


def test_many_small_sums_are_one_large() -> None:
    rows = [(n, A, B, 60) for n in range(1, 3)] + [(9, B, C, 120)]
    found = follow(Literal([(0, HERS, A, 1000), *rows]), Start(frozenset([A])), "direct", 5)
    assert (found.levels[C], found.ends) == (3, {})


def test_of_a_victim_only_her_money_is_followed() -> None:
    rows = [(0, D, A, 500), (1, HERS, A, 1000), (2, A, B, 1500)]
    start = Start(frozenset([A]), frozenset([HERS]))
    assert told(follow(Literal(rows), start, "fifo", 5)) == [(0, HERS, A, 1000), (1, A, B, 1000)]
    assert told(follow(Literal(rows, balances={A: 30_000}), start, "fifo", 5))[1] == (1, A, B, 700)
    assert told(follow(Literal(rows), start, "pro_rata", 5))[1] == (1, A, B, 1000)


def test_money_that_comes_back_is_no_new_money() -> None:
    rows = [(0, HERS, A, 1000), (1, A, B, 1000), (2, B, A, 700), (3, A, "cash", 1700)]
    found = follow(Literal(rows), Start(frozenset([A])), "direct", 5)
    assert told(found) == [(0, HERS, A, 1000), (1, A, B, 1000), (1, A, "cash", 700), (2, B, A, 700)]
    assert sums(found) == {A: (1700, 1700), B: (1000, 700)}


@pytest.mark.parametrize("method", METHODS)
def test_what_entered_is_there_or_has_left(method: str) -> None:
    """Of any books: what is still there in all accounts, and what left them, is what entered."""
    for seed in range(60):
        draw = np.random.default_rng(seed)
        payees = [int(n) if n else "cash" for n in draw.integers(0, 9, 50)]
        rows = list(
            zip(range(50), draw.integers(1, 9, 50).tolist(), payees, draw.integers(1, 999, 50).tolist(), strict=True)
        )
        found = follow(Literal(rows), Start(frozenset([A])), method, 5)
        events = found.rows.to_pylist()
        entered = sum(row["traced_fen"] - row["carried_fen"] for row in events)
        gone = sum(row["traced_fen"] for row in events if row["payee_key"] is None)
        there = [row["still_there_fen"] for row in held.accounts(found, {}, {}, {}, set())]
        assert min(there, default=0) >= 0 and sum(there) + gone == entered, seed
        arrived = sum(yuan * 100 for _, payer, payee, yuan in rows if payee == A != payer)
        assert entered == arrived - _back(events), seed


def _back(events: list[dict[str, Any]]) -> int:
    """What came back into the account that the trace starts from, other than from itself."""
    return sum(row["carried_fen"] for row in events if row["payee_key"] == A != row["payer_key"])


def test_chances() -> None:
    assert [held.chance(hours, 12) for hours in (0, 12, 36, 708)] == [1.0, 0.5, 0.25, 0.016666667]


def test_closed_accounts_hold_nothing_and_the_balance_is_the_most() -> None:
    found = follow(Literal([(0, HERS, A, 1000), (1, A, B, 600)]), Start(frozenset([A])), "direct", 5)
    states = {A: {"status_code": "closed"}, B: {"status_code": "normal"}}
    rows = held.freeze(held.accounts(found, states, {}, {A: 40_000, B: -5}, set()), NOON + timedelta(hours=12), 12)
    assert [(row["key"], row["holdable_fen"], row["expected_fen"]) for row in rows] == [(A, 0, 0), (B, 0, 0)]
    (unknown, _) = held.freeze(held.accounts(found, {}, {}, {}, set()), NOON + timedelta(hours=12, minutes=1), 12)
    assert (unknown["key"], unknown["holdable_fen"], unknown["expected_fen"]) == (B, 60_000, 30_000)


def test_balances_before_the_first_event_and_after_the_last() -> None:
    """The first balance that a day names, less what came and went by then; none where the day goes on behind T."""
    names = ("account_key", "in_fen", "out_fen", "last_at", "balance_end_fen")
    days = [
        (A, 500, 200, NOON, None),
        (A, 0, 100, NOON + timedelta(days=1), 1200),
        (A, 50, 0, NOON + timedelta(days=2), 1250),
        (B, 900, 0, NOON, 100),
        (C, 0, 0, None, None),
    ]
    daily = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in days])
    assert openings(daily) == {A: 1000, B: 0}
    assert closings(daily, NOON + timedelta(days=2)) == ({A: 1250, B: 100}, set())
    assert closings(daily, NOON + timedelta(hours=30)) == ({A: 1200, B: 100}, {A})
