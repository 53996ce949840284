"""Which account a number names. Banks pay to accounts and to cards, and cases name either.

Two sources tell that a card is an account's: the register (silver.accounts) and legs that name both
(features.account_card_daily). Where they agree, or only one knows, the card is another name of the account. A number
that could be several accounts is joined with none, and counted with the reason.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lake.keys import Keys, places_of

PAIR = ("account_key", "card_key")
#: What a pair of both is told by: features.account_card_daily.
LEDGER = (*PAIR, "event_date", "batch_date", "leg_count")
#: Why a number could be several accounts: it is one itself and a card of another; the register alone names several; the
#: ledger alone does; each names one, and not the same.
ACCOUNT, IN_REGISTER, IN_LEDGER, APART = "account", "register", "ledger", "register_and_ledger"
#: Who says that a number names an account: its own key, the register, the ledger.
_SAYING = ("own", "by_register", "by_ledger")


def in_ledger(rows: pa.Table, first: date, day: date) -> pa.Table:
    """The pairs (PAIR) that the ledger tells as known on a day: of rows (LEDGER), events from `first` up to the day."""
    events = pc.and_(pc.greater_equal(rows["event_date"], _date(first)), pc.less_equal(rows["event_date"], _date(day)))
    known = rows.filter(pc.and_(events, pc.less_equal(rows["batch_date"], _date(day))))
    sums = known.group_by(list(PAIR)).aggregate([("leg_count", "sum")])
    return sums.filter(pc.greater(sums["leg_count_sum"], 0)).select(PAIR)


@dataclass(frozen=True)
class Aliases:
    """Numbers in order and the account that each is another name of. `could`: number, account_key and reason of the
    numbers that could be several accounts, one row for each of these."""

    numbers: Keys
    accounts: Keys
    could: pa.Table

    @classmethod
    def of(cls, register: pa.Table, ledger: pa.Table) -> "Aliases":
        """Out of the pairs (PAIR) that either source tells as of a day; in the register card_key may be empty."""
        pairs = _pairs(register, ledger)
        found = _reasons(pairs)
        one = found.filter(pc.and_(pc.equal(found["accounts"], 1), pc.equal(found["own"], 0))).sort_by("number")
        several = found.filter(pc.greater(found["accounts"], 1)).select(["number", "reason"])
        could = pairs.select(["number", "account_key"]).join(several, "number", join_type="inner")
        return cls(one["number"].to_numpy(), one["account"].to_numpy(), could)

    def canonical(self, keys: Keys) -> Keys:
        """The account that each key names: itself, or that of the card."""
        place, is_there = places_of(keys, self.numbers)
        return np.where(is_there, self.accounts[place], keys) if len(self.numbers) else keys

    def names(self, accounts: Keys) -> tuple[Keys, Keys]:
        """(account, name) of every name of some accounts: their own key and those of their cards."""
        is_asked = np.isin(self.accounts, accounts)
        return (
            np.concatenate([accounts, self.accounts[is_asked]]),
            np.concatenate([accounts, self.numbers[is_asked]]),
        )

    def one(self, numbers: Collection[int]) -> dict[int, int]:
        """Number → the account that it names, itself where nobody knows better; not of those that could be several."""
        keys = np.array(sorted(set(numbers) - self.ambiguous.keys()), np.int64)
        return dict(zip(keys.tolist(), self.canonical(keys).tolist(), strict=True))

    @cached_property
    def ambiguous(self) -> dict[int, str]:
        """Number that could be several accounts → why."""
        return dict(zip(self.could["number"].to_pylist(), self.could["reason"].to_pylist(), strict=True))

    def counted(self) -> dict[str, int]:
        """Why numbers could be several accounts → how many."""
        return dict(sorted(Counter(self.ambiguous.values()).items()))

    def within(self, numbers: Collection[int]) -> "Aliases":
        """The same of some numbers."""
        wanted = pa.array(sorted(numbers), pa.int64())
        is_wanted = np.isin(self.numbers, wanted.to_numpy())
        could = self.could.filter(pc.is_in(self.could["number"], wanted))
        return Aliases(self.numbers[is_wanted], self.accounts[is_wanted], could)


def _pairs(register: pa.Table, ledger: pa.Table) -> pa.Table:
    """number, account_key and who says so (0 or 1 in each of _SAYING), once per number and account."""
    told = pa.concat_tables([
        *(_saying(rows["account_key"], rows["account_key"], "own") for rows in (register, ledger)),
        *(
            _saying(cards["card_key"], cards["account_key"], by)
            for by, rows in (("by_register", register), ("by_ledger", ledger))
            for cards in [rows.filter(pc.is_valid(rows["card_key"]))]
        ),
    ])  # fmt: skip
    once = told.group_by(["number", "account_key"]).aggregate([(name, "max") for name in _SAYING])
    return once.rename_columns(["number", "account_key", *_SAYING])


def _saying(numbers: pa.ChunkedArray, accounts: pa.ChunkedArray, by: str) -> pa.Table:
    who = {name: np.full(len(numbers), name == by, np.int8) for name in _SAYING}
    return pa.table({"number": numbers, "account_key": accounts} | who)


def _reasons(pairs: pa.Table) -> pa.Table:
    """number, account (the only one, where it is), accounts (how many it could be), own, reason if it is several."""
    sums = [("account_key", "min"), ("account_key", "count"), *((name, "sum") for name in _SAYING)]
    found = pairs.group_by("number").aggregate(sums).rename_columns(["number", "account", "accounts", *_SAYING])
    is_so = [pc.greater(found["own"], 0), *(pc.greater(found[name], 1) for name in _SAYING[1:])]
    which = pc.make_struct(*[column.combine_chunks() for column in is_so])
    return found.append_column("reason", pc.case_when(which, ACCOUNT, IN_REGISTER, IN_LEDGER, APART))


def _date(day: date) -> pa.Scalar:
    return pa.scalar(day, pa.date32())
