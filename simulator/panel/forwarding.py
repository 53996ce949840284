"""Calls that somebody has forwarded: one call of up to three legs, of the caller, the owner and the target."""

import numpy as np
import numpy.typing as npt

from simulator.panel.calls import FOREIGN, FORWARD, IN, NO_AREA, PLAIN, CallLegs, all_calls, call_legs
from simulator.panel.chatter import HOTLINES, friends_elsewhere, relatives_abroad
from simulator.panel.exchange import Exchange
from simulator.panel.numbers import Ints

HOTLINE_SHARE = 0.1  # of callers from elsewhere


def forwarded_calls(x: Exchange) -> CallLegs:
    """The legs of local callers, of the owners who forward, and of local targets."""
    owner = x.callers(x.rates.forwarded * x.factors.calls)
    caller = x.block.contacts(owner, 1 + x.rng.integers(0, 20, len(owner)))
    target = x.block.contacts(owner, np.zeros(len(owner), dtype=np.int64))
    apart = (caller != owner) & (target != owner) & (caller != target)
    owner, caller, target = owner[apart], caller[apart], target[apart]
    from_here, to_here = _is_local(x, caller), _is_local(x, target)
    own, size = x.phone[owner], len(owner)
    second, call, duration = x.at(size), x.new_calls(size), x.talk(x.rates.talk_s, 1.0, size)
    number = np.where(from_here, x.phone[caller], _callers(x, owner))
    peer, prefix, area = _targets(x, owner)
    peer, prefix = np.where(to_here, x.phone[target], peer), np.where(to_here, PLAIN, prefix)
    area = np.where(to_here, x.area(target), area)
    here, there = x.area(owner), np.where(from_here, x.area(caller), x.params.local_area)
    kept = call_legs(own, peer, second, duration, call, prefix=prefix, direction=FORWARD, forwarded=number,
                     own_area=here, peer_area=area)  # fmt: skip
    made = call_legs(number, own, second, duration, call, own_area=there, peer_area=here)
    got = call_legs(peer, number, second, duration, call, direction=IN, own_area=area, peer_area=there)
    return all_calls([made.where(from_here), kept, got.where(to_here)])


def _is_local(x: Exchange, who: Ints) -> npt.NDArray[np.bool_]:
    """Whether the other one is a living user of the block; else somebody elsewhere takes the part."""
    result: npt.NDArray[np.bool_] = (
        x.alive[who] & x.accounts.holders.is_user[who] & (x.rng.random(len(who)) >= x.rates.forward_outside)
    )
    return result


def _callers(x: Exchange, owner: Ints) -> Ints:
    """Mobiles elsewhere, and now and then a hotline."""
    number, prefix, _ = friends_elsewhere(x, owner, x.rng.integers(0, 25, len(owner)))
    is_hotline = (prefix != PLAIN) | (x.rng.random(len(owner)) < HOTLINE_SHARE)
    result: Ints = np.where(is_hotline, x.rng.choice(HOTLINES, len(owner)), number)
    return result


def _targets(x: Exchange, owner: Ints) -> tuple[Ints, Ints, Ints]:
    """An office or a second telephone elsewhere; of a few the family abroad."""
    number, prefix, area = friends_elsewhere(x, owner, x.rng.integers(0, 25, len(owner)))
    is_abroad = x.rng.random(len(owner)) < x.rates.forward_abroad
    return (
        np.where(is_abroad, relatives_abroad(x, owner), number),
        np.where(is_abroad, FOREIGN, prefix),
        np.where(is_abroad, NO_AREA, area),
    )
