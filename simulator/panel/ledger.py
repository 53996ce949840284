"""Balances and texts: from a block's legs to the rows its institutions would report."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simulator.panel.accounts import WECHAT, Accounts
from simulator.panel.legs import CASH_KINDS, KINDS, MEMO, MEMOS, NOBODY, TOP_UP, TRANSFER, Legs, legs, together
from simulator.panel.names import Names
from simulator.panel.numbers import Ints, texts
from simulator.panel_world import SOURCES

SECONDS = 86_400
UNIX_DAY = 719_163  # proleptic ordinal of 1970-01-01
SERIALS = 10**8
LARGE = 1_000_000  # fen


@dataclass
class Ledger:
    """Balances of all accounts, and the running number of the day's rows.

    `large`: the instants (seconds since the proleptic day 0) at which own money of LARGE or more came from elsewhere.
    """

    accounts: Accounts
    names: Names
    balance: Ints
    ordinal: int = 0
    written: int = 0
    large: dict[int, list[int]] = field(default_factory=dict)

    def begin(self, ordinal: int) -> None:
        """A new day."""
        self.ordinal, self.written = ordinal, 0

    def note(self, account: int, at: int, amount: int) -> None:
        """Remember own money from elsewhere if it is much."""
        if amount >= LARGE:
            self.large.setdefault(account, []).append(at)

    def post(self, day: Legs, rng: np.random.Generator) -> pa.Table:
        """Book the legs of some accounts for today, all of them at once, and write their rows.

        Whoever would fall below zero first receives money from a card elsewhere.
        """
        order = _in_order(day)
        short, need, first = self._shortages(day, order)
        if len(short):
            day = together([day, self._filled(rng, short, need, first)])
            order = _in_order(day)
        day, origin = day.where(order), order
        balance = self._run(day)
        serial = np.arange(len(day), dtype=np.int64) + self.written
        self.written += len(day)
        reversed_row = np.full(len(day), NOBODY, dtype=np.int64)
        if (day.reverses >= 0).any():
            place = np.empty(len(day), dtype=np.int64)
            place[origin] = serial
            reversed_row = np.where(day.reverses >= 0, place[day.reverses], NOBODY)
        return self._table(day, balance, serial, reversed_row)

    def _shortages(self, day: Legs, order: Ints) -> tuple[Ints, Ints, Ints]:
        """Accounts that would fall below zero, by how much, and the second of their first leg."""
        if len(day) == 0:
            return (np.empty(0, dtype=np.int64),) * 3
        account, delta = day.account[order], _deltas(day)[order]
        starts = np.flatnonzero(np.r_[True, account[1:] != account[:-1]])
        total = np.cumsum(delta)
        before = np.r_[0, total[starts[1:] - 1]]
        lowest = np.minimum.reduceat(total, starts) - before + self.balance[account[starts]]
        is_short = lowest < 0
        return account[starts][is_short], -lowest[is_short], day.second[order][starts][is_short]

    def _filled(self, rng: np.random.Generator, account: Ints, need: Ints, first: Ints) -> Legs:
        """Money from the holder's own card at a bank we do not see."""
        amount = (need + rng.integers(0, 80_000, len(need))) // 10_000 * 10_000 + 10_000
        second = np.maximum(first - rng.integers(20, 2400, len(first)), 0)
        for n in np.flatnonzero(amount >= LARGE).tolist():
            self.note(int(account[n]), self.ordinal * SECONDS + int(second[n]), int(amount[n]))
        is_wallet = self.accounts.source[account] >= WECHAT
        return legs(
            account, True, second, amount, np.where(is_wallet, TOP_UP, TRANSFER), MEMO["充值"] * is_wallet,
            number=self.names.other_cards(self.accounts.owner[account]), name=self.names.of_accounts(account),
            bank=self.names.other_bank(self.accounts.owner[account]),
        )  # fmt: skip

    def _run(self, day: Legs) -> Ints:
        """The balance after each leg; keeps the last of each account."""
        if len(day) == 0:
            return np.empty(0, dtype=np.int64)
        starts = np.flatnonzero(np.r_[True, day.account[1:] != day.account[:-1]])
        total = np.cumsum(_deltas(day))
        before = np.r_[0, total[starts[1:] - 1]]
        length = np.diff(np.r_[starts, len(day)])
        balance: Ints = total + np.repeat(self.balance[day.account[starts]] - before, length)
        self.balance[day.account[starts]] = balance[np.r_[starts[1:], len(day)] - 1]
        return balance

    def _table(self, day: Legs, balance: Ints, serial: Ints, reversed_row: Ints) -> pa.Table:
        at = (self.ordinal - UNIX_DAY) * SECONDS + day.second
        peer_no, peer_name, peer_bank = self.names.peers(day)
        return pa.table({
            "source": _words(self.accounts.source[day.account], SOURCES),
            "account_index": pa.array(day.account.astype(np.int32)), "at": pa.array(at),
            "amount_fen": pa.array(day.amount), "balance_fen": pa.array(balance), "is_in": pa.array(day.is_in),
            "peer_no": peer_no, "peer_name": peer_name, "peer_bank": peer_bank,
            "is_cash": pa.array(np.isin(day.kind, CASH_KINDS)), "memo": _words(day.memo, MEMOS),
            "currency": _words(np.zeros(len(day), dtype=np.uint8), ("CNY",)),
            "is_success": pa.array(day.is_success), "kind": _words(day.kind, KINDS), **self.names.channels(day),
            "serial": self._serials(serial), "reversal_of": self._serials(reversed_row),
        })  # fmt: skip

    def _serials(self, rows: Ints) -> pa.Array:
        """`T<day>N<row>`: in the order of the rows; null for NOBODY."""
        head = f"T{self.ordinal}N"
        if len(rows) and (rows < 0).all():
            return pa.nulls(len(rows), pa.string())
        known = pc.binary_join_element_wise(head, texts(np.maximum(rows, 0) + SERIALS), "")
        return known if (rows >= 0).all() else pc.if_else(pa.array(rows >= 0), known, pa.scalar(None, pa.string()))


def _deltas(day: Legs) -> Ints:
    signed = np.where(day.is_in, day.amount, -day.amount)
    result: Ints = signed * day.is_success
    return result


def _in_order(day: Legs) -> Ints:
    """By account and time; at the same second what comes in is booked first."""
    key = (day.account * SECONDS + day.second) * 2 + ~day.is_in
    return np.argsort(key, kind="stable")


def _words(codes: npt.NDArray[np.uint8], known: tuple[str, ...]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int8)), pa.array(known))
