"""A list of transfers as arrays, and what every measure of one does with them: spans, peaks, the most of each."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
Measures = dict[str, Reals]


@dataclass(frozen=True, eq=False)
class Transfers:
    """`payer`, `payee` (places 0 … accounts − 1), `at` (whole units of time from any origin), `fen`: one entry per
    transfer, in any order; `day`: how many units of `at` a day has (86,400 where `at` is in seconds, 1 in days)."""

    payer: Ints
    payee: Ints
    at: Ints
    fen: Ints
    accounts: int
    day: int = 86_400

    @cached_property
    def between_others(self) -> "Transfers":
        """Without what accounts paid to themselves, and with `at` from 0 on."""
        keep = self.payer != self.payee
        at = self.at[keep] - (self.at[keep].min() if keep.any() else 0)
        return Transfers(self.payer[keep], self.payee[keep], at, self.fen[keep], self.accounts, self.day)

    def of_one_sum(self) -> "Transfers":
        """The same with every amount 100 yuan: what is found in it was not found by amounts."""
        return replace(self, fen=np.full_like(self.fen, 10_000))

    def sides(self) -> Iterator[tuple[str, str, Ints, Ints]]:
        """Seen from who is paid, and from who pays: what is counted, who the others are, account, other."""
        yield "in", "payers", self.payee, self.payer
        yield "out", "payees", self.payer, self.payee


def of_keys(payer: Ints, payee: Ints, at: Ints, fen: Ints, day: int = 86_400) -> tuple[Ints, Transfers]:
    """The keys of all accounts in order, and the transfers with keys turned into their places."""
    keys, places = np.unique(np.concatenate([payer, payee]), return_inverse=True)
    return keys, Transfers(places[: len(payer)], places[len(payer) :], at, fen, len(keys), day)


def number(owner: Ints, accounts: int) -> Reals:
    """How many entries each account has."""
    return np.bincount(owner, minlength=accounts).astype(np.float64)


def most(owner: Ints, values: npt.ArrayLike, accounts: int) -> Reals:
    """The largest value of each account, 0 where it has none and none is larger."""
    found = np.zeros(accounts)
    np.maximum.at(found, owner, np.asarray(values, np.float64))
    return found


def three(account: Ints, values: Ints, accounts: int) -> tuple[Reals, Reals, Reals]:
    """Least, lower median and largest value of each account, 0 where it has none."""
    order = np.lexsort((values, account))
    has, first, counts = np.unique(account[order], return_index=True, return_counts=True)
    found = np.zeros((3, accounts))
    for row, place in zip(found, (first, first + (counts - 1) // 2, first + counts - 1), strict=True):
        row[has] = values[order][place]
    return found[0], found[1], found[2]


def peak(owner: Ints, begin: Ints, end: Ints, accounts: int) -> Reals:
    """Of spans [begin, end) from 0 on, the most that cover one moment, per owner.

    Begins and ends are sorted as single numbers (owner, time, which), so that one sort does and nothing is moved
    along. At the same time ends come first.
    """
    if not len(owner):
        return np.zeros(accounts)
    length = int(max(begin.max(), end.max())) + 1
    moments = np.concatenate([(owner * length + begin) * 2 + 1, (owner * length + end) * 2])
    moments.sort()
    covering = np.cumsum((moments & 1) * 2 - 1)
    first = np.flatnonzero(np.diff(moments // (2 * length), prepend=-1))
    found = np.zeros(accounts)
    found[moments[first] // (2 * length)] = np.maximum.reduceat(covering, first)
    return found


def until_next(group: Ints, at: Ints, width: int) -> Ints:
    """The end of the span that each entry opens: `width` later, or where the next one of its group opens one."""
    order = np.lexsort((at, group))
    following, end = np.append(order[1:], order[:1]), at + width
    is_same = group[order] == group[following]
    is_same[-1:] = False
    end[order] = np.where(is_same, np.minimum(end[order], at[following]), end[order])
    return end
