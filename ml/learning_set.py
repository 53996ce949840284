"""What a model learns from and is tested on: rows of the window of several days, with labels that are mature."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from expectations.contract import contract
from lake.content import digest
from lake.snapshot import Snapshot
from ml.calibration import Flags
from ml.draws import Keys, draw
from ml.groups import registered
from ml.labels import CASE_COLUMNS, CASES, ENTITIES, ENTITY_COLUMNS, VICTIM, Labels, known_on, labels, newest_mature
from ml.measures import Integers
from ml.params import params
from ml.rows import AS_OF, KEY, Numbers, matrix

WINDOWS, WINDOW_PRODUCT, DAYS_PRODUCT = "features.resident_window", "resident_windows", "resident_days"


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of residents with their labels, sorted by day and key. `rate`: the share of those who are no victims that
    was kept of the row's day."""

    keys: Keys
    days: Integers
    numbers: Numbers
    is_victim: Flags
    rate: Numbers

    def where(self, kept: Flags) -> "Rows":
        """Some of the rows, in their order."""
        return Rows(self.keys[kept], self.days[kept], self.numbers[kept], self.is_victim[kept], self.rate[kept])

    @property
    def weights(self) -> Numbers:
        """How many rows each stands for."""
        return np.where(self.is_victim, 1.0, 1.0 / self.rate)

    @property
    def victims(self) -> int:
        """Persons who are a victim as of some day."""
        return len(np.unique(self.keys[self.is_victim]))


def joined(parts: Sequence[Rows]) -> Rows:
    """Several days as one."""
    columns = ("keys", "days", "numbers", "is_victim", "rate")
    return Rows(*(np.concatenate([getattr(part, name) for part in parts]) for name in columns))


def feature_columns() -> tuple[str, ...]:
    """The features that the contract of the window declares, in its order."""
    return tuple(name for name in contract(WINDOWS).names if name not in (KEY, AS_OF))


def dates(as_of: date, data_days: Sequence[date]) -> list[date]:
    """The days to learn from as of a day: whose labels are mature on it and behind which lie enough days of data."""
    knobs = params("models")
    there = set(data_days)
    first = min(there, default=as_of) + timedelta(days=knobs["window_days"] - 1)
    found = [newest_mature(as_of) - timedelta(days=knobs["step_days"] * n) for n in range(knobs["dates"])]
    return sorted(day for day in found if day >= first and day in there)


def needed(snapshot: Snapshot, as_of: date) -> list[date]:
    """The days to learn from as of a day, of a lake that holds cases up to a batch."""
    cases = snapshot.live("cases")
    return dates(min(as_of, cases[-1]), snapshot.live(DAYS_PRODUCT)) if cases else []


def missing(snapshot: Snapshot, as_of: date) -> list[date]:
    """Those of them of which the lake holds no window yet."""
    there = set(snapshot.live(WINDOW_PRODUCT))
    return [day for day in needed(snapshot, as_of) if day not in there]


@dataclass(frozen=True, eq=False)
class LearningSet:
    """The days of a snapshot to learn from, read one by one."""

    snapshot: Snapshot
    days: tuple[date, ...]
    columns: tuple[str, ...]
    labels: dict[date, Labels]

    @classmethod
    def of(cls, snapshot: Snapshot, days: Sequence[date]) -> "LearningSet":
        """With the labels of the days, each as it was known on its own date."""
        until = max(map(known_on, days))
        cases = snapshot.arrow(CASES, [("batch_date", "<=", until)], CASE_COLUMNS)
        entities = snapshot.arrow(ENTITIES, [("entity_type", "=", VICTIM), ("batch_date", "<=", until)], ENTITY_COLUMNS)
        told = {day: labels(cases, entities, day, known_on(day)) for day in days}
        return cls(snapshot, tuple(days), feature_columns(), told)

    def whole(self, day: date) -> Rows:
        """All residents of a day but those left out."""
        return labelled(self._window(day), self.labels[day], self.columns)

    def sample(self, day: date) -> Rows:
        """The victims of a day and so many others, drawn by their keys."""
        return sampled(self.whole(day))

    def residents(self, day: date) -> pa.Table:
        """The register as of a day."""
        return registered(self.snapshot, day)

    def told(self) -> Iterator[dict[str, Any]]:
        """Of each day: rows, victims among them, those left out, victims of whom there are no data."""
        for day in self.days:
            keys, label = set(self._window(day, ())[KEY].to_pylist()), self.labels[day]
            yield {
                "as_of": day.isoformat(), "known_on": label.known_on.isoformat(), "rows": len(keys),
                "victims": len(keys & set(label.victims)), "left_out": len(keys & label.left_out),
                "victims_without_data": len(set(label.victims) - keys),
            }  # fmt: skip

    def learnt_from(self) -> dict[str, Any]:
        """Digests of the data: of the window per day, and of the labels."""
        named = self.snapshot.named(WINDOW_PRODUCT)
        windows = {day.isoformat(): named[day].content.get(WINDOWS) for day in self.days}
        told = {
            day.isoformat(): digest([sorted(found.victims), sorted(found.left_out)])
            for day, found in self.labels.items()
        }
        return {WINDOWS: windows, "labels": told}

    def _window(self, day: date, columns: Sequence[str] | None = None) -> pa.Table:
        names = (KEY, *(self.columns if columns is None else columns))
        return self.snapshot.arrow(WINDOWS, [(AS_OF, "=", day)], names).sort_by(KEY)


def labelled(rows: pa.Table, told: Labels, columns: Sequence[str]) -> Rows:
    """Rows of a day's window with their labels, without those left out."""
    keys = rows[KEY].to_numpy().astype(np.int64)
    is_victim = np.isin(keys, np.fromiter(told.victims, np.int64))
    days = np.full(len(keys), told.as_of.toordinal())
    found = Rows(keys, days, matrix(rows, columns), is_victim, np.ones(len(keys)))
    return found.where(~np.isin(keys, np.fromiter(told.left_out, np.int64)))


def sampled(rows: Rows) -> Rows:
    """The victims of a day, and so many of the others for each."""
    others = int((~rows.is_victim).sum())
    rate = min(1.0, params("models")["negatives"] * max(int(rows.is_victim.sum()), 1) / max(others, 1))
    day = int(rows.days[0]) if len(rows.days) else 0
    kept = rows.is_victim | (draw(rows.keys, params("models")["seed"] + day) < rate)
    found = rows.where(kept)
    return Rows(found.keys, found.days, found.numbers, found.is_victim, np.full(len(found.keys), rate))
