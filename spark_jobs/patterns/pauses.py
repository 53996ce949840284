"""The times of each account's transfers: how long it has been there, idle, and how long money stays."""

import numpy as np

from spark_jobs.patterns.transfer_list import Ints, Measures, Reals, Transfers, most, number, peak, three


def times(transfers: Transfers) -> Measures:
    """In days: since when an account is seen and since when silent, on the last day of the list; longest and median
    pause; active days; median dwell (−1 where nothing went out behind what came in). Of all its transfers the share on
    the busiest day."""
    own = transfers.between_others
    account, at = np.concatenate([own.payee, own.payer]), np.concatenate([own.at, own.at])
    count, last = number(account, own.accounts), int(at.max(initial=0))
    found = {
        "account_seen_days": most(account, last - at, own.accounts),
        "account_silent_days": np.where(count > 0, last - most(account, at, own.accounts), -1),
        "account_idle_longest_days": most(*_pauses(account, at), own.accounts),
        "account_dwell_median_days": _dwell(own),
    }
    in_days = {name: np.where(value < 0, -1, value / own.day) for name, value in found.items()}
    busiest = peak(account, at, at + own.day, own.accounts) / np.maximum(count, 1)
    active = np.unique(account * (last + 1) + at // own.day) // (last + 1)
    own_days = {"account_busiest_day_share": busiest, "account_active_days": number(active, own.accounts)}
    for way, _, side, _ in own.sides():
        in_days[f"account_{way}_pause_median_days"] = three(*_pauses(side, own.at), own.accounts)[1] / own.day
    return in_days | own_days


def _pauses(account: Ints, at: Ints) -> tuple[Ints, Ints]:
    """Account and length of each pause between one transfer and the next."""
    order = np.lexsort((at, account))
    account, at = account[order], at[order]
    is_same = account[1:] == account[:-1]
    return account[1:][is_same], (at[1:] - at[:-1])[is_same]


def _dwell(own: Transfers) -> Reals:
    """The median time between what comes in last and what goes out, −1 where nothing went out behind it."""
    length = int(own.at.max(initial=0)) + 1
    came = np.sort(own.payee * length + own.at)
    went = own.payer * length + own.at
    place = np.searchsorted(came, went, "right") - 1
    if not len(came):
        return np.full(own.accounts, -1.0)
    before = came[np.maximum(place, 0)]
    is_own = (place >= 0) & (before // length == own.payer)
    found = three(own.payer[is_own], (went - before)[is_own], own.accounts)[1]
    return np.where(number(own.payer[is_own], own.accounts) > 0, found, -1)
