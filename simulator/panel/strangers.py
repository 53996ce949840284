"""The world's trait in calls and money: numbers on scammers' lists are called more often; who responds talks longer
with strangers, pays them small sums, gets some back, and borrows. Every day alike, whatever happens to them."""

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.panel.accounts import ALIPAY, BANK1, WECHAT
from simulator.panel.calls import FOREIGN, IN, NO_AREA, OUT, PLAIN, VOICE, CallLegs
from simulator.panel.chatter import cold_calls, one_leg
from simulator.panel.draws import prices, round_amounts
from simulator.panel.exchange import Exchange
from simulator.panel.legs import LOAN, MEMO, TRANSFER, Legs, legs, together
from simulator.panel.market import Market
from simulator.panel.numbers import ELSEWHERE, VIRTUAL, Ints
from simulator.residents import uniform
from simulator.susceptible import Susceptible
from simulator.trait_world import Responding

KNOWN_DAYS = 10  # one stays in touch with a stranger for so long: assumption
FOREIGN_SHARE, VIRTUAL_SHARE, CALLED = 0.15, 0.35, 0.8  # of talks: from abroad, from virtual numbers, incoming
REBATE = (1.05, 1.30)  # times what was paid: assumption
REBATE_SOON = (1200, 28_800)  # seconds until it comes
REBATE_LIMIT = 50_000  # fen
PAYEES = 6_000_000  # people at other banks are numbered from here, as those whom everybody pays


class Strangers:
    """What strangers are to the carriers of a block; nothing at all, and no draw, where nobody carries the trait."""

    def __init__(self, carriers: Susceptible) -> None:
        self.carriers, self.trait = carriers, carriers.trait

    def calls(self, x: Exchange) -> list[CallLegs]:
        """The legs of the day."""
        parts = []
        if self.trait and self.trait.listed.share > 0:
            own = _times(x.rng, x.alive, x.block.first, x.block.last, self.carriers.listed, self.trait.listed.calls)
            parts.append(cold_calls(x, own))
        if self.trait and self.trait.responding.share > 0:
            parts.append(self._talks(x, self.trait.responding))
        return parts

    def _talks(self, x: Exchange, rates: Responding) -> CallLegs:
        own = _times(x.rng, x.alive, x.block.first, x.block.last, self.carriers.responding, rates.talks)
        size, ordinal = len(own), x.day.toordinal()
        chance, digits = (uniform(x.accounts.seed, salt, _acquaintance(own, ordinal)) for salt in (1301, 1302))
        number = (digits * 10**8).astype(np.int64)
        is_foreign, is_virtual = chance < FOREIGN_SHARE, chance < FOREIGN_SHARE + VIRTUAL_SHARE
        abroad = np.array([int(prefix) for prefix in x.params.foreign_prefixes])[
            number % len(x.params.foreign_prefixes)
        ]
        virtual, mobile = (np.array(heads, dtype=np.int64)[number % len(heads)] for heads in (VIRTUAL, ELSEWHERE))
        head = np.select([is_foreign, is_virtual], [abroad, virtual], mobile)
        area = np.where(is_foreign, NO_AREA, x.params.away_areas[0])
        return one_leg(
            x, own, head * 10**8 + number, x.talk(rates.talk_minutes * 60, 0.9, size), VOICE, x.rates.texts,
            prefix=np.where(is_foreign, FOREIGN, PLAIN), peer_area=area,
            direction=np.where(x.rng.random(size) < CALLED, IN, OUT),
        )  # fmt: skip

    def money(self, m: Market) -> list[Legs]:
        """The legs of the day."""
        if not (self.trait and self.trait.responding.share > 0):
            return []
        rates, block = self.trait.responding, m.block
        payer, borrower = (
            _times(m.rng, m.alive, block.first, block.last, self.carriers.responding, rate)
            for rate in (rates.payments, rates.loans)
        )
        return [_payments(m, payer, rates), _loans(m, borrower[m.accounts.holders.is_adult[borrower]], rates)]


def _times(
    rng: np.random.Generator, alive: npt.NDArray[np.bool_], first: int, last: int,
    strength: npt.NDArray[np.float32], rate: float,
) -> Ints:  # fmt: skip
    """Living carriers of a block, each as often as it happens to them today."""
    who = first + np.flatnonzero((strength[first:last] > 0) & alive[first:last])
    return np.repeat(who, rng.poisson(rate * strength[who])).astype(np.int64)


def _acquaintance(who: Ints, ordinal: int) -> Ints:
    """A number for the stranger of the moment: another one every so many days, not on the same day for all."""
    result: Ints = who * 4096 + (ordinal + who % KNOWN_DAYS) // KNOWN_DAYS % 4096
    return result


def _payments(m: Market, payer: Ints, rates: Responding) -> Legs:
    size = len(payer)
    account = m.account(payer, np.where(m.rng.random(size) < 0.6, WECHAT, ALIPAY))
    amount, second = prices(m.rng, rates.payment_yuan, 0.9, size), m.at(size)
    stranger = (uniform(m.seed, 1303, _acquaintance(payer, m.ordinal)) * 10**7).astype(np.int64) + PAYEES
    other: dict[str, Any] = {"number": m.names.other_cards(stranger), "bank": m.names.other_bank(stranger),
             "name": m.names.of_outsiders(stranger)}  # fmt: skip
    paid = legs(account, False, second, amount, m.transfer_kinds(account), m.rng.choice(np.array([0, 1, 21]), size),
                device=m.devices(payer), **other)  # fmt: skip
    more = m.rng.uniform(*REBATE, size)
    later = second + m.rng.integers(*REBATE_SOON, size)
    comes = (m.rng.random(size) < rates.rebated) & (later < 86_400)
    back = np.minimum((amount * more).astype(np.int64) // 10 * 10 + 10, REBATE_LIMIT)
    return together([paid, legs(account[comes], True, later[comes], back[comes], TRANSFER,
                                **{name: column[comes] for name, column in other.items()})])  # fmt: skip


def _loans(m: Market, borrower: Ints, rates: Responding) -> Legs:
    bank = m.account(borrower, np.full(len(borrower), BANK1))
    lender = 9_000_000 + borrower % 12
    amount = round_amounts(m.rng, rates.loan_yuan, 0.6, 500, len(borrower))
    return legs(bank, True, m.at(len(borrower)), amount, LOAN, MEMO["借款"], number=m.names.other_cards(lender),
                bank=m.names.other_bank(lender))  # fmt: skip
