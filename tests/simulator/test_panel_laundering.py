"""How a ring of seven literal accounts passes on 1,500 yuan, in each of the eight typologies."""

from collections import Counter
from random import Random

import pytest
from panel_helpers import FIRST, city

from simulator.panel.freezes import Freezes
from simulator.panel.laundering import Laundry
from simulator.panel.passing import Pot
from simulator.panel.rings import Ring
from simulator.panel.schedule import Move, Schedule
from simulator.panel_crime import TYPOLOGIES
from simulator.wire import DAY

NOON = FIRST.toordinal() * DAY + 12 * 3600


def literal_ring() -> Ring:
    """Two first-level accounts, three hops, two for cash: regular bank accounts of the small city."""
    banks = [int(a) for a in city().panel.base.of[:, 0] if a >= 0][:7]
    return Ring(0, "fan_in", 0, 30, tuple(banks), ("first", "first", "hop", "hop", "hop", "cash", "cash"))


def washed(typology: str, seed: int = 1) -> tuple[Ring, list[Move]]:
    """What a ring does with 1,000 and 500 yuan that came to its two first-level accounts."""
    panel, ring = city().panel, literal_ring()
    params = type(panel.rings.params)(**{**vars(panel.rings.params), "away_hop": 0.0, "cash": 0.0, "careful": 0.0})
    schedule = Schedule(panel.base, panel.names)
    laundry = Laundry(panel.base, schedule, params, Random(seed), ring, Freezes(panel.base.params.freezes))
    laundry.wash(typology, [Pot(ring.accounts[0], 100_000, NOON), Pot(ring.accounts[1], 50_000, NOON + 600)])
    first = FIRST.toordinal()
    return ring, [m for n in range(3) for m in schedule.moves_on(first + n)]


@pytest.mark.parametrize("typology", TYPOLOGIES)
def test_money_is_passed_on_forward_in_time_and_never_grows(typology: str) -> None:
    ring, moves = washed(typology)
    held: Counter[int] = Counter({ring.accounts[0]: 100_000, ring.accounts[1]: 50_000})
    for move in sorted(moves, key=lambda m: m.at):
        held[move.payer] -= move.amount
        assert held[move.payer] >= 0 and move.at > NOON
        if move.payee >= 0:
            held[move.payee] += move.amount
    left = sum(held.values())
    assert 0 <= left < 0.1 * 150_000 or typology == "random"
    assert any(move.payee < 0 for move in moves)


def inner(typology: str) -> list[tuple[int, int]]:
    """Edges between members by position in the ring."""
    ring, moves = washed(typology)
    place = {account: n for n, account in enumerate(ring.accounts)}
    return [(place[m.payer], place[m.payee]) for m in sorted(moves, key=lambda m: m.at) if m.payee >= 0]


def test_shapes_of_the_typologies() -> None:
    assert len({payee for _, payee in inner("fan_in")}) == 1 and len(inner("fan_in")) == 2
    fan_out = inner("fan_out")
    assert {payer for payer, _ in fan_out} == {0, 1} and len(fan_out) >= 4
    assert set(inner("bipartite")) == {(a, b) for a in (0, 1) for b in (2, 3, 4)}
    layers = [{0, 1}, {2, 3, 4}, {5, 6}]
    for payer, payee in inner("stack"):
        assert (payer in layers[0] and payee in layers[1]) or (payer in layers[1] and payee in layers[2])
    ring, moves = washed("cycle")
    start = [m for m in moves if m.payer == ring.accounts[0]]
    assert len(start) == 2 and any(m.payee == ring.accounts[0] for m in moves)
    scattered = inner("scatter_gather")
    ends = {b for a, b in scattered if a in (2, 3, 4)}
    assert len(ends) == 1 and ends <= {5, 6} and len([e for e in scattered if e[0] in (0, 1)]) >= 4
    gathered = inner("gather_scatter")
    (middle,) = {b for a, b in gathered if a in (0, 1)}
    assert len({b for a, b in gathered if a == middle}) >= 2
