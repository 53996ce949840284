"""Money between residents and people elsewhere, and the fen by which people try an account."""

import numpy as np

from simulator.panel.accounts import ALIPAY, BANK1, BANK2, WECHAT
from simulator.panel.draws import prices
from simulator.panel.legs import MEMO, TRANSFER, Legs, legs, pairs, together
from simulator.panel.market import Market
from simulator.panel.numbers import Ints

SOURCES = np.array([BANK1, BANK1, BANK1, BANK2, BANK2, WECHAT, WECHAT, ALIPAY, ALIPAY], dtype=np.int64)
ORDINARY = np.array([MEMO[text] for text in ("", "", "转账", "货款", "借款", "还款", "往来款", "生活费")])
TRIED = np.array([1, 10, 100, 100, 500, 1000], dtype=np.int64)  # fen


def outside_money(m: Market) -> Legs:
    """All such legs of the block's residents today."""
    return together([_received(m), _tried(m)])


def _received(m: Market) -> Legs:
    """From friends, customers and funds elsewhere; deposits and investments are named in some."""
    who = m.payers(m.rates.received * m.factors.pay)
    size = len(who)
    account = m.account(who, m.rng.choice(SOURCES, size))
    card, bank = m.names.outside_cards(m.rng, size)
    amount = prices(m.rng, m.rates.received_yuan, m.rates.received_sigma, size)
    return legs(account, True, m.at(size), amount, TRANSFER, _memos(m, size), number=card, bank=bank,
                name=m.names.outside_names(m.rng, size))  # fmt: skip


def _memos(m: Market, size: int) -> Ints:
    chance, rates = m.rng.random(size), m.rates
    special = np.where(chance < rates.memo_invested, MEMO["投资款"], MEMO["保证金"])
    return np.where(chance < rates.memo_invested + rates.memo_deposit, special, m.rng.choice(ORDINARY, size))


def _tried(m: Market) -> Legs:
    """Before a sum is sent to an account for the first time a few fen or yuan are, and many of them come back."""
    payer = m.payers(m.rates.tried)
    payee = m.block.contacts(payer, m.rng.integers(0, 40, len(payer)))
    first, second = m.bank(payer), m.bank(payee)
    use = (first >= 0) & (second >= 0) & (payer != payee) & m.alive[payee]
    payer, first, second = payer[use], first[use], second[use]
    amount, at = m.rng.choice(TRIED, len(payer)), np.minimum(m.at(len(payer)), 85_000)
    sent = pairs(first, second, at, amount, m.transfer_kinds(first), device=m.devices(payer))
    back = m.rng.random(len(payer)) < 0.5
    later = at[back] + m.rng.integers(40, 900, int(back.sum()))
    returned = pairs(second[back], first[back], later, amount[back], m.transfer_kinds(second[back]))
    return together([sent, returned])
