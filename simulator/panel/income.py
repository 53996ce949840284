"""What comes and goes on a day of the month or the quarter: salaries, loans, interest, fees."""

import numpy as np
import numpy.typing as npt

from simulator.panel.accounts import BANK1
from simulator.panel.draws import lognormal, prices, round_amounts
from simulator.panel.legs import FEE, INTEREST, LOAN, MEMO, REPAY, WAGES, Legs, legs, together
from simulator.panel.market import Market
from simulator.panel.numbers import Ints

PAYDAYS = np.array([5, 8, 10, 12, 15, 15, 20, 25])
INTEREST_DAYS = ((3, 21), (6, 21), (9, 21), (12, 21))
FEE_SHARE = 0.2  # of bank accounts: a fee for messages once a month; assumption
FEE_FEN = 200


def monthly(market: Market) -> Legs:
    """All such legs of the block's residents today."""
    return together([_wages(market), _loans(market), _interest(market), _fees(market)])


def payday(m: Market, who: Ints) -> npt.NDArray[np.bool_]:
    """Who is paid today: each has a day of the month of their own."""
    result: npt.NDArray[np.bool_] = PAYDAYS[(m.chance(1070, who) * len(PAYDAYS)).astype(np.int64)] == m.day.day
    return result


def _wages(m: Market) -> Legs:
    """Salaries of people whose employer pays from a bank we do not see."""
    who = m.everybody()
    who = who[payday(m, who) & (m.chance(1071, who) < m.rates.salary_share) & m.accounts.holders.is_adult[who]]
    bank = m.bank(who)
    who, bank = who[bank >= 0], bank[bank >= 0]
    usual = _steady(m, who, m.rates.salary_yuan, 0.45)
    amount = (lognormal(m.rng, 1.0, 0.06, len(who)) * usual * 100).astype(np.int64)
    employer = (m.chance(1072, who) ** 2 * 400).astype(np.int64)
    return legs(bank, True, 30_600 + m.rng.integers(0, 30_000, len(who)), amount, WAGES, MEMO["工资"],
                number=m.names.other_cards(8_000_000 + employer), bank=m.names.other_bank(employer),
                name=m.names.of_outsiders(8_000_000 + employer))  # fmt: skip


def _steady(m: Market, who: Ints, median: float, sigma: float) -> npt.NDArray[np.float64]:
    """The usual amount of each in yuan."""
    spread = m.chance(1073, who) + m.chance(1074, who) - 1  # about normal
    usual: npt.NDArray[np.float64] = median * np.exp(sigma * 3.4 * spread)
    return usual


def _loans(m: Market) -> Legs:
    """Monthly repayment, and now and then a new loan."""
    who = m.everybody()
    has = (m.chance(1075, who) < m.rates.loan_share) & m.accounts.holders.is_adult[who]
    who = who[has]
    due = who[(m.chance(1076, who) * 28).astype(np.int64) + 1 == m.day.day]
    taken = who[m.rng.random(len(who)) < 1 / 150]
    parts = []
    for people, is_in, kind, median in (
        (due, False, REPAY, m.rates.loan_yuan),
        (taken, True, LOAN, 9 * m.rates.loan_yuan),
    ):
        bank = m.account(people, np.full(len(people), BANK1))
        lender = 9_000_000 + people % 12
        amount = round_amounts(m.rng, median, 0.6, 1 if kind == REPAY else 500, len(people))
        parts.append(legs(bank, is_in, m.at(len(people)), amount, kind, MEMO["还款"] if kind == REPAY else MEMO["借款"],
                          number=m.names.other_cards(lender), bank=m.names.other_bank(lender)))  # fmt: skip
    return together(parts)


def _interest(m: Market) -> Legs:
    """Once a quarter, for some accounts that are used."""
    if (m.day.month, m.day.day) not in INTEREST_DAYS:
        return together([])
    bank = m.bank(m.everybody())
    bank = bank[(bank >= 0)]
    amount = prices(m.rng, 3, 1.2, len(bank)) % 5000 + 1
    return legs(bank, True, m.rng.integers(0, 7200, len(bank)), amount, INTEREST, MEMO["利息"])


def _fees(m: Market) -> Legs:
    who = m.everybody()
    due = (m.chance(1078, who) < FEE_SHARE) & (who * 7 % 28 + 1 == m.day.day)
    bank = m.bank(who[due])
    bank = bank[bank >= 0]
    amount = np.full(len(bank), FEE_FEN, dtype=np.int64)
    return legs(bank, False, m.rng.integers(0, 3600, len(bank)), amount, FEE)
