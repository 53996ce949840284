"""Large sums of honest people: own money that comes from elsewhere, some of it spent at once, and large purchases."""

import numpy as np
import numpy.typing as npt

from simulator.panel.accounts import Accounts
from simulator.panel.draws import round_amounts
from simulator.panel.legs import MEMO, MOBILE, TRANSFER, Legs, legs, together
from simulator.panel.market import Market
from simulator.panel.numbers import Ints
from simulator.residents import uniform

CALENDAR = 4096  # days after which chances repeat
OPEN_FROM, OPEN_FOR = 30_600, 40_000  # seconds of the day in which banks pay out
SOON = (300, 7200)  # seconds from a lump to what it was for


def large_sums(m: Market, balance: Ints) -> Legs:
    """All such legs of the block's residents today; `balance` of every account in the morning."""
    return together([_lumps(m), _purchases(m, balance)])


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
    """A car, a kitchen, a deposit for a flat: by those who have the money."""
    who = m.payers(m.rates.purchase * m.factors.pay)
    amount = round_amounts(m.rng, m.rates.purchase_yuan, m.rates.purchase_sigma, 100, len(who))
    account = m.bank(who)
    can = (account >= 0) & m.accounts.holders.is_adult[who] & (balance[account] > amount + amount // 5)
    return _paid(m, who[can], m.at(int(can.sum())), amount[can])


def _paid(m: Market, who: Ints, second: Ints, amount: Ints) -> Legs:
    """One payment of each from the bank account to somebody elsewhere, whom nobody else here needs to know."""
    card, bank = m.names.outside_cards(m.rng, len(who))
    memo = m.rng.choice(np.array([MEMO[text] for text in ("", "", "货款", "借款", "往来款")]), len(who))
    return legs(m.bank(who), False, second, amount, MOBILE, memo, number=card, bank=bank,
                name=m.names.outside_names(m.rng, len(who)), device=m.devices(who))  # fmt: skip
