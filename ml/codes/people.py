"""Who has a code on a day: people who are registered, have consented and live, as known on it. Pure.

A person's name before front ends is that of the newest registration; what became of that one counts.
"""

from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lake.keys import places_of
from ml.common.newest import last_of_each, numbered

Positions = npt.NDArray[np.int64]
EVENTS = ("registration_id", "event_no", "resident_key", "subscriber_id", "event_code", "event_at", "area_code")
REGISTER = ("resident_key", "version_no", "op", "updated_at", "birth_year", "area_code", "status_code")
BANDS = ((18, "<18"), (30, "18-29"), (45, "30-44"), (60, "45-59"), (200, "60+"))


def subscribers(events: pa.Table, register: pa.Table, day: date) -> pa.Table:
    """resident_key, subscriber_id, area_code, age_band of everybody who has a code today, sorted by key.

    Rows known on the day: `events` of silver.registrations (EVENTS), `register` of silver.residents (REGISTER). What
    happened before something known already changes nothing, whenever it arrives.
    """
    registrations = _registrations(events)
    persons = last_of_each(registrations, ["resident_key"], ["registered_at", "registration_id"])
    current = last_of_each(register, ["resident_key"], ["updated_at", "version_no"])
    gone = current.filter(pc.or_kleene(pc.equal(current["status_code"], "dead"), pc.equal(current["op"], "D")))
    persons = persons.filter(pc.and_(persons["is_on"], pc.invert(pc.is_in(persons["resident_key"], _set(gone)))))
    # One name is one person's: of two that share it the newer registration has it.
    persons = last_of_each(persons, ["subscriber_id"], ["registered_at", "registration_id"]).sort_by("resident_key")
    return _described(persons, current, day)


def persons_of(events: pa.Table, names: pa.Array) -> dict[str, int]:
    """Subscriber → resident_key for some names, old ones of a person included."""
    named = events.filter(pc.is_in(events["subscriber_id"], names))
    newest = last_of_each(named, ["subscriber_id"], ["event_at", "event_no"])
    return dict(zip(newest["subscriber_id"].to_pylist(), newest["resident_key"].to_pylist(), strict=True))


def _registrations(events: pa.Table) -> pa.Table:
    """One row per registration, of its last event: whether it holds and is consented to, and since when it is there."""
    if not events.num_rows:
        return events.append_column("is_on", pa.array([], pa.bool_())).append_column(
            "registered_at", events["event_at"]
        )
    of = numbered(events["registration_id"])
    order = np.lexsort((numbered(events["event_no"]), numbered(events["event_at"]), of))
    ordered, of = events.take(pa.array(order)), of[order]
    at = {code: _last_place(of, ordered, code) for code in ("register", "consent", "withdraw", "unregister")}
    # Who unregisters and comes back has to consent again.
    is_on = (at["consent"] > at["withdraw"]) & (at["consent"] > at["unregister"]) & (at["register"] >= 0)
    last = np.flatnonzero(np.append(of[1:] != of[:-1], True))
    begun = ordered["event_at"].take(pa.array(np.maximum(at["register"], 0)))
    return ordered.take(pa.array(last)).append_column("is_on", pa.array(is_on)).append_column("registered_at", begun)


def _last_place(of: Positions, ordered: pa.Table, code: str) -> Positions:
    """The place of the last event of a kind for each registration, −1 where there is none."""
    found = np.full(int(of.max()) + 1, -1, np.int64)
    places = np.flatnonzero(pc.equal(ordered["event_code"], code).to_numpy())
    found[of[places]] = places
    return found


def _described(persons: pa.Table, current: pa.Table, day: date) -> pa.Table:
    """Area and age by the register; who is not in it has the area of the registration and no age."""
    at, is_there = places_of(numbered(persons["resident_key"]), numbered(current["resident_key"]))
    own = current.take(pa.array(at, mask=~is_there))
    area = pc.coalesce(own["area_code"], persons["area_code"])
    age = pc.subtract(day.year, own["birth_year"])
    cases = pc.make_struct(*[pc.less(age, limit) for limit, _ in BANDS])
    band = pc.case_when(cases, *[pa.scalar(name) for _, name in BANDS])
    columns = {"resident_key": persons["resident_key"], "subscriber_id": persons["subscriber_id"]}
    return pa.table(columns | {"area_code": area, "age_band": band})


def _set(rows: pa.Table) -> pa.Array:
    return rows["resident_key"].combine_chunks()
