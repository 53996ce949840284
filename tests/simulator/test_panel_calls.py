"""Forwarded calls, and messages that tell nothing."""

from collections import Counter
from datetime import datetime

import numpy as np
import pyarrow.compute as pc
from panel_helpers import city, where


def test_a_forwarded_call_has_a_leg_of_everybody_local() -> None:
    """Caller, owner and target under one id: the owner says whom it was for and where it went."""
    found: dict[str, dict[str, dict[str, object]]] = {}
    calls = city().calls
    ids = where(calls, direction="forward", part=0)["call_id"]
    for row in where(calls.filter(pc.is_in(calls["call_id"], value_set=ids.unique())), part=0).to_pylist():
        assert row["direction"] not in found.setdefault(row["call_id"], {})
        found[row["call_id"]][row["direction"]] = row
    counts = Counter(len(legs) for legs in found.values())
    assert min(counts[n] for n in (1, 2, 3)) >= 50
    for legs in found.values():
        kept = legs["forward"]
        for name in ("at", "duration_s", "kind"):
            assert len({leg[name] for leg in legs.values()}) == 1
        if "out" in legs:
            assert (legs["out"]["own_number"], legs["out"]["peer_number"]) == (
                kept["forwarded_number"],
                kept["own_number"],
            )
        if "in" in legs:
            assert (legs["in"]["own_number"], legs["in"]["peer_number"]) == (
                kept["peer_number"],
                kept["forwarded_number"],
            )


def test_forwarded_calls_are_of_living_users() -> None:
    """On the last day, when some have died or left, only those who live here take part."""
    panel = city().panel
    alive, users = panel.lives.alive, panel.base.holders.is_user
    number = {str(phone): who for who, phone in enumerate(panel.lives.phone.tolist())}
    last = where(city().days[-1].calls, direction="forward").to_pylist()
    parts = [number[n] for row in last for n in (row["own_number"], row["peer_number"], row["forwarded_number"])
             if n in number]  # fmt: skip
    assert len(parts) >= 30 and all(alive[who] and users[who] for who in parts)


def test_a_message_from_a_long_number_outside_foretells_nothing() -> None:
    """Among messages of numbers without legs of their own, few come to the victim of a campaign in its last days."""
    panel, calls = city().panel, city().calls
    texts_in = where(calls, kind="sms", direction="in")
    outside = pc.invert(pc.is_in(texts_in["peer_number"], value_set=calls["own_number"].unique()))
    texts_in = texts_in.filter(pc.and_(outside, pc.greater(pc.utf8_length(texts_in["peer_number"]), 6)))
    incident: dict[str, list[float]] = {}
    for victim in city().truth("victims"):
        at = datetime.fromisoformat(str(victim["incident_at"])) - datetime(1970, 1, 1)
        incident.setdefault(str(panel.lives.phone[victim["resident"]]), []).append(at.total_seconds())
    hits = [any(row["at"] <= at < row["at"] + 86_400 for at in incident.get(row["own_number"], ()))
            for row in texts_in.to_pylist()]  # fmt: skip
    assert sum(hits) >= 20 and np.mean(hits) < 0.2
