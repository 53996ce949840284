"""A small city of numbers for tests of training: what shows before a loss is one column of the window, if anything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from resident_rows import COLUMNS

from ml.learning.learning_set import Rows
from ml.models.m0 import m0, prior_of
from ml.models.subject import Subject
from ml.residents.subject import RESIDENTS

FIRST = date(2021, 6, 1)
#: The column by which victims can be told here.
SHOWS = "resident_foreign_callers_new_count_7d"


@dataclass
class SmallCity:
    """Stands in for a learning set. `lift`: how much likelier a victim is who has a call in SHOWS; `leak`: a column
    that knows the label; `shuffled`: labels dealt out anew."""

    lift: float = 8.0
    people: int = 3000
    rate: float = 0.015
    dates: int = 5
    leak: str = ""
    shuffled: bool = False
    columns: tuple[str, ...] = COLUMNS
    subject: Subject = RESIDENTS
    days: tuple[date, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.days = tuple(FIRST + timedelta(days=7 * n) for n in range(self.dates))
        self._rows = {day: self._made(day) for day in self.days}

    def whole(self, day: date) -> Rows:
        return self._rows[day]

    def sample(self, day: date) -> Rows:
        return self._rows[day]

    def register(self, day: date) -> pa.Table:
        keys = np.arange(1, self.people + 1)
        codes = np.where(keys % 2, "local", "migrant")
        return pa.table({"resident_key": keys, "hukou_code": codes, "area_code": np.full(len(keys), "330502001")})

    def told(self) -> Iterator[dict[str, Any]]:
        yield from ({"as_of": day.isoformat(), "rows": self.people} for day in self.days)

    def _made(self, day: date) -> Rows:
        chance = np.random.Generator(np.random.PCG64(day.toordinal() + 1))
        keys = np.arange(1, self.people + 1)
        numbers = chance.poisson(2.0, (self.people, len(COLUMNS))).astype(float)
        self._set(numbers, "resident_age_years", 12 + keys * 7919 % 70)
        self._set(numbers, "resident_is_female", keys % 2)
        shows = (keys * 104729 % 97 < 15) & (chance.random(self.people) < 0.7)  # a trait: the same people every week
        self._set(numbers, SHOWS, shows)
        risk = np.where(shows, self.lift, 1.0) * np.exp(self._prior(numbers))
        is_victim = chance.random(self.people) < self.rate * risk / risk.mean()
        if self.shuffled:
            is_victim = chance.permutation(is_victim)
        if self.leak:
            self._set(numbers, self.leak, is_victim)
        return Rows(keys, np.full(self.people, day.toordinal()), numbers, is_victim, np.ones(self.people))

    def _prior(self, numbers: np.ndarray) -> np.ndarray:
        prior = prior_of(m0(FIRST)[1])
        return prior.contributions(numbers[:, [COLUMNS.index(name) for name in prior.columns]]).sum(axis=1)

    def _set(self, numbers: np.ndarray, name: str, values: Sequence[float]) -> None:
        numbers[:, COLUMNS.index(name)] = values
