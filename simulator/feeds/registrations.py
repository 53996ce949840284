"""Who registers for the service and when, who consents, withdraws, or unregisters: functions of seed and world."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import numpy.typing as npt

from simulator.biography import REGISTERED, Standing
from simulator.registered import registered
from simulator.residents import uniform
from simulator.wires.layout import Cells
from simulator.wires.registrations import EVENTS, cells
from simulator.wires.text import DAY, EPOCH, Integers

Floats = npt.NDArray[np.float64]
BLOCK = 250_000  # rows rendered at a time
REGISTER, CONSENT, WITHDRAW, UNREGISTER = range(4)


class Registrations:
    """Every event that will ever happen, by day."""

    def __init__(self, standing: Standing) -> None:
        self.standing, self.people = standing, standing.lives.people
        people, world, self.rates = self.people, self.people.world, self.people.world.registrations
        self.who = registered(people)
        launch, ramped = (day.toordinal() for day in world.service_start)
        early = self._chance(52) * (ramped - launch)  # the service opened inside this interval
        began = launch + early + self._wait(53, self.rates.ramp_days)
        grown = people.birthdays(self.who, world.residents.phone_from)
        self.days = self._events(np.maximum(began, grown))

    def _chance(self, salt: int) -> Floats:
        return uniform(self.people.seed, salt, self.who)

    def _wait(self, salt: int, mean: float) -> Floats:
        waited: Floats = -np.log1p(-self._chance(salt)) * mean
        return waited

    def _events(self, registered: Floats) -> list[tuple[int, npt.NDArray[np.int32]]]:
        """Event number and day of each person in `who`; 0 where it never happens."""
        rates = self.rates
        consented = self._chance(54) < rates.consented
        withdrawn = registered + 1 + self._wait(55, rates.later_days)
        is_withdrawn = consented & (self._chance(56) < rates.withdrawn)
        back = withdrawn + 1 + self._wait(57, rates.later_days)
        left = registered + 1 + self._wait(58, rates.later_days)
        is_left = ~is_withdrawn & (self._chance(59) < rates.unregistered)
        planned = (
            (REGISTER, registered, np.ones(len(self.who), dtype=bool)), (CONSENT, registered, consented),
            (WITHDRAW, withdrawn, is_withdrawn), (CONSENT, back, is_withdrawn & (self._chance(60) < rates.back)),
            (UNREGISTER, left, is_left),
        )  # fmt: skip
        return [(event, np.where(does, day, 0).astype(np.int32)) for event, day, does in planned]

    def on(self, day: date, is_first: bool) -> Iterator[tuple[Cells, int]]:
        """The events of a day in order of time, in blocks; on the first day also all before it. Who has died or left
        does nothing any more; the standing must be that of the day."""
        ordinal = day.toordinal()
        who, events, days = [], [], []
        for event, when in self.days:
            hit = np.flatnonzero(((when > 0) & (when <= ordinal)) if is_first else (when == ordinal))
            hit = hit[self.standing.status[self.who[hit]] == REGISTERED]
            who.append(self.who[hit])
            events.append(np.full(len(hit), event, dtype=np.int64))
            days.append(when[hit].astype(np.int64))
        people, kinds = np.concatenate(who), np.concatenate(events)
        at = (np.concatenate(days) - EPOCH) * DAY + self._second(people, kinds)
        order = np.lexsort((kinds, people, at))
        for first in range(0, len(order), BLOCK):
            some = order[first : first + BLOCK]
            yield self._cells(people[some], kinds[some], at[some]), len(some)

    def _cells(self, who: Integers, events: Integers, at: Integers) -> Cells:
        towns, numbers = (column[who].astype(np.int64) for column in (self.standing.town, self.standing.numbers))
        return cells(self.people, who, towns, numbers, events, at)

    def _second(self, who: Integers, events: Integers) -> Integers:
        """Between 7 and 23 o'clock; consent follows its registration within a minute or so."""
        begun = 25_200 + (uniform(self.people.seed, 61, who) * 57_000).astype(np.int64)
        thought = 20 + (uniform(self.people.seed, 62, who) * 90).astype(np.int64)
        later = 25_200 + (uniform(self.people.seed, 63, who * len(EVENTS) + events) * 57_600).astype(np.int64)
        return np.where(events == REGISTER, begun, np.where(events == CONSENT, begun + thought, later))
