"""Cycles and scatter-gather: literal rows, and equal to a plain search."""

from itertools import permutations
from random import Random

import numpy as np
import pytest

from spark_jobs.patterns.motifs import LENGTHS, cycles, scatter_gather
from spark_jobs.patterns.moves import Forward, Moves, Paths
from spark_jobs.patterns.transfer_list import Transfers

#: Payer, payee, hour.
Row = tuple[int, int, int]
ACCOUNTS, HOURS = 10, 72
LATER, SAME_TIME = Forward(HOURS, gap=1), Forward(HOURS, gap=0)
#: An hour in microseconds, as the day's graph counts.
US = 3600 * 10**6
LATER_US = Forward(HOURS * US, gap=1)


def moves(rows: list[Row], forward: Forward = LATER) -> Moves:
    payer, payee, at = np.array(rows, np.int64).reshape(-1, 3).T
    return Moves.of(Transfers(payer, payee, at, np.ones_like(at), ACCOUNTS, day=24), forward)


def on_cycles(rows: list[Row], forward: Forward = LATER) -> dict[int, int]:
    """Account → on how many cycles of any length it lies."""
    found = sum(cycles(moves(rows, forward)).values())
    return {account: int(count) for account, count in enumerate(np.asarray(found)) if count}


def in_scatter_gather(rows: list[Row], forward: Forward = LATER) -> list[dict[int, int]]:
    """Account → count, of those that scatter, are between, gather."""
    sides = scatter_gather(moves(rows, forward))
    return [{account: int(count) for account, count in enumerate(side) if count} for side in sides]


def ring(size: int, each_h: int = 1) -> list[Row]:
    """Each of so many accounts pays the next, one after another."""
    return [(n, (n + 1) % size, n * each_h) for n in range(size)]


@pytest.mark.parametrize("size", LENGTHS)
def test_cycles_of_two_to_five_accounts(size: int) -> None:
    found = {length: on.tolist()[:size] for length, on in cycles(moves(ring(size))).items() if on.any()}
    assert found == {size: [1] * size}


def test_six_accounts_are_too_many_and_what_is_paid_to_oneself_is_nothing() -> None:
    assert on_cycles(ring(6)) == on_cycles([(1, 1, 0), (1, 1, 1)]) == {}


def test_72_hours_from_the_first_transfer_to_the_last() -> None:
    assert on_cycles([(1, 2, 0), (2, 1, HOURS)]) == {1: 1, 2: 1}
    assert on_cycles([(1, 2, 0), (2, 1, HOURS + 1)]) == {}
    assert on_cycles(ring(5, 18)) == dict.fromkeys(range(5), 1) and on_cycles(ring(5, 19)) == {}
    assert on_cycles([(n, m, at * US) for n, m, at in ring(5, 18)], LATER_US) == dict.fromkeys(range(5), 1)
    late = [(n, m, at * US + (at == 72)) for n, m, at in ring(5, 18)]
    assert on_cycles(late, LATER_US) == {}, "a microsecond too long"


def test_account_and_time_together_may_be_more_than_64_bits_hold() -> None:
    long = 2**61
    assert on_cycles([(8, 9, 0), (9, 8, long)], Forward(long, gap=1)) == {8: 1, 9: 1}
    assert on_cycles([(8, 9, 0), (9, 8, long)], Forward(long - 1, gap=1)) == {}


def test_an_equal_time_is_later_only_where_that_is_said() -> None:
    rows = [(1, 2, 5), (2, 3, 5), (3, 1, 5)]
    assert on_cycles(rows) == {} and on_cycles(rows, SAME_TIME) == {1: 1, 2: 1, 3: 1}, "once, wherever it begins"
    assert on_cycles([(1, 2, 5), (2, 1, 4)], SAME_TIME) == {1: 1, 2: 1} == on_cycles([(1, 2, 5), (2, 1, 4)])
    assert on_cycles([(1, 2, 3), (2, 3, 2), (3, 1, 1)], SAME_TIME) == {}, "backward"


def test_several_transfers_are_one_cycle_and_each_order_is_one() -> None:
    several = [(1, 2, 0), (1, 2, 1), (2, 1, 5), (2, 1, 6), (2, 3, 7), (3, 1, 8)]
    assert on_cycles(several) == {1: 2, 2: 2, 3: 1}
    both_ways = [*several[-2:], (1, 2, 6), (1, 3, 10), (3, 2, 11), (2, 1, 12)]
    assert cycles(moves(both_ways))[3].tolist()[1:4] == [2, 2, 2]
    eight = [(1, 2, 1), (2, 3, 2), (3, 2, 3), (2, 1, 4)]
    assert on_cycles(eight) == {1: 1, 2: 2, 3: 1}, "two of two accounts; none goes over an account twice"


def test_the_later_of_two_transfers_closes_where_the_first_comes_too_early() -> None:
    assert on_cycles([(1, 2, 10), (2, 3, 5), (2, 3, 20), (3, 1, 15), (3, 1, 30)]) == {1: 1, 2: 1, 3: 1}
    assert on_cycles([(1, 2, 0), (1, 2, 50), (2, 1, 100)]) == {1: 1, 2: 1}, "from the second within 72 hours"


def test_a_path_goes_on_to_each_account_once_by_the_earliest() -> None:
    of = moves([(1, 2, 5), (2, 3, 5), (2, 3, 6), (2, 3, 7), (2, 4, 8)])
    further = next(Paths.of(of)).on()
    assert [*zip(further.accounts[:, -1].tolist(), of.at[further.last].tolist(), strict=True)] == [(3, 1), (4, 3)]


def test_scatter_gather_through_two_or_more() -> None:
    out, back = [(1, 2, 0), (1, 3, 0), (1, 4, 9)], [(2, 9, 1), (3, 9, 2), (4, 9, 8)]
    assert in_scatter_gather(out + back) == [{1: 1}, {2: 1, 3: 1}, {9: 1}], "4 paid before it was paid"
    assert in_scatter_gather(out + back[:1]) == [{}, {}, {}], "one between is not enough"
    assert in_scatter_gather([*out, (2, 1, 1), (3, 1, 1)]) == [{}, {}, {}], "the last is not the first"
    assert in_scatter_gather([*out, (2, 9, HOURS), (3, 9, HOURS)])[0] == {1: 1}
    assert in_scatter_gather([*out, (2, 9, HOURS + 1), (3, 9, HOURS)])[0] == {}
    assert in_scatter_gather([(1, 2, 0), (1, 2, 70), (1, 3, 0), (2, 9, 75), (3, 9, 5)])[2] == {9: 1}


def test_scatter_gather_at_one_time_only_where_that_is_said() -> None:
    rows = [(1, 2, 0), (1, 3, 0), (2, 9, 0), (3, 9, 0)]
    assert in_scatter_gather(rows) == [{}, {}, {}]
    assert in_scatter_gather(rows, SAME_TIME) == [{1: 1}, {2: 1, 3: 1}, {9: 1}]


def test_of_one_who_pays_widely_the_next_few_are_followed_where_that_is_said() -> None:
    rows = [(1, 2, 0), (2, 3, 1), (2, 4, 2), (2, 1, 3)]
    assert on_cycles(rows) == on_cycles(rows, Forward(HOURS, gap=1, fan=1)) == {1: 1, 2: 1}, "3 and 4 lie on none"
    rows += [(3, 2, 0), (4, 2, 0)]
    assert on_cycles(rows) == {1: 1, 2: 3, 3: 1, 4: 1}
    assert on_cycles(rows, Forward(HOURS, gap=1, fan=2)) == {2: 2, 3: 1, 4: 1}


def test_no_transfers_and_no_accounts() -> None:
    empty = np.empty(0, np.int64)
    for accounts in (0, 3):
        none = Moves.of(Transfers(empty, empty, empty, empty, accounts), LATER)
        assert [on.tolist() for on in (*cycles(none).values(), *scatter_gather(none))] == [[0] * accounts] * 7


def searched(rows: list[Row], gap: int) -> dict[int, int]:
    """Cycles by trying every order of up to five accounts."""
    found = {
        path
        for length in LENGTHS
        for path in permutations(sorted({key for row in rows for key in row[:2]}), length)
        if path[0] == min(path) and any(_goes_round(path[n:] + path[:n], rows, gap) for n in range(length))
    }
    return {key: on for key in range(ACCOUNTS) if (on := sum(key in path for path in found))}


def _goes_round(path: tuple[int, ...], rows: list[Row], gap: int) -> bool:
    ends = list(zip(path, path[1:] + path[:1], strict=True))
    for first in (at for payer, payee, at in rows if (payer, payee) == ends[0]):
        reached = {first}
        for end in ends[1:]:
            reached = {at for *pair, at in rows if tuple(pair) == end and any(at >= last + gap for last in reached)}
        if any(at <= first + HOURS for at in reached):
            return True
    return False


@pytest.mark.parametrize("gap", [0, 1])
@pytest.mark.parametrize("seed", range(4))
def test_cycles_are_those_of_a_plain_search(seed: int, gap: int) -> None:
    chance = Random(seed)
    rows = [(chance.randint(1, 6), chance.randint(1, 6), chance.randint(0, 26) * 5) for _ in range(40)]
    rows = [row for row in rows if row[0] != row[1]]
    assert on_cycles(rows, Forward(HOURS, gap)) == searched(rows, gap) != {}
    assert searched(rows, 0) != searched(rows, 1), "the rows tell the two apart"
