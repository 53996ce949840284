"""What is known at the end of a day, as columns with one place per person. Pure."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lake.keys import places_of
from ml.codes.grounds import Grounds, name_of
from ml.codes.places import Reals
from ml.codes.standing import EVENT, MANUAL, NEVER, Days, People, State, Texts
from ml.common.newest import Places


@dataclass(frozen=True)
class KnownDay:
    """`people`: who has a code (people.py), sorted by resident_key; `previous`: the codes of the day published before;
    `scores`: resident_key, probability; `data_days`: resident_key, days with data of the last 30."""

    day: date
    people: pa.Table
    previous: pa.Table
    scores: pa.Table
    data_days: pa.Table
    grounds: Grounds
    model_version: str | None

    @property
    def keys(self) -> Places:
        """The people by key."""
        keys: Places = self.people["resident_key"].to_numpy()
        return keys

    def of_before(self) -> pa.Table:
        """Yesterday's row at the place of each person, empty for whom had none."""
        return _aligned(self.previous, self.keys)

    def before(self) -> State:
        """Yesterday's codes."""
        own = self.of_before()
        low = pc.fill_null(own["low_days"], 0).cast(pa.int64()).to_numpy()
        return State(texts(own["code"], 1), texts(own["decided_by"], 6), dates(own["since_date"]),
                     dates(own["expires_date"]), low)  # fmt: skip

    def probabilities(self) -> Reals:
        """NaN without a score."""
        own = _aligned(self.scores, self.keys)["probability"]
        return np.asarray(own.to_numpy(), np.float64)

    def standing_of_people(self) -> People:
        """Appeals, decisions and cases are few: each is looked up."""
        keys, of = self.keys, self.grounds
        manual, until = np.full(len(keys), "", "U1"), np.full(len(keys), NEVER)
        is_appealed, has_event, is_same = (np.zeros(len(keys), np.bool_) for _ in range(3))
        is_appealed[at(keys, of.appealed)], has_event[at(keys, of.events)] = True, True
        for place in at(keys, of.manual):
            decided = of.manual[int(keys[place])]
            manual[place], until[place] = decided.code, np.datetime64(decided.expires, "D")
        stood_on = _stood_on(self.previous)
        for place in at(keys, {*of.manual, *of.events}):
            is_same[place] = stood_on.get(int(keys[place])) == name_of(of.reference(int(keys[place])))
        days = pc.fill_null(_aligned(self.data_days, keys)["days"], 0).cast(pa.int64()).to_numpy()
        return People(is_appealed, manual, until, has_event, is_same, days)


def at(keys: Places, wanted: Iterable[int]) -> Places:
    """The places of those of the wanted who are there."""
    places, is_there = places_of(np.sort(np.fromiter(wanted, np.int64)), keys)
    return places[is_there]


def _aligned(rows: pa.Table, keys: Places) -> pa.Table:
    rows = rows.sort_by("resident_key")
    places, is_there = places_of(keys, rows["resident_key"].to_numpy())
    return rows.take(pa.array(places, mask=~is_there))


def _stood_on(previous: pa.Table) -> dict[int, tuple[str, ...]]:
    """The grounds of yesterday's codes by a decision or a case."""
    own = previous.filter(pc.is_in(previous["decided_by"], pa.array([EVENT, MANUAL])))
    rows = zip(own["resident_key"].to_pylist(), own["evidence"].to_pylist(), strict=True)
    return {key: name_of(json.loads(evidence)[0]) for key, evidence in rows if evidence}


def texts(column: pa.ChunkedArray, width: int) -> Texts:
    """A column of short codes, empty where there is none."""
    return np.asarray(pc.fill_null(column, "").to_numpy(zero_copy_only=False), f"U{width}")


def dates(column: pa.ChunkedArray) -> Days:
    """A column of dates, NaT where there is none."""
    numbers = column.cast(pa.int32()).cast(pa.int64()).to_numpy(zero_copy_only=False)
    filled = np.where(np.isnan(numbers), 0, numbers).astype("int64").astype("datetime64[D]")
    return np.where(np.isnan(numbers), NEVER, filled)
