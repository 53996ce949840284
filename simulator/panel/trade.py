"""Traders on the side: buyers pay into the own bank account, and suppliers are paid out of it within the hour."""

import numpy as np
import numpy.typing as npt

from simulator.panel.accounts import STALL
from simulator.panel.draws import lognormal, round_amounts
from simulator.panel.legs import MEMO, TRANSFER, Legs, legs, pairs, together
from simulator.panel.market import Market
from simulator.panel.numbers import Ints
from simulator.panel.savings import CALENDAR, PURPOSES

TRADING_DAYS = 0.45  # of a season, each trader's own: assumption, like all of these
SEASON, SHORTEST, LONGEST = 90, 8, 70  # days from season to season, and how long one is
KEPT = 0.06  # at most, of each sum
OURS = 0.2  # of suppliers and, if they have the money, of buyers live here too
BUYERS, SUPPLIERS, FRIENDS = 24, 5, 6  # elsewhere and, of either, here: of one trader at most
SIZES = (0.3, 5.0)  # smallest and largest trader's sums beside the usual ones
PARTS = 3  # payments at most out of one sum
SWEPT, SWEPT_MOST = 0.9, 8_000_000  # of the balance goes to the own card elsewhere in the morning, and at most (fen)
LAST_SECOND = 86_399


def trade(m: Market, balance: Ints) -> Legs:
    """The legs of today's traders of the block; `balance` of every account in the morning."""
    traders = _traders(m)
    trader = _trading(m, traders)
    rate = m.rates.trade_sales * m.factors.pay * 2 * m.chance(1067, trader)
    who = np.repeat(trader, m.rng.poisson(rate))
    if len(who) == 0:
        return together([])
    small, large = SIZES
    size = small * (large / small) ** m.chance(1068, who)
    amount = (round_amounts(m.rng, m.rates.trade_yuan, m.rates.trade_sigma, 10, len(who)) * size).astype(np.int64)
    second = m.at(len(who))
    return together([_sold(m, who, second, amount, balance), _bought(m, who, traders, second, amount),
                     _swept(m, trader, balance)])  # fmt: skip


def _traders(m: Market) -> Ints:
    """Those with a bank account who trade at all."""
    own = m.block.by_role[STALL].astype(np.int64)
    return own[m.alive[own] & (m.bank(own) >= 0) & (m.chance(1065, own) < m.rates.trade)]


def _trading(m: Market, traders: Ints) -> Ints:
    """Those of them who trade today: in their season, on days of their own."""
    begun = (m.ordinal + (m.chance(1098, traders) * SEASON).astype(np.int64)) % SEASON
    length = SHORTEST + (LONGEST - SHORTEST) * m.chance(1099, traders)
    today = m.chance(1066, traders * CALENDAR + m.ordinal % CALENDAR) < TRADING_DAYS
    return traders[today & (begun < length)]


def _sold(m: Market, who: Ints, second: Ints, amount: Ints, balance: Ints) -> Legs:
    """Some buyers are people known, if they have the money; the others bank elsewhere."""
    buyer = m.block.contacts(who, m.rng.integers(0, FRIENDS, len(who)))
    account, target = m.bank(buyer), m.bank(who)
    has_money = balance[np.maximum(account, 0)] > amount + amount // 5
    ours = (m.rng.random(len(who)) < OURS) & (account >= 0) & has_money & m.alive[buyer] & (buyer != who)
    memo = m.rng.choice(PURPOSES, len(who))
    known = pairs(account[ours], target[ours], second[ours], amount[ours], m.transfer_kinds(account[ours]), memo[ours],
                  device=m.devices(buyer[ours]))  # fmt: skip
    come = legs(target[~ours], True, second[~ours], amount[~ours], TRANSFER, memo[~ours],
                **_elsewhere(m, 8_000_000, who[~ours], BUYERS))  # fmt: skip
    return together([known, come])


def _bought(m: Market, who: Ints, traders: Ints, second: Ints, amount: Ints) -> Legs:
    """What goes on, in one or several payments: to another trader here, or to suppliers elsewhere."""
    parts = m.rng.integers(1, PARTS + 1, len(who))
    rest = amount * (1 - KEPT * m.rng.random(len(who))) / parts
    who, later, rest = np.repeat(who, parts), np.repeat(second, parts), np.repeat(rest, parts).astype(np.int64)
    later = later + np.maximum(lognormal(m.rng, m.rates.trade_minutes, 0.8, len(who)) * 60, 30).astype(np.int64)
    use = (later <= LAST_SECOND) & (rest > 0)
    who, later, rest = who[use], later[use], rest[use]
    account, supplier = m.bank(who), traders[(who * 31 + m.rng.integers(0, FRIENDS, len(who))) % len(traders)]
    ours = (m.rng.random(len(who)) < OURS) & (supplier != who)
    memo, kind, device = m.rng.choice(PURPOSES, len(who)), m.transfer_kinds(account), m.devices(who)
    known = pairs(account[ours], m.bank(supplier[ours]), later[ours], rest[ours], kind[ours], memo[ours],
                  device=device[ours])  # fmt: skip
    gone = legs(account[~ours], False, later[~ours], rest[~ours], kind[~ours], memo[~ours], device=device[~ours],
                **_elsewhere(m, 9_000_000, who[~ours], SUPPLIERS))  # fmt: skip
    return together([known, gone])


def _swept(m: Market, trader: Ints, balance: Ints) -> Legs:
    """Half of the traders keep little in the account: in the morning the rest goes to the own card elsewhere."""
    who = trader[m.chance(1069, trader) < 0.5]
    account = m.bank(who)
    amount = np.minimum((balance[account] * SWEPT).astype(np.int64), SWEPT_MOST)
    who, account, amount = who[amount > 10_000], account[amount > 10_000], amount[amount > 10_000]
    return legs(account, False, 3600 * 6 + m.rng.integers(0, 7200, len(who)), amount, m.transfer_kinds(account),
                MEMO["转账"], number=m.names.other_cards(who), bank=m.names.other_bank(who),
                name=m.names.of_accounts(account), device=m.devices(who))  # fmt: skip


def _elsewhere(m: Market, base: int, who: Ints, many: int) -> dict[str, npt.NDArray[np.integer]]:
    """One of the few firms elsewhere with which each deals; most deal with fewer than `many`."""
    known = (m.rng.random(len(who)) * (1 + (many - 1) * m.chance(1084, who))).astype(np.int64)
    firm = base + (who * many + known) % 400_000
    return {"number": m.names.other_cards(firm), "bank": m.names.other_bank(firm), "name": m.names.of_outsiders(firm)}
