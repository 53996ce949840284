"""What each account does in a list of transfers: fan, degree, repeats, times, paths, cycles, loops, sums.

Nothing here goes over transfers one by one: sorts, searches and sparse products of whole arrays.
"""

from collections.abc import Collection

import numpy as np

from spark_jobs.patterns import loops, paths, pauses
from spark_jobs.patterns.transfer_list import Ints, Measures, Reals, Transfers, most, number, peak, three, until_next

#: Days within which a pattern has to happen: 72 hours, and the longest window.
DAYS = (3, 30)


def account_patterns(transfers: Transfers, windows: Collection[int] = DAYS) -> Measures:
    """Every measure here, by name: an array over the accounts, 0 where nothing happened."""
    found = degrees(transfers) | pauses.times(transfers) | sums(transfers) | loops.loops(transfers)
    for days in windows:
        found |= fans(transfers, days) | paths.paths(transfers, days)
    return found


def degrees(transfers: Transfers) -> Measures:
    """How many transfers, how many others, the most on one day, and the most on one day with one other and of one sum;
    of the others the one who has most others himself."""
    own, found = transfers.between_others, Measures()
    for way, others, account, other in own.sides():
        pairs = np.unique(account * own.accounts + other)
        found[f"account_{way}_count"] = number(account, own.accounts)
        found[f"account_{others}_distinct_count"] = number(pairs // own.accounts, own.accounts)
        found[f"account_{way}_count_peak_1d"] = peak(account, own.at, own.at + own.day, own.accounts)
        found[f"account_{way}_repeat_peak_1d"] = _most_of_groups(own, account, account * own.accounts + other)
        found[f"account_{way}_same_fen_peak_1d"] = _most_of_groups(own, account, _groups(account, own.fen))
    return found | _popular(own, found)


def fans(transfers: Transfers, days: int) -> Measures:
    """Most distinct payers and payees in any window of `days`, and gather-scatter: at the best moment the smaller of
    the payers up to it and the payees from it on, each within a window."""
    own, width, found = transfers.between_others, days * transfers.day, Measures()
    for _, others, account, other in own.sides():
        end = until_next(account * own.accounts + other, own.at, width)
        found[f"account_{others}_distinct_peak_{days}d"] = peak(account, own.at, end, own.accounts)
    return found | {f"account_gather_scatter_peak_{days}d": _gather_scatter(own, width)}


def sums(transfers: Transfers) -> Measures:
    """Least, middle and largest sum each way, the least by the middle one, and what went out by what came in."""
    found = Measures()
    for way, _, account, _ in transfers.sides():
        low, middle, high = three(account, transfers.fen, transfers.accounts)
        found[f"account_{way}_least_fen"], found[f"account_{way}_median_fen"] = low, middle
        found[f"account_{way}_largest_fen"] = high
        found[f"account_{way}_least_to_median_ratio"] = low / np.maximum(middle, 1)
    fen_in, fen_out = (np.bincount(side[2], transfers.fen, transfers.accounts) for side in transfers.sides())
    return found | {"account_through_ratio": np.minimum(fen_in, fen_out) / np.maximum(np.maximum(fen_in, fen_out), 1)}


def _most_of_groups(own: Transfers, account: Ints, group: Ints) -> Reals:
    """The most of one group on any one day, of each account's groups."""
    names, place = np.unique(group, return_inverse=True)
    peaks = peak(place, own.at, own.at + own.day, len(names))
    return most(account, peaks[place], own.accounts)


def _groups(account: Ints, fen: Ints) -> Ints:
    """One number per account and sum."""
    values, place = np.unique(fen, return_inverse=True)
    return account * len(values) + place


def _popular(own: Transfers, found: Measures) -> Measures:
    payers, payees = found["account_payers_distinct_count"], found["account_payees_distinct_count"]
    return {
        "account_payee_payers_most_count": most(own.payer, payers[own.payee], own.accounts),
        "account_payer_payees_most_count": most(own.payee, payees[own.payer], own.accounts),
    }


def _gather_scatter(own: Transfers, width: int) -> Reals:
    if not len(own.at):
        return np.zeros(own.accounts)
    into, out = own.payee * own.accounts + own.payer, own.payer * own.accounts + own.payee
    top = int(own.at.max())
    before = _covering(own.payee, own.at, until_next(into, own.at, width), own.payee, own.at)
    # payees from a moment on: the same in a time that runs backwards
    after = _covering(own.payer, top - own.at, until_next(out, top - own.at, width), own.payee, top - own.at)
    return most(own.payee, np.minimum(before, after), own.accounts)


def _covering(owner: Ints, begin: Ints, end: Ints, asked: Ints, at: Ints) -> Ints:
    """How many spans [begin, end) of the account that is asked for cover the moment `at`."""
    length = int(max(begin.max(), end.max(), at.max())) + 1
    begun, ended = np.sort(owner * length + begin), np.sort(owner * length + end)
    moment = asked * length + at
    return np.searchsorted(begun, moment, "right") - np.searchsorted(ended, moment, "right")
