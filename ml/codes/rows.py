"""The day's rows of scores.resident_code: what the policy decides, with what stays and what is new. Pure."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from lake.columns import arrow_schema
from lake.keys import places_of
from ml.codes.known_day import KnownDay, at
from ml.codes.lines import Policy
from ml.codes.places import Bools
from ml.codes.policy import assign, morning, needs_own_reason
from ml.codes.reasons import TOLD, as_json, own_reasons
from ml.codes.standing import EVENT, MANUAL, Days, Standing, Texts
from ml.common.newest import Places

CODES = "scores.resident_code"
#: Residents → their reasons and evidence (columns TOLD).
Explain = Callable[[pa.Array], pa.Table]


def codes(known: KnownDay, policy: Policy, explain: Explain) -> pa.Table:
    """The codes of a day sorted by resident_key. Explained are those whose entry hangs on it, and whose colour is new
    or renewed; never the green."""
    of, told = decided(known, policy, explain)
    left = is_new(of) & ~np.isin(known.keys, told["resident_key"].to_numpy())
    return rows(known, of, pa.concat_tables([told, explain(pa.array(known.keys[left]))]))


def decided(known: KnownDay, policy: Policy, explain: Explain) -> tuple[Standing, pa.Table]:
    """What the policy decides, and the reasons of those whose entry or renewal hung on them."""
    of = morning(known.before(), known.standing_of_people(), known.probabilities(), policy, known.day)
    told = explain(pa.array(known.keys[needs_own_reason(of)]))
    return assign(of, np.isin(known.keys, own_reasons(told).to_numpy())), told


def is_new(of: Standing) -> Bools:
    """Whose reasons are new and come from the model."""
    found: Bools = of.is_anew & of.is_ranked & np.isin(of.today.code, ("Y", "R"))
    return found


def rows(known: KnownDay, of: Standing, told: pa.Table) -> pa.Table:
    """The rows of the contract; `told` has the reasons of all who are new."""
    return _rows(known, of, pa.concat_tables([told, _by_ground(known, of)]).sort_by("resident_key"))


def _by_ground(known: KnownDay, of: Standing) -> pa.Table:
    """Reasons and evidence of those who have a code by a decision or a case."""
    places = at(known.keys, {*known.grounds.manual, *known.grounds.events})
    by_ground = places[np.isin(of.today.decided_by[places], (EVENT, MANUAL))]
    found = [(int(known.keys[place]), known.grounds.reference(int(known.keys[place]))) for place in by_ground]
    told = [(key, reference["reason"], as_json([reference]), True) for key, reference in found]
    return pa.Table.from_pylist([dict(zip(TOLD.names, row, strict=True)) for row in told], TOLD)


def _rows(known: KnownDay, of: Standing, told: pa.Table) -> pa.Table:
    """Reasons are told of Y, R and what was decided beside the policy: today's where they are new, else yesterday's."""
    before, today = known.of_before(), of.today
    is_grounded = np.isin(today.decided_by, (EVENT, MANUAL))
    has_reasons = np.isin(today.code, ("Y", "R")) | is_grounded
    is_told = is_new(of) | (is_grounded & of.is_anew)
    has_model, by_today = ~is_grounded & np.isin(today.code, ("G", "Y", "R")), of.is_anew & of.is_ranked
    size, since = len(known.people), _dates(today.since)
    model = _chosen([known.model_version], before["model_version"], np.zeros(size, np.int64), by_today, has_model)
    at_told, _ = places_of(known.keys, told["resident_key"].to_numpy())
    columns = {
        **{name: known.people[name] for name in ("resident_key", "subscriber_id", "area_code", "age_band")},
        "as_of_date": pa.repeat(pa.scalar(known.day, pa.date32()), size), "code": _words(today.code),
        "previous_code": before["code"], "since_date": since, "effective_date": _dates(today.since + 1),
        "expires_date": _dates(today.expires), "low_days": pa.array(today.low), "model_version": model,
        **{
            name: _chosen(told[name], before[name], at_told, is_told, has_reasons)
            for name in ("reason_codes", "evidence")
        },
        "decided_by": _words(today.decided_by), "policy_line": _words(of.line),
        "policy_version": pa.repeat(of.policy.version, size),
    }  # fmt: skip
    schema = arrow_schema(CODES)
    return pa.table({name: columns[name] for name in schema.names}).cast(schema)


def _chosen(new: pa.ChunkedArray | list[str | None], old: pa.ChunkedArray, at_new: Places, is_new: Bools,
            is_there: Bools) -> pa.Array:  # fmt: skip
    """For each place its new text or its old one, or none."""
    fresh = pa.array(new, pa.string()) if isinstance(new, list) else new.combine_chunks()
    both = pa.concat_arrays([fresh.cast(pa.string()), old.combine_chunks().cast(pa.string())])
    places = np.where(is_new, at_new, len(fresh) + np.arange(len(is_new)))
    return both.take(pa.array(places, mask=~is_there))


def _words(values: Texts) -> pa.Array:
    """Texts by way of their few different values."""
    known, places = np.unique(values, return_inverse=True)
    return pa.array(known.tolist(), pa.string()).take(pa.array(places))


def _dates(values: Days) -> pa.Array:
    return pa.array(values.astype("datetime64[D]"), pa.date32(), from_pandas=True)
