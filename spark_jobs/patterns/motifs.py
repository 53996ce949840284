"""Cycles and scatter-gather: the one definition of both, for the day's graph and for any list of transfers.

A **cycle** is two to five accounts of which each pays the next, and the last the first. **Scatter-gather** is one
account that pays two or more others, each of which then pays one and the same account, which is not the first. Money
has to move forward, as `Forward` says: how long all of it may take, and whether a transfer may have the time of the one
before it. The same accounts in the same order are one pattern, however many transfers there are between them and
wherever it begins.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from spark_jobs.patterns.moves import Moves, Paths, once
from spark_jobs.patterns.transfer_list import Ints, Reals, number

#: Accounts of a cycle.
LENGTHS = (2, 3, 4, 5)
#: How often transfers that lead nowhere are left out before cycles are looked for: more hops than traced money goes.
ROUNDS = 8


class ScatterGather(NamedTuple):
    """Per account how many patterns it begins, is between, and ends."""

    scatter: Reals
    between: Reals
    gather: Reals


def cycles(moves: Moves) -> dict[int, Reals]:
    """Length → per account on how many cycles of so many accounts it lies."""
    found: dict[int, list[Ints]] = {length: [np.empty((0, length), np.int64)] for length in LENGTHS}
    for ways in _closed(Paths.of(_in_and_out(moves))):
        found[ways.shape[1]].append(_each_once(ways))
    return {length: number(_each_once(np.concatenate(ways)).ravel(), moves.accounts) for length, ways in found.items()}


def scatter_gather(moves: Moves) -> ScatterGather:
    """How often each account scatters, is between, and gathers."""
    ways = [part.on().still_open().accounts for part in Paths.of(moves)]
    source, middle, target = np.concatenate([np.empty((0, 3), np.int64), *ways]).T
    pair, middle = once(source * moves.accounts + target, middle).T
    names, place, counts = np.unique(pair, return_inverse=True, return_counts=True)
    several = names[counts > 1]
    sides = several // moves.accounts, middle[counts[place] > 1], several % moves.accounts
    return ScatterGather(*(number(side, moves.accounts) for side in sides))


def _closed(parts: Iterable[Paths]) -> Iterator[Ints]:
    """The ways that come back to their first account, part by part to the end."""
    for part in parts:
        further = part.on()
        yield further.closed()
        if further.accounts.shape[1] <= LENGTHS[-1]:
            yield from _closed(further.still_open().parts())


def _each_once(ways: Ints) -> Ints:
    """Cycles from their smallest account on."""
    places = (ways.argmin(axis=1)[:, None] + np.arange(ways.shape[1])) % ways.shape[1]
    return once(*np.take_along_axis(ways, places, axis=1).T)


def _in_and_out(moves: Moves) -> Moves:
    """Without what ends at once: transfers of whom nobody pays, and to whom pays nobody, are on no cycle; nor are those
    that are left so without them."""
    for _ in range(ROUNDS):
        is_paid, pays = (np.bincount(side, minlength=moves.accounts) > 0 for side in (moves.payee, moves.payer))
        keep = is_paid[moves.payer] & pays[moves.payee]
        if keep.all():
            return moves
        moves = moves.of_pairs(keep)
    return moves
