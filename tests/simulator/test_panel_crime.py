"""Campaigns, rings and look-alikes: what the truth says is what the rows show."""

from collections import Counter
from datetime import date, datetime
from itertools import pairwise

import numpy as np
import pyarrow.compute as pc
from panel_helpers import FIRST, city, other_city, where

from simulator.wire import DAY

UNIX = date(1970, 1, 1).toordinal()


def test_at_least_forty_percent_of_victims_leave_no_signal() -> None:
    for found in (city(), other_city()):
        lost = [v for v in found.truth("victims") if v["first_loss_at"]]
        assert len(lost) >= 25
        assert np.mean([bool(v["is_silent"]) for v in lost]) >= 0.4


def test_silent_victims_really_are_silent() -> None:
    """No planned call or message, and no money of a card opened for a ring before the first loss."""
    calls, table, base = city().calls, city().transactions, city().panel.base
    lines = {line for ring in city().panel.rings.rings for kind in ("foreign", "virtual", "mobile", "tollfree")
             for line in city().panel.rings.lines(ring, kind)}  # fmt: skip
    campaigns = {c["campaign"]: c for c in city().truth("campaigns")}
    opened = [m["number"] for m in city().truth("mules") if m["opened_for_ring"]]
    times = Counter(v["resident"] for v in city().truth("victims"))
    checked = noisy = 0
    for victim in city().truth("victims"):
        if not victim["is_silent"] or victim["first_loss_at"] >= str(city().days[-1].day):
            continue
        if times[victim["resident"]] > 1:  # what another campaign leaves is no signal of this one
            continue
        assert campaigns[victim["campaign"]]["calls"] == 0 and victim["first_signal_at"] == ""
        resident = victim["resident"]
        own = where(calls, own_number=str(city().panel.lives.phone[resident]))
        noisy += any(peer in lines for peer in own["peer_number"].to_pylist())  # cold calls, which anybody gets
        rows = table.filter(pc.is_in(table["account_index"], pc.cast([int(a) for a in base.of[resident]], "int32")))
        into = rows.filter(pc.and_(rows["is_in"], pc.is_in(rows["peer_no"], value_set=pc.cast(opened, "string"))))
        loss = datetime.fromisoformat(str(victim["first_loss_at"]))
        assert all(at >= (loss - datetime(1970, 1, 1)).total_seconds() for at in into["at"].to_pylist())
        checked += 1
    assert checked >= 10 and noisy < checked / 2


def test_all_outcomes_occur() -> None:
    outcomes = Counter(v["outcome"] for v in city().truth("victims"))
    assert set(outcomes) == {"reported", "late", "never", "noticed"}
    assert min(outcomes.values()) >= 3
    for victim in city().truth("victims"):
        assert bool(victim["reported_at"]) == (victim["outcome"] in ("reported", "late"))
        if victim["outcome"] == "noticed":
            assert victim["first_loss_at"] == ""
    again = [v for found in (city(), other_city()) for v in found.truth("victims") if v["is_again"]]
    assert all(v["outcome"] == "never" for v in again)


def test_cases_name_the_accounts_and_the_loss_that_the_ledger_shows() -> None:
    table, base = city().transactions, city().panel.base
    last = (city().days[-1].day.toordinal() + 1) * DAY
    members = {m["number"] for m in city().truth("mules")}
    times = Counter(v["resident"] for v in city().truth("victims"))
    checked = 0
    for case in city().cases.values():
        if not case.gross or case.incident_end >= last or not FIRST.toordinal() * DAY <= case.incident:
            continue
        if times[case.victim] > 1:
            continue
        own = [int(a) for a in base.of[case.victim] if a >= 0]
        named = case.get("涉案账户").split(";")
        assert set(named) <= members
        paid = table.filter(pc.is_in(table["account_index"], pc.cast(own, "int32")))
        paid = paid.filter(pc.is_in(paid["peer_no"], value_set=pc.cast(named, "string")))
        assert pc.sum(where(paid, is_in=False)["amount_fen"]).as_py() == case.gross
        first = min(where(paid, is_in=False)["at"].to_pylist())
        assert first == case.incident - UNIX * DAY
        checked += 1
    assert checked > 40


def test_cases_name_the_number_that_called() -> None:
    calls = city().calls
    named = {v["campaign"]: v for v in city().truth("campaigns") if v["caller"]}
    victims = {v["campaign"]: v for v in city().truth("victims")}
    seen = 0
    for campaign in named.values():
        case = city().cases.get(str(campaign["campaign"]))
        victim = victims[campaign["campaign"]]
        if case is None or not case.get("涉案号码") or not victim["first_signal_at"]:
            continue
        own = where(calls, own_number=str(city().panel.lives.phone[victim["resident"]]))
        seen += where(own, peer_number=case.get("涉案号码")).num_rows > 0
    assert seen >= 10


def test_twenty_lookalikes_for_every_mule() -> None:
    for found in (city(), other_city()):
        mules = {m["account_index"] for m in found.truth("mules")}
        innocents = {r["account_index"] for r in found.truth("lookalikes")}
        assert len(mules) >= 10 and len(innocents) >= 20 * len(mules) and not mules & innocents
    kinds = Counter(r["kind"] for r in city().truth("lookalikes"))
    assert set(kinds) == {"stall", "landlord", "payroll", "group_buyer", "courier", "treasurer"}


def test_lookalikes_move_money_like_mules() -> None:
    """Many pay them, as many pay a collector of a ring."""
    table = city().transactions
    kind = {r["account_index"]: r["kind"] for r in city().truth("lookalikes")}
    fans: dict[str, list[int]] = {}
    for account in list(kind)[::3]:
        rows = where(table, account_index=account)
        into = where(rows, is_in=True)
        fans.setdefault(str(kind[account]), []).append(pc.count_distinct(into["peer_no"]).as_py())
    assert np.mean(fans["stall"]) > 60 and np.mean(fans["group_buyer"]) > 25
    assert np.mean(fans["landlord"]) > 3 and np.mean(fans["courier"]) > 25


def test_a_ring_works_on_every_day_and_lives_as_long_as_it_says() -> None:
    for found in (city(), other_city()):
        rings = found.panel.rings
        for ordinal in range(FIRST.toordinal(), FIRST.toordinal() + rings.params.cycle_days):
            assert rings.working(ordinal)
        for ring in rings.rings:
            start = rings.next_start(ring, FIRST.toordinal())
            assert rings.works(ring, start) and rings.works(ring, start + ring.life_days - 1)
            assert start >= FIRST.toordinal() or rings.works(ring, FIRST.toordinal())


def test_cards_opened_for_a_ring_sleep_until_it_works() -> None:
    table = city().transactions
    woken = 0
    for mule in city().truth("mules"):
        rows = where(table, account_index=mule["account_index"])
        if mule["opened_for_ring"] and rows.num_rows:
            woken += 1
            assert str(mule["first_day"]) <= str(date.fromordinal(pc.min(rows["at"]).as_py() // 86_400 + UNIX))
    assert woken >= 3


def test_accounts_of_reports_are_stopped_frozen_and_then_silent() -> None:
    changes = [
        (d.day, row["account_index"], row["status"]) for d in city().days for row in d.account_changes.to_pylist()
    ]
    stopped = [(day, account) for day, account, status in changes if status == "止付"]
    assert stopped
    members = {m["account_index"] for m in city().truth("mules")}
    for day, account in stopped:
        assert account in members
        rows = where(city().transactions, account_index=account)
        if city().panel.base.slot[account] == 6:
            assert pc.max(rows["at"]).as_py() // 86_400 + UNIX <= day.toordinal() + 1


def test_members_of_a_ring_share_addresses_as_innocents_do() -> None:
    mules = {m["account_index"] for m in city().truth("mules")}
    addresses: dict[str, set[int]] = {}
    rows = city().transactions.select(["ip", "account_index"]).filter(pc.is_valid(city().transactions["ip"]))
    for row in rows.to_pylist():
        addresses.setdefault(row["ip"], set()).add(row["account_index"])
    shared = [accounts for accounts in addresses.values() if len(accounts & mules) >= 3]
    honest = [accounts for accounts in addresses.values() if len(accounts - mules) >= 12]
    assert shared and len(honest) >= 3 * len(shared), (len(shared), len(honest))


def test_victims_of_a_type_differ_in_calls_and_payments() -> None:
    rows = city().truth("campaigns")
    assert {r["scam_type_code"] for r in rows} >= {"0101", "0102", "0103", "0104", "0105"}
    payments = [r["payments"] for r in rows if r["paid_fen"]]
    assert min(payments) == 1 and max(payments) >= 4
    for earlier, later in pairwise(city().days):
        assert earlier.day < later.day
