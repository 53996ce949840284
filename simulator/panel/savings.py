"""Large sums of honest people: own money that comes from elsewhere, some of it spent at once, and large purchases."""

import numpy as np
import numpy.typing as npt

from simulator.panel.accounts import Accounts
from simulator.panel.draws import round_amounts
from simulator.panel.legs import ATM_OUT, MEMO, TRANSFER, Legs, legs, pairs, together
from simulator.panel.market import Market
from simulator.panel.numbers import Ints
from simulator.residents import uniform

CALENDAR = 4096  # days after which chances repeat
OPEN_FROM, OPEN_FOR = 30_600, 40_000  # seconds of the day in which banks pay out
CASH_LIMIT = 2_000_000  # fen per withdrawal
PURPOSES = np.array([MEMO[text] for text in ("", "", "货款", "借款", "往来款")])
SOON = (300, 7200)  # seconds from a lump to what it was for


def large_sums(m: Market, balance: Ints) -> Legs:
    """All such legs of the block's residents today; `balance` of every account in the morning."""
    return together([_lumps(m), _purchases(m, balance), _cash(m, balance)])


def lump_on(accounts: Accounts, who: Ints, ordinal: Ints | int) -> npt.NDArray[np.bool_]:
    """Whether each receives a lump on a day: a maturing deposit, a bonus, what a flat was sold for."""
    chance = uniform(accounts.seed, 1096, who * CALENDAR + ordinal % CALENDAR)
    result: npt.NDArray[np.bool_] = (chance < accounts.params.money.lump) & accounts.holders.is_adult[who]
    return result


def lump_second(accounts: Accounts, who: Ints, ordinal: Ints | int) -> Ints:
    """The second of the day at which it comes."""
    chance = uniform(accounts.seed, 1097, who * CALENDAR + ordinal % CALENDAR)
    return OPEN_FROM + (chance * OPEN_FOR).astype(np.int64)


def lumps_of(accounts: Accounts, who: int, first: int, last: int) -> list[int]:
    """The instants of a resident's lumps between two days (both included)."""
    days = np.arange(first, last + 1, dtype=np.int64)
    whose = np.full(len(days), who, dtype=np.int64)
    days = days[lump_on(accounts, whose, days)]
    seconds = lump_second(accounts, whose[: len(days)], days)
    return [int(day) * 86_400 + int(second) for day, second in zip(days, seconds, strict=True)]


def _lumps(m: Market) -> Legs:
    """From the holder's own card at a bank that we do not see; most of it lies, or goes on within two hours."""
    who = m.everybody()
    who = who[lump_on(m.accounts, who, m.ordinal)]
    who = who[m.bank(who) >= 0]
    account, second = m.bank(who), lump_second(m.accounts, who, m.ordinal)
    amount = round_amounts(m.rng, m.rates.lump_yuan, m.rates.lump_sigma, 1000, len(who))
    come = legs(account, True, second, amount, TRANSFER, number=m.names.other_cards(who), bank=m.names.other_bank(who),
                name=m.names.of_accounts(account))  # fmt: skip
    spent = m.rng.random(len(who)) < m.rates.lump_spent
    later = second[spent] + m.rng.integers(*SOON, int(spent.sum()))
    return together([come, _paid(m, who[spent], later, amount[spent] * 9 // 10)])


def _purchases(m: Market, balance: Ints) -> Legs:
    """A car, a kitchen, a loan to a cousin: by those who have the money, half of it to people of the city."""
    who = m.payers(m.rates.purchase * m.factors.pay)
    amount = round_amounts(m.rng, m.rates.purchase_yuan, m.rates.purchase_sigma, 100, len(who))
    account = m.bank(who)
    can = (account >= 0) & m.accounts.holders.is_adult[who] & (balance[account] > amount + amount // 5)
    who, amount, account = who[can], amount[can], account[can]
    payee = m.block.contacts(who, m.rng.integers(0, 46, len(who)))
    target, second = m.bank(payee), m.at(len(who))
    here = (m.rng.random(len(who)) < 0.5) & (target >= 0) & (payee != who) & m.alive[payee]
    kind, memo = m.transfer_kinds(account[here]), m.rng.choice(PURPOSES, int(here.sum()))
    ours = pairs(account[here], target[here], second[here], amount[here], kind, memo, device=m.devices(who[here]))
    return together([ours, _paid(m, who[~here], second[~here], amount[~here])])


def _cash(m: Market, balance: Ints) -> Legs:
    """For a wedding or a second-hand car: what a machine gives at most, once or several times in a row."""
    who = m.payers(m.rates.big_cash * m.factors.pay)
    times = m.rng.integers(1, 4, len(who))
    account = m.bank(who)
    can = (account >= 0) & (balance[account] > (times + 1) * CASH_LIMIT)
    account, first, times = account[can], np.minimum(m.at(len(who)), 86_000)[can], times[can]
    turn = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    second = np.repeat(first, times) + turn * m.rng.integers(40, 90, len(turn))
    return legs(np.repeat(account, times), False, second, np.full(len(turn), CASH_LIMIT), ATM_OUT, MEMO["取款"])


def _paid(m: Market, who: Ints, second: Ints, amount: Ints) -> Legs:
    """One payment of each from the bank account to somebody elsewhere, whom nobody else here needs to know."""
    card, bank = m.names.outside_cards(m.rng, len(who))
    memo = m.rng.choice(PURPOSES, len(who))
    account = m.bank(who)
    return legs(account, False, second, amount, m.transfer_kinds(account), memo, number=card, bank=bank,
                name=m.names.outside_names(m.rng, len(who)), device=m.devices(who))  # fmt: skip
