"""Honest people whose money moves like a mule's: stalls, landlords, payrolls, group buyers, couriers, treasurers."""

import numpy as np

from simulator.panel.accounts import (
    COURIER,
    GROUP_BUYER,
    LANDLORD,
    PAYROLL,
    STALL,
    TREASURER,
    WECHAT,
)  # fmt: skip
from simulator.panel.draws import lognormal, prices, round_amounts
from simulator.panel.income import PAYDAYS
from simulator.panel.legs import MEMO, MOBILE, QR, TRANSFER, WAGES, WEB, Legs, legs, pairs, together
from simulator.panel.market import Market
from simulator.panel.numbers import Ints

GROUP_DAYS, GROUP_SIZE = 0.25, 16  # days on which a group buyer collects, and from how many: assumption
LOCAL_EMPLOYED = 0.25  # of those whose salary comes from elsewhere, as many again are paid by payroll accounts
TREASURER_DAYS = 15  # every so many days a family puts its money together: assumption
STALL_KEPT = 0.15


def innocent(m: Market, balance: Ints) -> Legs:
    """The legs of all look-alikes of the block today; `balance` of every account in the morning."""
    return together([
        _stalls(m, balance), _rents(m), _payrolls(m), _group_buyers(m), _couriers(m), _treasurers(m),
    ])  # fmt: skip


def living(m: Market, role: int) -> Ints:
    """Those who play a part and live."""
    own = m.block.by_role[role].astype(np.int64)
    return own[m.alive[own]]


def _stalls(m: Market, balance: Ints) -> Legs:
    """Many small sums in; in the morning most of it goes on at once, to a wholesaler or to the own card."""
    stalls = living(m, STALL)
    if len(stalls) == 0:
        return together([])
    payer = m.payers(m.rates.stall * m.factors.pay)
    size = len(payer)
    stall = stalls[(m.rng.random(size) ** 1.5 * len(stalls)).astype(np.int64)]
    wallet, account = m.accounts.of[stall, WECHAT].astype(np.int64), m.accounts.of[payer, WECHAT].astype(np.int64)
    use = (account >= 0) & (payer != stall)
    sales = pairs(account[use], wallet[use], m.at(size)[use], prices(m.rng, 17, 0.8, size)[use], QR, MEMO["消费"],
                  device=m.devices(payer)[use], is_success=m.rng.random(int(use.sum())) >= m.rates.failed)  # fmt: skip
    own = m.accounts.of[stalls, WECHAT].astype(np.int64)
    amount = np.minimum((balance[own] * (1 - STALL_KEPT)).astype(np.int64), 600_000)
    return together([sales, _sent_away(m, stalls, own, amount, 4 * 3600, 5 * 3600, MEMO["货款"])])


def _sent_away(m: Market, owner: Ints, account: Ints, amount: Ints, first: int, span: int, memo: int) -> Legs:
    """One payment of each to a firm at another bank, if there is anything to pay."""
    has = (amount > 1000) & (account >= 0)
    firm = 7_000_000 + owner[has] * 31 % 4000
    second = first + m.rng.integers(0, span, int(has.sum()))
    kind = np.where(m.accounts.source[account[has]] >= WECHAT, TRANSFER, MOBILE)
    return legs(
        account[has], False, second, amount[has], kind, memo, number=m.names.other_cards(firm),
        bank=m.names.other_bank(firm), name=m.names.of_outsiders(firm), device=m.devices(owner[has]),
    )  # fmt: skip


def _rents(m: Market) -> Legs:
    """Tenants pay one of the landlords, each on a day of the month of their own; landlords repay a mortgage."""
    landlords, who = living(m, LANDLORD), m.everybody()
    if len(landlords) == 0:
        return together([])
    due = (m.chance(1090, who) * 28).astype(np.int64) + 1 == m.day.day
    tenant = who[due & (m.chance(1091, who) < m.rates.rent_share) & m.accounts.holders.is_adult[who]]
    landlord = landlords[(m.chance(1092, tenant) * len(landlords)).astype(np.int64)]
    by_bank = m.chance(1093, tenant) < 0.5
    payer = np.where(by_bank, m.bank(tenant), m.accounts.of[tenant, WECHAT])
    payee = np.where(by_bank, m.bank(landlord), m.accounts.of[landlord, WECHAT])
    use = (payer >= 0) & (payee >= 0) & (tenant != landlord)
    usual = np.rint(np.exp(np.log(m.rates.rent_yuan) + 1.4 * (m.chance(1094, tenant) - 0.5)) / 50).astype(np.int64)
    rents = pairs(payer[use], payee[use], m.at(len(tenant))[use], np.maximum(usual, 2)[use] * 5000,
                  np.where(by_bank, MOBILE, TRANSFER)[use], MEMO["房租"])  # fmt: skip
    owing = landlords[landlords % 28 + 1 == m.day.day]
    mortgage = round_amounts(m.rng, 4 * m.rates.rent_yuan, 0.3, 1, len(owing))
    return together([rents, _sent_away(m, owing, m.bank(owing), mortgage, 32_000, 40_000, MEMO["还款"])])


def _payrolls(m: Market) -> Legs:
    """A business account: money of a customer in the morning, wages out to many within minutes."""
    firms = m.accounts.business_of(living(m, PAYROLL))
    if len(firms) == 0:
        return together([])
    who = m.everybody()
    chance = m.chance(1071, who) - m.rates.salary_share
    worker = who[(chance >= 0) & (chance < LOCAL_EMPLOYED * m.rates.salary_share) & m.accounts.holders.is_adult[who]]
    firm = (m.chance(1095, worker) * len(firms)).astype(np.int64)
    today = PAYDAYS[firms % len(PAYDAYS)] == m.day.day
    account = m.bank(worker)
    use = today[firm] & (account >= 0)
    worker, firm, account = worker[use], firm[use], account[use]
    wages = (lognormal(m.rng, m.rates.salary_yuan, 0.3, len(worker)) * 100).astype(np.int64)
    start = 9 * 3600 + m.rng.integers(0, 7 * 3600, len(firms))
    paid = pairs(firms[firm], account, start[firm] + m.rng.integers(60, 900, len(worker)), wages, WAGES, MEMO["工资"])
    total = np.bincount(firm, weights=wages, minlength=len(firms)).astype(np.int64)
    income = np.where(total > 0, total // 10_000 * 10_000 + 10_000, 0)
    return together([paid, _from_customers(m, firms, income, start), _trade(m, firms)])


def _from_customers(m: Market, account: Ints, amount: Ints, before: Ints) -> Legs:
    has = amount > 0
    firm = 7_500_000 + account[has] % 3000
    second = np.maximum(before[has] - m.rng.integers(600, 7200, int(has.sum())), 0)
    return legs(account[has], True, second, amount[has], WEB, MEMO["货款"], number=m.names.other_cards(firm),
                bank=m.names.other_bank(firm), name=m.names.of_outsiders(firm))  # fmt: skip


def _trade(m: Market, firms: Ints) -> Legs:
    """What the businesses buy and sell on ordinary days."""
    parts = []
    for is_in in (True, False):
        account = np.repeat(firms, m.rng.poisson(1.5 * m.factors.work, len(firms)))
        firm = 7_500_000 + m.rng.integers(0, 3000, len(account))
        parts.append(legs(
            account, is_in, 30_600 + m.rng.integers(0, 32_000, len(account)),
            prices(m.rng, 3000 if is_in else 2400, 1.1, len(account)), WEB, MEMO["货款"],
            number=m.names.other_cards(firm), bank=m.names.other_bank(firm), name=m.names.of_outsiders(firm),
        ))  # fmt: skip
    return together(parts)


def _group_buyers(m: Market) -> Legs:
    """A group pays one member within two hours; the same evening one sum goes to the seller."""
    buyers = living(m, GROUP_BUYER)
    share = m.rates.group * m.block.size / max(len(buyers), 1) / GROUP_SIZE
    active = buyers[m.rng.random(len(buyers)) < min(share, GROUP_DAYS * 2)]
    return _collected(m, active, GROUP_SIZE, prices(m.rng, 45, 0.5, len(active)), MEMO["团购"], 0.03)


def _collected(m: Market, collectors: Ints, size: int, price: Ints, memo: int, kept: float) -> Legs:
    """Many equal or nearly equal sums from people known, then nearly all of it out in one payment."""
    count = m.rng.poisson(size, len(collectors))
    whose = np.repeat(np.arange(len(collectors)), count)
    payer = m.block.contacts(collectors[whose], m.rng.integers(0, 46, len(whose)))
    account = m.accounts.of[payer, WECHAT].astype(np.int64)
    wallet = m.accounts.of[collectors, WECHAT].astype(np.int64)
    use = (account >= 0) & m.alive[payer] & (payer != collectors[whose])
    whose, account, payer = whose[use], account[use], payer[use]
    start = 8 * 3600 + m.rng.integers(0, 10 * 3600, len(collectors))
    amount = price[whose] * m.rng.integers(1, 4, len(whose))
    paid = pairs(account, wallet[whose], start[whose] + m.rng.integers(0, 7200, len(whose)), amount, TRANSFER, memo)
    total = np.bincount(whose, weights=amount, minlength=len(collectors)).astype(np.int64)
    bill = (total * (1 - kept)).astype(np.int64)
    sent = _sent_away(m, collectors, wallet, bill, 21 * 3600, 2 * 3600, MEMO["货款"])
    return together([paid, sent])


def _couriers(m: Market) -> Legs:
    """Cash on delivery through the own wallet; in the evening all of it goes to the firm."""
    couriers = living(m, COURIER)
    size = m.rates.delivery * m.block.size / max(len(couriers), 1) * min(m.factors.work, 1.0)
    return _collected(m, couriers, round(size), prices(m.rng, 60, 0.6, len(couriers)), MEMO["代收"], 0.0)


def _treasurers(m: Market) -> Legs:
    """Two to four of a family send round sums to one, who pays a loan or a school with it the same or the next hour."""
    treasurers = living(m, TREASURER)
    active = treasurers[(treasurers + m.ordinal) % TREASURER_DAYS == 0]
    count = 2 + (m.rng.random(len(active)) * 3).astype(np.int64)
    whose = np.repeat(np.arange(len(active)), count)
    rank = np.arange(len(whose)) - np.repeat(np.cumsum(count) - count, count)
    payer = m.block.contacts(active[whose], rank)
    account, target = m.bank(payer), m.bank(active)
    use = (account >= 0) & (target[whose] >= 0) & m.alive[payer] & (payer != active[whose])
    whose, account = whose[use], account[use]
    start = 9 * 3600 + m.rng.integers(0, 10 * 3600, len(active))
    amount = round_amounts(m.rng, 1800, 0.6, 100, len(whose))
    paid = pairs(account, target[whose], start[whose] + m.rng.integers(0, 5400, len(whose)), amount, MOBILE,
                 m.rng.choice(np.array([0, MEMO["生活费"], MEMO["还款"]]), len(whose)))  # fmt: skip
    total = np.bincount(whose, weights=amount, minlength=len(active)).astype(np.int64)
    sent = _sent_away(m, active, target, (total * 0.985).astype(np.int64), 20 * 3600, 3 * 3600, MEMO["学费"])
    return together([paid, sent])
