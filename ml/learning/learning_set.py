"""What a model learns from and is tested on: rows of the window of several days, with labels that are mature."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from lake.content import digest
from lake.snapshot import Snapshot
from ml.common.draws import Keys, draw
from ml.common.params import params
from ml.common.rows import Numbers, matrix
from ml.judging.measures import Integers
from ml.models.calibration import Flags
from ml.models.labels import Labels
from ml.models.subject import Subject


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows with their labels, sorted by day and key. `rate`: the share of those who are no victims that was kept of the
    row's day."""

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
        """Persons (or accounts) who are a victim as of some day."""
        return len(np.unique(self.keys[self.is_victim]))


def joined(parts: Sequence[Rows]) -> Rows:
    """Several days as one."""
    columns = ("keys", "days", "numbers", "is_victim", "rate")
    return Rows(*(np.concatenate([getattr(part, name) for part in parts]) for name in columns))


def dates(as_of: date, data_days: Sequence[date], of: Subject) -> list[date]:
    """The days to learn from as of a day: whose labels are mature on it and behind which lie enough days of data."""
    knobs = params("models")
    there = set(data_days)
    first = min(there, default=as_of) + timedelta(days=knobs["window_days"] - 1)
    newest = as_of - of.maturity()
    found = [newest - timedelta(days=knobs["step_days"] * n) for n in range(knobs["dates"])]
    return sorted(day for day in found if day >= first and day in there)


def needed(snapshot: Snapshot, as_of: date, of: Subject) -> list[date]:
    """The days to learn from as of a day, of a lake that holds cases up to a batch."""
    cases = snapshot.live("cases")
    return dates(min(as_of, cases[-1]), snapshot.live(of.days_product), of) if cases else []


def missing(snapshot: Snapshot, as_of: date, of: Subject) -> list[date]:
    """Those of them of which the lake does not hold all features yet."""
    there = [set(snapshot.live(product)) for product in of.tables.values()]
    return [day for day in needed(snapshot, as_of, of) if any(day not in days for days in there)]


@dataclass(frozen=True, eq=False)
class LearningSet:
    """The days of a snapshot to learn from, read one by one."""

    snapshot: Snapshot
    days: tuple[date, ...]
    columns: tuple[str, ...]
    labels: dict[date, Labels]
    subject: Subject

    @classmethod
    def of(cls, snapshot: Snapshot, days: Sequence[date], subject: Subject) -> "LearningSet":
        """With the labels of the days, each as it was known on its own date."""
        return cls(snapshot, tuple(days), subject.columns(), subject.labels(snapshot, days), subject)

    def whole(self, day: date) -> Rows:
        """Everybody who is ranked on a day but those left out."""
        return labelled(self._window(day), self.labels[day], self.columns, self.subject.key)

    def sample(self, day: date) -> Rows:
        """The victims of a day and so many others, drawn by their keys."""
        return sampled(self.whole(day), self.subject.negatives)

    def register(self, day: date) -> pa.Table:
        """What is known of everybody beside the features, as of a day."""
        return self.subject.register(self.snapshot, day)

    def told(self) -> Iterator[dict[str, Any]]:
        """Of each day: rows, victims among them, those left out, victims of whom there are no data."""
        for day in self.days:
            keys, label = set(self._window(day, ())[self.subject.key].to_pylist()), self.labels[day]
            yield {
                "as_of": day.isoformat(), "known_on": label.known_on.isoformat(), "rows": len(keys),
                "victims": len(keys & set(label.victims)), "left_out": len(keys & label.left_out),
                "victims_without_data": len(set(label.victims) - keys), **label.facts,
            }  # fmt: skip

    def learnt_from(self) -> dict[str, Any]:
        """Digests of the data: of the features per day, and of the labels."""
        named = {table: self.snapshot.named(product) for table, product in self.subject.tables.items()}
        features = {
            table: {day.isoformat(): of_days[day].content.get(table) for day in self.days}
            for table, of_days in named.items()
        }
        told = {
            day.isoformat(): digest([sorted(found.victims), sorted(found.left_out)])
            for day, found in self.labels.items()
        }
        return {**features, "labels": told}

    def _window(self, day: date, columns: Sequence[str] | None = None) -> pa.Table:
        return self.subject.rows(self.snapshot, day, self.columns if columns is None else columns)


def labelled(rows: pa.Table, told: Labels, columns: Sequence[str], key: str) -> Rows:
    """Rows of a day's features with their labels, without those left out."""
    keys = rows[key].to_numpy().astype(np.int64)
    is_victim = np.isin(keys, np.fromiter(told.victims, np.int64))
    days = np.full(len(keys), told.as_of.toordinal())
    found = Rows(keys, days, matrix(rows, columns), is_victim, np.ones(len(keys)))
    return found.where(~np.isin(keys, np.fromiter(told.left_out, np.int64)))


def sampled(rows: Rows, negatives: int) -> Rows:
    """The victims of a day, and so many of the others for each."""
    others = int((~rows.is_victim).sum())
    rate = min(1.0, negatives * max(int(rows.is_victim.sum()), 1) / max(others, 1))
    day = int(rows.days[0]) if len(rows.days) else 0
    kept = rows.is_victim | (draw(rows.keys, params("models")["seed"] + day) < rate)
    found = rows.where(kept)
    return Rows(found.keys, found.days, found.numbers, found.is_victim, np.full(len(found.keys), rate))
