"""Silent victims are silent, and what precedes a loss precedes no loss much more often."""

from datetime import datetime

import numpy as np
import pyarrow.compute as pc
import pytest
from panel_helpers import FIRST, City, city, other_city, where

DAY = 86_400
WINDOW = 41 * DAY
LUMP = 1_000_000  # fen: 10,000 yuan
CITIES = pytest.mark.parametrize("found", [city, other_city], ids=["huzhou", "lakeside"])


def losses(found: City) -> dict[int, list[int]]:
    """The instants of first losses inside the run by resident."""
    known: dict[int, list[int]] = {}
    for victim in found.truth("victims"):
        if victim["first_loss_at"]:
            known.setdefault(int(str(victim["resident"])), []).append(seconds(victim["first_loss_at"]))
    return known


def seconds(text: object) -> int:
    return int((datetime.fromisoformat(str(text)) - datetime(1970, 1, 1)).total_seconds())


def lumps(found: City, idle: bool = True) -> list[tuple[int, int]]:
    """(resident, instant) of own money of 10,000 yuan or more from outside; idle: under 30 % spent in three days."""
    table, base = found.transactions, found.panel.base
    numbers = set(base.names(np.arange(base.count, dtype=np.int64)).to_pylist())
    big = table.filter(pc.and_(table["is_in"], pc.greater_equal(table["amount_fen"], LUMP)))
    holders = found.panel.names.holder_names(big["account_index"].to_numpy().astype(np.int64)).to_pylist()
    told = []
    for row, holder in zip(big.to_pylist(), holders, strict=True):
        if row["peer_name"] != holder or row["peer_no"] in numbers:
            continue
        own = where(table, account_index=row["account_index"], is_in=False, is_success=True)
        soon = pc.and_(pc.greater_equal(own["at"], row["at"]), pc.less(own["at"], row["at"] + 3 * DAY))
        if not idle or (pc.sum(own.filter(soon)["amount_fen"]).as_py() or 0) < 0.3 * row["amount_fen"]:
            told.append((int(base.owner[row["account_index"]]), row["at"]))
    return told


@CITIES
def test_an_idle_lump_foretells_no_loss(found: object) -> None:
    place: City = found()  # type: ignore[operator]
    idle, lost = lumps(place), losses(place)
    hits = [any(at < loss <= at + WINDOW for loss in lost.get(who, ())) for who, at in idle]
    assert len(hits) >= 40 and np.mean(hits) < 0.2


@CITIES
def test_forty_percent_of_victims_leave_neither_contact_nor_lump(found: object) -> None:
    """Of all who lost money: silent in truth, no number of a ring and no idle lump in the 41 days before."""
    place: City = found()  # type: ignore[operator]
    rings, idle = place.panel.rings, lumps(place)
    lines = {line for ring in rings.rings for kind in ("foreign", "virtual", "mobile", "tollfree")
             for line in rings.lines(ring, kind)}  # fmt: skip
    calls = place.calls
    contacts = calls.filter(pc.is_in(calls["peer_number"], value_set=pc.cast(sorted(lines), "string")))
    met: dict[str, list[int]] = {}
    for row in contacts.select(["own_number", "at"]).to_pylist():
        met.setdefault(row["own_number"], []).append(row["at"])
    quiet = []
    for victim in place.truth("victims"):
        if not victim["first_loss_at"]:
            continue
        who, loss = int(str(victim["resident"])), seconds(victim["first_loss_at"])
        before = [at for at in met.get(str(place.panel.lives.phone[who]), ()) if loss - WINDOW <= at < loss]
        before += [at for owner, at in idle if owner == who and loss - WINDOW <= at < loss]
        quiet.append(bool(victim["is_silent"]) and not before)
    assert len(quiet) >= 25 and np.mean(quiet) >= 0.4
    assert place.days[0].day == FIRST


@CITIES
def test_a_lump_makes_a_victim_no_longer_silent(found: object) -> None:
    """Whoever is called silent received no own money of 10,000 yuan in the time before, idle or not."""
    place: City = found()  # type: ignore[operator]
    came: dict[int, list[int]] = {}
    for who, at in lumps(place, idle=False):
        came.setdefault(who, []).append(at)
    silent = [v for v in place.truth("victims") if v["is_silent"]]
    assert len(silent) >= 20
    for victim in silent:
        loss = seconds(victim["first_loss_at"])
        assert not [at for at in came.get(int(str(victim["resident"])), ()) if loss - WINDOW + DAY <= at < loss]
