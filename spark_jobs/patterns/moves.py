"""Money that moves forward: which transfers go on from which, and the paths that they make."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from spark_jobs.patterns.transfer_list import Ints, Transfers

Flags = npt.NDArray[np.bool_]
#: So many paths are followed at a time, so that memory is bounded.
AT_A_TIME = 200_000


@dataclass(frozen=True)
class Forward:
    """What goes on from what. `within`: units of time from the first transfer of a path to its last, at most; `gap`:
    from one to the next, at least: 1 where each has to be later, 0 where the same time will do, as where times are
    whole days; `fan`: of an account that pays on more often only the next so many payments are followed."""

    within: int
    gap: int
    fan: int | None = None


@dataclass(frozen=True, eq=False)
class Moves:
    """Transfers in order of payer and time, several of one pair at one time once; `before`: when its payer paid its
    payee the time before, −1 for never."""

    payer: Ints
    payee: Ints
    at: Ints
    before: Ints
    accounts: int
    forward: Forward

    @classmethod
    def of(cls, transfers: Transfers, forward: Forward) -> "Moves":
        """What accounts paid to others."""
        own = transfers.between_others
        pair, at = once(own.payer * own.accounts + own.payee, own.at).T
        before = np.full(len(at), -1)
        before[1:] = np.where(pair[1:] == pair[:-1], at[:-1], -1)
        payer, payee = np.divmod(pair, own.accounts)
        order = np.lexsort((at, payer))
        return cls(payer[order], payee[order], at[order], before[order], own.accounts, forward)

    def of_pairs(self, keep: Flags) -> "Moves":
        """Those to keep: all of a pair, or none."""
        columns = {name: getattr(self, name)[keep] for name in ("payer", "payee", "at", "before")}
        return replace(self, **columns)

    @cached_property
    def onward(self) -> tuple[Ints, Ints]:
        """Which moves go on from each, where a path begins with it: from the first place to before the second."""
        times, forward = np.unique(self.at), self.forward

        def moment(account: Ints, at: Ints, side: Literal["left", "right"]) -> Ints:
            """Both in one number: the place of the time among all, since account times microseconds is too much."""
            found: Ints = account * (len(times) + 1) + np.searchsorted(times, at, side)
            return found

        moments = moment(self.payer, self.at, "left")
        first = np.searchsorted(moments, moment(self.payee, self.at + forward.gap, "left"))
        behind = np.searchsorted(moments, moment(self.payee, self.at + forward.within, "right"))
        return first, behind if forward.fan is None else np.minimum(behind, first + forward.fan)


@dataclass(frozen=True, eq=False)
class Paths:
    """`accounts`: one column per account on the way, the first to the last; when they began; their last transfer."""

    moves: Moves
    accounts: Ints
    begin: Ints
    last: Ints

    @classmethod
    def of(cls, moves: Moves) -> Iterator["Paths"]:
        """Each move is one; in parts."""
        for cut in range(0, len(moves.at), AT_A_TIME):
            part = slice(cut, cut + AT_A_TIME)
            ends = np.column_stack([moves.payer[part], moves.payee[part]])
            yield cls(moves, ends, moves.at[part], cut + np.arange(len(ends)))

    def parts(self) -> Iterator["Paths"]:
        """In parts of AT_A_TIME."""
        for cut in range(0, len(self.last), AT_A_TIME):
            yield self._some(slice(cut, cut + AT_A_TIME))

    def following(self) -> tuple[Ints, Ints]:
        """Each path with each transfer that goes on from it: places of both."""
        first, behind = (places[self.last] for places in self.moves.onward)
        counts = np.maximum(behind - first, 0)
        which = np.repeat(np.arange(len(first)), counts)
        move = np.arange(len(which)) + np.repeat(first - np.cumsum(counts) + counts, counts)
        in_time = self.moves.at[move] <= self.begin[which] + self.moves.forward.within
        return which[in_time], move[in_time]

    def on(self) -> "Paths":
        """One transfer further: to each account once, by the earliest that will do, since this leaves most time for
        what follows; to none that is on the way already but the first."""
        which, move = self.following()
        is_first = self.moves.before[move] < self.moves.at[self.last[which]] + self.moves.forward.gap
        which, move = which[is_first], move[is_first]
        payee = self.moves.payee[move]
        is_new = (self.accounts[which, 1:] != payee[:, None]).all(axis=1)
        which, move = which[is_new], move[is_new]
        return Paths(self.moves, np.column_stack([self.accounts[which], payee[is_new]]), self.begin[which], move)

    def closed(self) -> Ints:
        """The accounts of those that came back to the first."""
        return self.accounts[self.accounts[:, 0] == self.accounts[:, -1], :-1]

    def still_open(self) -> "Paths":
        """Those that did not."""
        return self._some(self.accounts[:, 0] != self.accounts[:, -1])

    def _some(self, keep: Flags | slice) -> "Paths":
        return Paths(self.moves, self.accounts[keep], self.begin[keep], self.last[keep])


def once(*columns: Ints) -> Ints:
    """The rows in order, each once."""
    order = np.lexsort(columns[::-1])
    rows = np.column_stack(columns)[order]
    is_new = np.ones(len(rows), bool)
    is_new[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    return rows[is_new]
