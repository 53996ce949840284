"""Cycles and scatter-gather among the traced transfers of a date: how many of each an account takes part in.

Money has to move forward: each transfer of a pattern lies behind the one before it, and all within 72 hours. The same
accounts in the same order are one pattern, however many transfers there are between them.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import rustworkx

#: payer, payee, microseconds since 1970.
Move = tuple[int, int, int]
LENGTH, WITHIN_US = 5, 72 * 3600 * 10**6
#: So many accounts between one that scatters and one that gathers.
BETWEEN = 2


def cycles(moves: Iterable[Move]) -> Counter[int]:
    """account → how many cycles of at most five accounts it lies on."""
    times = _times(_in_cycles(list(moves)))
    found = {
        _rotated(path) for payer, payees in times.items() for payee in payees for path in _from(payer, payee, times)
    }
    return Counter(account for path in found for account in path)


def scatter_gather(moves: Iterable[Move]) -> Counter[int]:
    """account → in how many patterns it scatters, is between, or gathers: one account pays two or more others, and each
    of these then pays the same account."""
    times = _times(list(moves))
    found: Counter[int] = Counter()
    for source, payees in times.items():
        between: dict[int, list[int]] = defaultdict(list)
        for middle, starts in payees.items():
            for target, ends in times.get(middle, {}).items():
                if target not in (source, middle) and middle != source and _follows(starts, ends):
                    between[target].append(middle)
        for target, middles in between.items():
            if len(middles) >= BETWEEN:
                found.update([source, target, *middles])
    return found


Times = dict[int, dict[int, list[int]]]


def _times(moves: list[Move]) -> Times:
    """payer → payee → when it paid, in order."""
    found: Times = defaultdict(lambda: defaultdict(list))
    for payer, payee, at in sorted(moves, key=lambda move: move[2]):
        found[payer][payee].append(at)
    return found


def _in_cycles(moves: list[Move]) -> list[Move]:
    """The moves that can lie on a cycle: both ends can reach each other, whatever the times."""
    places = {key: place for place, key in enumerate(sorted({key for move in moves for key in move[:2]}))}
    graph = rustworkx.PyDiGraph(multigraph=False)
    graph.add_nodes_from(list(places))
    graph.add_edges_from_no_data([(places[payer], places[payee]) for payer, payee, _ in moves])
    part = {place: n for n, these in enumerate(rustworkx.strongly_connected_components(graph)) for place in these}
    return [move for move in moves if move[0] != move[1] and part[places[move[0]]] == part[places[move[1]]]]


def _from(start: int, then: int, times: Times) -> Iterator[tuple[int, ...]]:
    """The cycles whose first transfer is one from `start` to `then`."""
    for first in times[start][then]:
        yield from _onwards((start, then), first, first + WITHIN_US, times)


def _onwards(path: tuple[int, ...], at: int, until: int, times: Times) -> Iterator[tuple[int, ...]]:
    for payee, told in times.get(path[-1], {}).items():
        place = bisect_right(told, at)  # the earliest that is later leaves most time for what follows
        if place < len(told) and told[place] <= until:
            if payee == path[0]:
                yield path
            elif payee not in path and len(path) < LENGTH:
                yield from _onwards((*path, payee), told[place], until, times)


def _rotated(path: tuple[int, ...]) -> tuple[int, ...]:
    """The cycle from its smallest key on."""
    place = path.index(min(path))
    return path[place:] + path[:place]


def _follows(starts: list[int], ends: list[int]) -> bool:
    """Whether one of `ends` lies behind one of `starts`, within the time."""
    merged = sorted([*((at, 1) for at in starts), *((at, 0) for at in ends)])
    last = None
    for at, is_start in merged:
        if is_start:
            last = at
        elif last is not None and last < at <= last + WITHIN_US:
            return True
    return False
