"""The incidents of each day, drawn once and in order, for everybody who asks."""

from collections.abc import Callable
from datetime import date, timedelta

from simulator.case import Case


class IncidentBook:
    """Remembers drawn days until `forget`: the panel looks weeks ahead of the cases feed."""

    def __init__(self, draw: Callable[[date], list[Case]], first: date) -> None:
        self._draw, self._next = draw, first
        self._days: dict[date, list[Case]] = {}

    def on(self, day: date) -> list[Case]:
        """The cases whose incident begins on a day that is not forgotten yet; the same objects each time."""
        while self._next <= day:
            self._days[self._next] = self._draw(self._next)
            self._next += timedelta(days=1)
        return self._days[day]

    def forget(self, before: date) -> None:
        """Days that nobody will ask for again."""
        for day in [known for known in self._days if known < before]:
            del self._days[day]
