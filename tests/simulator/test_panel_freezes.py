"""Stopped and frozen accounts: nothing leaves them, and what comes in arrives."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from panel_helpers import FIRST, City, build, where

from simulator.__main__ import DEFAULT_WORLD
from simulator.panel.freezes import Freezes
from simulator.panel.legs import QR, REVERSAL, TRANSFER, legs, pairs, together
from simulator.panel_crime import FreezeRules
from simulator.world import load_world

RULES = FreezeRules(share=1.0, stop_days=2, freeze_days=10, tries_days=3)
UNIX = date(1970, 1, 1).toordinal()


def blocked_city() -> City:
    """A small city in which every member of a ring and every fiftieth account is stopped, on one day or another."""
    found = build(load_world(DEFAULT_WORLD), 3000, 0, incidence=200.0)
    members = [account for ring in found.panel.rings.rings for account in ring.accounts]
    for account in [*range(0, found.panel.base.count, 50), *members]:
        found.panel.stage.freezes.block(account, FIRST.toordinal() + 2 + account % 9)
    found.days += [found.panel.day(FIRST + timedelta(days=n)) for n in range(25)]
    return found


def spans(found: City) -> dict[int, list[tuple[int, int]]]:
    """By account the days (from, before) between 止付 and 正常, as the accounts feed tells them."""
    told: dict[int, list[tuple[int, int]]] = {}
    for day in found.days:
        for row in day.account_changes.to_pylist():
            known = told.setdefault(row["account_index"], [])
            if row["status"] == "止付":
                known.append((day.day.toordinal(), FIRST.toordinal() + 10_000))
            elif row["status"] == "正常":
                known[-1] = (known[-1][0], day.day.toordinal())
    return {account: known for account, known in told.items() if known}


def test_nothing_leaves_a_blocked_account() -> None:
    found = blocked_city()
    blocked, table = spans(found), found.transactions
    own = table.filter(pc.is_in(table["account_index"], value_set=pa.array(sorted(blocked), pa.int32()))).to_pylist()
    within = [r for r in own if any(a <= r["at"] // 86_400 + UNIX < b for a, b in blocked[r["account_index"]])]
    assert len(blocked) >= 150 and len(within) >= 500
    assert not [r for r in within if not r["is_in"] and r["is_success"]]
    assert [r for r in within if r["is_in"]] and [r for r in within if not r["is_in"]]
    number = {account: name for account, name in zip(
        sorted(blocked), found.panel.base.names(np.array(sorted(blocked), dtype=np.int64)).to_pylist(), strict=True
    )}  # fmt: skip
    for account, known in blocked.items():  # and no account of ours receives anything from it
        got = where(table, peer_no=number[account], is_in=True)["at"].to_pylist()
        assert not [at for at in got if any(a <= at // 86_400 + UNIX < b for a, b in known)]


def test_statuses_follow_each_other() -> None:
    freezes = Freezes(RULES)
    freezes.block(7, 100)
    freezes.block(7, 105)  # is frozen already
    freezes.block(7, 112)  # is free again on this day
    assert [freezes.statuses_on(day) for day in (100, 102, 105, 112, 114, 124)] == [
        {7: "止付"}, {7: "冻结"}, {}, {7: "正常"}, {7: "冻结"}, {7: "正常"},
    ]  # fmt: skip
    assert [freezes.is_blocked(7, day) for day in (99, 100, 111, 112, 123, 124)] == [
        False, True, True, True, True, False,
    ]  # fmt: skip


def test_literal_legs_of_a_blocked_account() -> None:
    """7 pays 8 and a shop, which pays back; 8 pays 7: only the last happens, and after three days nothing is tried."""
    freezes = Freezes(RULES)
    freezes.block(7, 100)
    one, second, amount = np.array([7]), np.array([600]), np.array([500])
    spent = legs(one, False, second, amount, QR)
    undone = together([spent, legs(one, True, second + 1, amount, REVERSAL)])
    undone.reverses[1] = 0
    day = together(
        [pairs(one, one + 1, second, amount, TRANSFER), undone, pairs(one + 1, one, second, amount, TRANSFER)]
    )
    for ordinal, expected in (
        (99, [(7, False, True), (8, True, True), (7, False, True), (7, True, True), (8, False, True), (7, True, True)]),
        (100, [(7, False, False), (7, False, False), (8, False, True), (7, True, True)]),
        (103, [(8, False, True), (7, True, True)]),
    ):
        kept = freezes.refused(day.where(np.arange(len(day))), ordinal)
        told = zip(kept.account.tolist(), kept.is_in.tolist(), kept.is_success.tolist(), strict=True)
        assert list(told) == expected
