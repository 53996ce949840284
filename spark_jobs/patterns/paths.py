"""Money that moves forward: how often it passes through, scatter-gather, and cycles of at most five accounts.

A path goes from transfer to transfer, none before the one in front of it, all within a window. Several transfers of one
pair at one time are one. Of an account that pays on more often than FAN in a window the next FAN payments are followed:
what spreads so widely is a shop or a payroll, and its paths are all paths.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from spark_jobs.patterns.transfer_list import Ints, Measures, Reals, Transfers, number

FAN = 32
#: So many transfers are followed at a time, so that memory is bounded.
AT_A_TIME = 200_000
#: Accounts of a cycle.
LENGTHS = (2, 3, 4, 5)


@dataclass(frozen=True, eq=False)
class Moves:
    """Transfers in order of payer and time. `moment` is both in one number, to be searched."""

    payer: Ints
    payee: Ints
    at: Ints
    length: int

    @classmethod
    def of(cls, payer: Ints, payee: Ints, at: Ints) -> "Moves":
        """Each payer, payee and time once."""
        rows = _once(payer, at, payee)
        return cls(rows[:, 0], rows[:, 2], rows[:, 1], int(at.max(initial=0)) + 1)

    def after(self, account: Ints, at: Ints, until: Ints) -> tuple[Ints, Ints]:
        """Which move of those asked for, and which of mine goes out of its account from `at` to `until`."""
        moment = self.payer * self.length + self.at
        first = np.searchsorted(moment, account * self.length + at, "left")
        behind = np.searchsorted(moment, account * self.length + np.minimum(until, self.length - 1), "right")
        counts = np.clip(behind - first, 0, FAN)
        asked = np.repeat(np.arange(len(account)), counts)
        return asked, np.arange(len(asked)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)


@dataclass(frozen=True, eq=False)
class Paths:
    """`accounts`: one column per account on the way, the first to the last; when they began and ended."""

    accounts: Ints
    begin: Ints
    end: Ints

    def on(self, moves: Moves, width: int) -> "Paths":
        """One transfer further: not back to an account on the way, except to the first one."""
        which, move = moves.after(self.accounts[:, -1], self.end, self.begin + width)
        payee, so_far = moves.payee[move], self.accounts[which]
        is_new = (so_far[:, 1:] != payee[:, None]).all(axis=1)
        which, move = which[is_new], move[is_new]
        way = np.column_stack([self.accounts[which], moves.payee[move]])
        return Paths(way, self.begin[which], moves.at[move])

    def closed(self) -> Ints:
        """The accounts of those that came back to the first."""
        return self.accounts[self.accounts[:, 0] == self.accounts[:, -1], :-1]

    def still_open(self) -> "Paths":
        """Those that did not."""
        keep = self.accounts[:, 0] != self.accounts[:, -1]
        return Paths(self.accounts[keep], self.begin[keep], self.end[keep])


def paths(transfers: Transfers, days: int) -> Measures:
    """Per account, within `days`: pairs of a transfer in and one out behind it; pairs of accounts that scatter-gather
    through two or more others, as the first, one between, or the last; cycles of each length it lies on."""
    own, width, found = transfers.between_others, days * transfers.day, Measures()
    ways = np.concatenate([two.still_open().accounts for two in _twos(Moves.of(own.payer, own.payee, own.at), width)])
    found[f"account_passed_on_count_{days}d"] = number(ways[:, 1], own.accounts)
    for name, value in zip(("scatter", "between", "gather"), _scatter_gather(ways, own.accounts), strict=True):
        found[f"account_scatter_gather_{name}_count_{days}d"] = value
    for length, on in cycles(own, width).items():
        found[f"account_cycles_of_{length}_count_{days}d"] = on
    return found


def cycles(own: Transfers, width: int) -> dict[int, Reals]:
    """length → per account how many closed paths of so many accounts it lies on; only among accounts that can reach
    each other at all."""
    inside = _strong(own)
    moves = Moves.of(own.payer[inside], own.payee[inside], own.at[inside])
    found = {length: np.zeros(own.accounts) for length in LENGTHS}
    for ways in _twos(moves, width):
        for length in LENGTHS:
            found[length] += number(ways.closed().ravel(), own.accounts)
            if length < LENGTHS[-1]:
                ways = ways.still_open().on(moves, width)
    return found


def _twos(moves: Moves, width: int) -> Iterator[Paths]:
    """All paths of two transfers, in parts: at least one, also where there are none."""
    for cut in range(0, max(len(moves.at), 1), AT_A_TIME):
        part = slice(cut, cut + AT_A_TIME)
        one = Paths(np.column_stack([moves.payer[part], moves.payee[part]]), moves.at[part], moves.at[part])
        yield one.on(moves, width)


def _scatter_gather(ways: Ints, accounts: int) -> tuple[Reals, Reals, Reals]:
    """Of paths a, between, b: how many pairs (a, b) with two or more between each account begins, is between, ends."""
    ways = _once(ways[:, 0], ways[:, 2], ways[:, 1])
    pair = ways[:, 0] * accounts + ways[:, 1]
    _, first, place, counts = np.unique(pair, return_index=True, return_inverse=True, return_counts=True)
    several, is_between = first[counts > 1], counts[place] > 1
    sides = ways[several, 0], ways[is_between, 2], ways[several, 1]
    return number(sides[0], accounts), number(sides[1], accounts), number(sides[2], accounts)


def _once(*columns: Ints) -> Ints:
    """The rows in order, each once."""
    order = np.lexsort(columns[::-1])
    rows = np.column_stack(columns)[order]
    is_new = np.ones(len(rows), bool)
    is_new[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    return rows[is_new]


def _strong(own: Transfers) -> Ints:
    """The transfers inside a strongly connected part."""
    shape = (own.accounts, own.accounts)
    _, part = connected_components(
        csr_array((np.ones(len(own.at)), (own.payer, own.payee)), shape=shape), True, "strong"
    )
    return np.flatnonzero(part[own.payer] == part[own.payee])
