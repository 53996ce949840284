"""Everyday calls and messages of a block of residents on one day."""

from typing import Any

import numpy as np

from simulator.panel.accounts import COURIER
from simulator.panel.calls import (
    FIXED,
    FOREIGN,
    IN,
    MMS,
    NO_AREA,
    OUT,
    PLAIN,
    SMS,
    VOICE,
    CallLegs,
    all_calls,
    call_legs,
)  # fmt: skip
from simulator.panel.draws import some
from simulator.panel.exchange import Exchange
from simulator.panel.numbers import ELSEWHERE, VIRTUAL, Ints
from simulator.residents import uniform

HOTLINES = np.array([10086, 10010, 10000, 95588, 95599, 95533, 12345, 95188, 4008205555, 110, 12306, 96110])
SENDERS = np.array([10086, 10010, 10000, 95588, 95599, 95188, 95017, 95555, 12306, 95338, 95311, 95720])


def everyday_calls(x: Exchange) -> CallLegs:
    """All ordinary legs of the block's residents today."""
    return all_calls([
        _contacts(x), _couriers(x), _chat(x), _outside(x), _services(x), _spam(x), _wrong(x), _hotlines(x),
        _overseas(x),
    ])  # fmt: skip


def both_legs(x: Exchange, caller: Ints, callee: Ints, duration: Ints, kind: Any) -> CallLegs:
    """Calls between residents of the block: one leg in each one's carrier."""
    use = (caller != callee) & x.alive[callee] & x.accounts.holders.is_user[callee]
    caller, callee, duration = caller[use], callee[use], duration[use]
    kind = np.broadcast_to(kind, len(use))[use]
    second, call = x.at(len(caller)), x.new_calls(len(caller))
    own, peer, here, there = x.phone[caller], x.phone[callee], x.area(caller), x.area(callee)
    return all_calls([
        call_legs(own, peer, second, duration, call, kind=kind, own_area=here, peer_area=there),
        call_legs(peer, own, second, duration, call, kind=kind, direction=IN, own_area=there, peer_area=here),
    ])  # fmt: skip


def _contacts(x: Exchange) -> CallLegs:
    caller = x.callers(x.rates.contacts * x.factors.calls)
    callee = x.block.contacts(caller, (x.rng.random(len(caller)) ** 2 * 30).astype(np.int64))
    return both_legs(x, caller, callee, x.talk(x.rates.talk_s, 1.25, len(caller)), x.kinds(len(caller)))


def _couriers(x: Exchange) -> CallLegs:
    caller = x.callers(x.rates.courier * (0.4 + 0.6 * min(x.factors.work, 1.0)), x.block.by_role[COURIER])
    pool = x.block.pool
    callee = pool[x.rng.integers(0, max(len(pool), 1), len(caller))].astype(np.int64) if len(pool) else caller
    kind, duration = x.some_texts(VOICE, x.talk(17, 0.6, len(caller)), x.rates.texts)
    return both_legs(x, caller, callee, duration, kind)


def _chat(x: Exchange) -> CallLegs:
    caller = x.callers(x.rates.chat_sms * x.factors.calls)
    callee = x.block.contacts(caller, x.rng.integers(0, 12, len(caller)))
    kind = np.where(x.rng.random(len(caller)) < 0.03, MMS, SMS)
    return both_legs(x, caller, callee, np.zeros(len(caller), dtype=np.int64), kind)


def one_leg(
    x: Exchange, own: Ints, peer: Ints, duration: Ints, kind: Any = VOICE, texts: Any = 0.0, **others: Any
) -> CallLegs:
    """Calls with people elsewhere; a share `texts` of them are messages."""
    size = len(own)
    kind, duration = x.some_texts(kind, duration, texts)
    return call_legs(x.phone[own], peer, x.at(size), duration, x.new_calls(size), own_area=x.area(own), kind=kind,
                     **others)  # fmt: skip


def _outside(x: Exchange) -> CallLegs:
    """Friends, work and shops that are no panel residents: mobiles anywhere and fixed lines of the city."""
    own = x.callers(x.rates.outside * x.factors.calls)
    size = len(own)
    peer, prefix, area = friends_elsewhere(x, own, (x.rng.random(size) ** 2 * 25).astype(np.int64))
    is_fixed = prefix == FIXED
    return one_leg(x, own, peer, x.talk(x.rates.talk_s, 1.2, size), np.where(is_fixed, VOICE, x.kinds(size)),
                    np.where(is_fixed, 0.0, x.rates.texts), prefix=prefix, direction=x.rng.integers(0, 2, size),
                    peer_area=area)  # fmt: skip


def friends_elsewhere(x: Exchange, own: Ints, friend: Ints) -> tuple[Ints, Ints, Ints]:
    """Number, prefix and area of some people each knows outside."""
    is_fixed = uniform(x.accounts.seed, 1081, own * 32 + friend) < 0.15
    digits = (uniform(x.accounts.seed, 1082, own * 32 + friend) * 10**8).astype(np.int64)
    mobile = np.array(ELSEWHERE, dtype=np.int64)[digits % len(ELSEWHERE)] * 10**8 + digits
    fixed = x.params.local_area * 10**7 + 2_000_000 + digits % 7_000_000
    away = np.array(x.params.away_areas, dtype=np.int64)[digits % len(x.params.away_areas)]
    there = np.where(is_fixed | (digits % 3 > 0), x.params.local_area, away)
    return np.where(is_fixed, fixed, mobile), np.where(is_fixed, FIXED, PLAIN), there


def _services(x: Exchange) -> CallLegs:
    own = x.callers(x.rates.service_sms * (0.7 + 0.3 * x.factors.pay))
    sender = SENDERS[(x.rng.random(len(own)) ** 1.5 * len(SENDERS)).astype(np.int64)]
    return one_leg(x, own, sender, np.zeros(len(own), dtype=np.int64), kind=SMS, direction=IN,
                    peer_area=x.params.local_area)  # fmt: skip


def _spam(x: Exchange) -> CallLegs:
    return cold_calls(x, x.callers(x.rates.spam * min(x.factors.work + 0.3, 1.0)))


def cold_calls(x: Exchange, own: Ints) -> CallLegs:
    """Sellers and robots: 400 numbers, virtual operators, fixed lines elsewhere, few from abroad."""
    size = len(own)
    digits, kind = x.rng.integers(0, 2500, size) * 3967 + 1_000_003, x.rng.integers(0, 20, size)
    tollfree, heads = 4_000_000_000 + digits % 10**7, np.array(VIRTUAL, dtype=np.int64)
    virtual = heads[digits % len(heads)] * 10**8 + digits * 7 % 10**8
    fixed = (
        np.array(x.params.away_areas, dtype=np.int64)[digits % len(x.params.away_areas)] * 10**8 + 6 * 10**7 + digits
    )
    foreign = np.array([int(p) for p in x.params.foreign_prefixes])[digits % len(x.params.foreign_prefixes)]
    peer = np.select([kind < 7, kind < 14, kind < 19], [tollfree, virtual, fixed], foreign * 10**8 + digits)
    prefix = np.select([kind < 14, kind < 19], [PLAIN, FIXED], FOREIGN)
    texts = np.where(prefix == FIXED, 0.0, x.rates.spam_texts)
    return one_leg(x, own, peer, x.talk(12, 0.9, size), texts=texts, prefix=prefix, direction=IN,
                    peer_area=np.where(kind < 19, x.params.away_areas[0], NO_AREA))  # fmt: skip


def _wrong(x: Exchange) -> CallLegs:
    own = x.callers(x.rates.wrong)
    heads = np.array(ELSEWHERE, dtype=np.int64)
    peer = x.rng.choice(heads, len(own)) * 10**8 + x.rng.integers(0, 10**8, len(own))
    return one_leg(x, own, peer, x.talk(6, 0.5, len(own)), texts=x.rates.texts,
                    direction=x.rng.integers(0, 2, len(own)), peer_area=x.params.away_areas[0])  # fmt: skip


def _hotlines(x: Exchange) -> CallLegs:
    own = x.callers(x.rates.hotlines)
    peer = HOTLINES[(x.rng.random(len(own)) ** 1.6 * len(HOTLINES)).astype(np.int64)]
    return one_leg(x, own, peer, x.talk(95, 0.8, len(own)), peer_area=x.params.local_area)


def _overseas(x: Exchange) -> CallLegs:
    """Relatives abroad: few families, long calls, mostly incoming."""
    everybody = np.arange(x.block.first, x.block.last, dtype=np.int64)
    has = (uniform(x.accounts.seed, 1083, everybody) < x.rates.overseas_share) & x.alive[everybody]
    family = everybody[has & x.accounts.holders.is_user[everybody]].astype(np.int32)
    own = some(x.rng, family, x.rates.overseas * len(family))
    return one_leg(x, own, relatives_abroad(x, own), x.talk(900, 0.9, len(own)), texts=x.rates.texts, prefix=FOREIGN,
                    direction=np.where(x.rng.random(len(own)) < 0.7, IN, OUT))  # fmt: skip


def relatives_abroad(x: Exchange, own: Ints) -> Ints:
    """The number abroad of each one's family."""
    heads = np.array([int(p) for p in x.params.foreign_prefixes], dtype=np.int64)
    result: Ints = heads[own % len(heads)] * 10**8 + own * 61_803_399 % 10**8
    return result
