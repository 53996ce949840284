"""Everyday payments of a block of residents on one day."""

import numpy as np

from simulator.panel.accounts import ALIPAY, BANK1, BANK2, WECHAT
from simulator.panel.draws import prices, round_amounts
from simulator.panel.income import monthly
from simulator.panel.legs import (
    ATM_IN,
    ATM_OUT,
    COUNTER,
    MEMO,
    POS,
    QR,
    QUICK,
    RED,
    REVERSAL,
    TOP_UP,
    TRANSFER,
    WITHDRAW,
    Legs,
    legs,
    pairs,
    together,
)  # fmt: skip
from simulator.panel.market import Market
from simulator.panel.numbers import Ints

SHOP_SOURCES = np.array([WECHAT] * 9 + [ALIPAY] * 8 + [BANK1, BANK1, BANK2], dtype=np.int64)


def everyday(market: Market) -> Legs:
    """All ordinary legs of the block's residents today."""
    return together([
        _shops(market), _utilities(market), _friends(market), _gifts(market), _own_transfers(market), _cash(market),
        _extra_cards(market), monthly(market),
    ])  # fmt: skip


def _shops(m: Market) -> Legs:
    who = m.payers(m.rates.shop * m.factors.pay)
    size = len(who)
    account = m.account(who, SHOP_SOURCES[m.rng.integers(0, len(SHOP_SOURCES), size)])
    is_bank = m.accounts.source[account] < WECHAT
    kind = np.where(is_bank, POS, np.where(m.rng.random(size) < 0.7, QR, QUICK))
    merchant = (m.rng.random(size) ** 2 * m.names.merchant_count).astype(np.int64)
    is_success = m.rng.random(size) >= m.rates.failed
    paid = legs(account, False, m.at(size), prices(m.rng, m.rates.shop_yuan, 1.15, size), kind, MEMO["消费"],
                merchant=merchant, device=m.devices(who), is_success=is_success)  # fmt: skip
    back = np.flatnonzero(is_success & (m.rng.random(size) < m.rates.reversed))
    late = np.minimum(paid.second[back] + m.rng.integers(30, 5400, len(back)), 86_399)
    taken = paid.where(back)
    undone = legs(taken.account, True, late, taken.amount, REVERSAL, MEMO["退款"], merchant=taken.merchant)
    both = together([paid, undone])
    both.reverses[size:] = back
    return both


def _utilities(m: Market) -> Legs:
    who = m.payers(m.rates.utility * m.factors.pay)
    account = m.account(who, m.rng.integers(0, 4, len(who)))
    shop = m.rng.integers(0, 40, len(who))
    return legs(account, False, m.at(len(who)), prices(m.rng, 110, 0.7, len(who)), QUICK, MEMO["水电费"], merchant=shop)


def _friends(m: Market) -> Legs:
    """Transfers between people who know each other, or to people elsewhere."""
    payer = m.payers(m.rates.friends * m.factors.pay)
    size = len(payer)
    payee = m.block.contacts(payer, (m.rng.random(size) ** 2 * 40).astype(np.int64))
    source = m.rng.choice(np.array([WECHAT, WECHAT, WECHAT, ALIPAY, BANK1, BANK2]), size)
    amount = prices(m.rng, m.rates.friends_yuan, 1.5, size)
    return between(m, payer, payee, source, amount, m.rng.choice(np.array([0, 1, 7, 8, 23]), size))


def between(m: Market, payer: Ints, payee: Ints, source: Ints, amount: Ints, memo: Ints | int) -> Legs:
    """Transfers between residents; who cannot be paid at that source is paid at a bank we do not see."""
    payer_account = m.account(payer, source)
    own_source = m.accounts.source[payer_account].astype(np.int64)
    same = m.accounts.of[payee, own_source].astype(np.int64)
    payee_account = np.where((own_source < WECHAT) & (same < 0), m.bank(payee), same)
    inside = (payer_account >= 0) & (payee_account >= 0) & (payer != payee) & m.alive[payee]
    memo = np.broadcast_to(np.asarray(memo), len(payer))
    second = m.at(len(payer))
    fails = m.rng.random(len(payer)) < m.rates.failed
    kind = m.transfer_kinds(payer_account)
    ours = pairs(payer_account[inside], payee_account[inside], second[inside], amount[inside], kind[inside],
                 memo[inside], device=m.devices(payer)[inside], is_success=~fails[inside])  # fmt: skip
    out = ~inside & (payer_account >= 0)
    card, bank = m.names.outside_cards(m.rng, int(out.sum()))
    name = m.names.outside_names(m.rng, int(out.sum()))
    return together([ours, legs(payer_account[out], False, second[out], amount[out], kind[out], memo[out],
                                number=card, bank=bank, name=name)])  # fmt: skip


def _gifts(m: Market) -> Legs:
    """Red packets; nine times as many at New Year."""
    payer = m.payers(m.rates.gifts * m.factors.gifts)
    payee = m.block.contacts(payer, m.rng.integers(0, 20, len(payer)))
    both = (m.accounts.of[payer, WECHAT] >= 0) & (m.accounts.of[payee, WECHAT] >= 0) & (payer != payee)
    both &= m.alive[payee]
    payer, payee = payer[both], payee[both]
    values = np.array([100, 188, 500, 666, 880, 1000, 5000, 6600, 8800, 10_000, 20_000])
    own, other = m.accounts.of[payer, WECHAT], m.accounts.of[payee, WECHAT]
    return pairs(own.astype(np.int64), other.astype(np.int64), m.at(len(payer)), m.rng.choice(values, len(payer)),
                 RED, MEMO["红包"])  # fmt: skip


def _own_transfers(m: Market) -> Legs:
    """Between own bank card and own wallet, both ways."""
    parts = []
    for rate, kind, into_wallet in ((m.rates.topup, TOP_UP, True), (m.rates.withdraw, WITHDRAW, False)):
        who = m.payers(rate * m.factors.pay)
        bank, wallet = m.bank(who), m.accounts.of[who, m.rng.integers(WECHAT, ALIPAY + 1, len(who))].astype(np.int64)
        has = (bank >= 0) & (wallet >= 0)
        payer, payee = (bank, wallet) if into_wallet else (wallet, bank)
        amount = round_amounts(m.rng, m.rates.topup_yuan, m.rates.topup_sigma, 10, int(has.sum()))
        parts.append(pairs(payer[has], payee[has], m.at(int(has.sum())), amount, kind, MEMO["充值"] if into_wallet
                           else MEMO["提现"]))  # fmt: skip
    return together(parts)


def _cash(m: Market) -> Legs:
    parts = []
    for rate, kind, is_in, median in ((m.rates.cash_out, ATM_OUT, False, 1200), (m.rates.cash_in, ATM_IN, True, 2500)):
        who = m.payers(rate * m.factors.pay)
        bank = m.bank(who)
        bank = bank[bank >= 0]
        amount = np.minimum(round_amounts(m.rng, median, 0.8, 100, len(bank)), 2_000_000)
        kinds = np.where(m.rng.random(len(bank)) < 0.2, COUNTER, kind)
        parts.append(legs(bank, is_in, m.at(len(bank)), amount, kinds, MEMO["存款"] if is_in else MEMO["取款"]))
    return together(parts)


def _extra_cards(m: Market) -> Legs:
    """Second and third cards: most sleep; the others get a little from their owner now and then."""
    first, last = np.searchsorted(m.accounts.owner[m.accounts.extra], (m.block.first, m.block.last))
    card = m.accounts.extra[first:last].astype(np.int64)
    owner = m.accounts.owner[card]
    opened = m.accounts.extra_opened(card)
    is_open = (opened <= m.ordinal) & ((m.closed[card] == 0) | (m.closed[card] > m.ordinal))
    awake = (m.chance(1077, owner) >= m.accounts.params.holdings.dormant) & is_open
    used = awake & (m.rng.random(len(card)) < 0.05) & m.alive[owner]
    new = (opened == m.ordinal) & m.alive[owner]
    card, owner = card[used | new], owner[used | new]
    bank = m.bank(owner)
    has = (bank >= 0) & (bank != card)
    amount = round_amounts(m.rng, 600, 0.9, 100, int(has.sum()))
    second = 32_000 + m.rng.integers(0, 40_000, int(has.sum()))
    return pairs(bank[has], card[has], second, amount, TRANSFER, MEMO["转账"])
