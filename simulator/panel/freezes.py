"""Accounts that a report has stopped: until they are free again nothing leaves them, and what comes in stays."""

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from simulator.panel.legs import Legs
from simulator.panel.register import FROZEN, NORMAL, STOPPED
from simulator.panel_crime import FreezeRules


class Freezes:
    """When each account is stopped and frozen, known from the day on which its report is planned."""

    def __init__(self, rules: FreezeRules) -> None:
        self.rules = rules
        self._spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._statuses: dict[int, dict[int, str]] = defaultdict(dict)

    def block(self, account: int, day: int) -> None:
        """Stop it from a day on, then freeze it; a second report finds it taken and waits in vain."""
        frozen = day + self.rules.stop_days
        free = frozen + self.rules.freeze_days
        if any(first < free and day < last for first, last in self._spans[account]):
            return
        self._spans[account].append((day, free))
        for later, status in ((day, STOPPED), (frozen, FROZEN), (free, NORMAL)):
            self._statuses[later].setdefault(account, status)

    def is_blocked(self, account: int, day: int) -> bool:
        """Whether nothing may leave it on a day."""
        return any(first <= day < last for first, last in self._spans.get(account, ()))

    def statuses_on(self, day: int) -> dict[int, str]:
        """The accounts whose status changes on a day."""
        return self._statuses.pop(day, {})

    def refused(self, legs: Legs, day: int) -> Legs:
        """A day's legs, of which those out of blocked accounts fail and soon are not tried any more.

        The other side of a failed transfer has no leg, and what was never paid is not paid back.
        """
        since = {a: first for a, spans in self._spans.items() for first, last in spans if first <= day < last}
        if not since:
            return legs
        blocked = np.array(sorted(since), dtype=np.int64)
        given_up = blocked[[day - since[int(account)] >= self.rules.tries_days for account in blocked]]
        fails = np.isin(legs.account, blocked) & ~legs.is_in
        unpaid = np.isin(legs.peer, blocked) & legs.is_in
        undone = (legs.reverses >= 0) & fails[np.maximum(legs.reverses, 0)]
        legs.is_success = legs.is_success & ~fails
        return _kept(legs, ~(unpaid | undone | fails & np.isin(legs.account, given_up)))


def _kept(legs: Legs, keep: npt.NDArray[np.bool_]) -> Legs:
    """Some of the legs; positions of reversed ones move along."""
    place = np.cumsum(keep) - 1
    legs.reverses = np.where(legs.reverses >= 0, place[np.maximum(legs.reverses, 0)], -1)
    return legs.where(keep)
