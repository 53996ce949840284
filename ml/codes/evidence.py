"""Evidence: of a measure of the window the days in the partials that make it up, as references into the lake. Pure.

Other people appear as tokens only: k and 15 hex digits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lake.keys import places_of, token
from ml.codes.grounds import Reference
from ml.codes.reasons import Link
from ml.common.newest import last_of_each

#: The column that names the other side of a table of pairs.
PEERS = {"features.resident_call_pair_daily": "peer_key", "features.resident_payee_daily": "payee_key"}
FOREIGN, CASES = "foreign", "silver.cases"


@dataclass(frozen=True)
class Partials:
    """The partials of some residents known on a day, by table, and what of the knobs their reading needs.

    `reported`: the numbers named in cases that count on the day; `cases`: who has an own case, and the newest.
    """

    day: date
    tables: dict[str, pa.Table]
    reported: pa.Array
    cases: Mapping[int, Reference]
    references: int
    known_days: int

    def evidence(self, link: Link, residents: Sequence[int]) -> dict[int, list[Reference]]:
        """Resident → the days that weigh most in a measure, the newest of equal ones first."""
        if link.table == CASES:
            return {key: [self.cases[key] | {"reason": link.reason_code}] for key in residents if key in self.cases}
        if not len(residents) or link.table not in self.tables:
            return {}
        daily = _daily(self._seen(link), link)
        near = daily.filter(pc.field("event_date") > pa.scalar(self.day - timedelta(days=link.days)))
        near = near.filter((pc.field("event_date") <= pa.scalar(self.day)) & (pc.field("value") > 0))
        wanted = np.unique(np.asarray(residents, np.int64))
        _, is_wanted = places_of(near["resident_key"].to_numpy(), wanted)
        return _told(near.filter(pa.array(is_wanted)), link, self.references)

    def _seen(self, link: Link) -> pa.Table:
        """The rows of the peers that a measure is about."""
        rows = self.tables[link.table]
        if link.only == "reported":
            return rows.filter(pc.is_in(rows["peer_key"], self.reported))
        if link.only == "new_foreign":
            rows = rows.filter(pc.equal(rows["peer_class_code"], FOREIGN))
        if not link.only:
            return rows
        return _new(rows, link, self.day - timedelta(days=link.days), self.known_days)


def _new(rows: pa.Table, link: Link, before: date, known_days: int) -> pa.Table:
    """Without the pairs that met in the days up to `before`."""
    pair, since = ["resident_key", PEERS[link.table]], before - timedelta(days=known_days)
    earlier = _daily(rows, link).filter(
        (pc.field("event_date") <= pa.scalar(before)) & (pc.field("event_date") > pa.scalar(since))
        & (pc.field("value") > 0)
    )  # fmt: skip
    return rows.join(earlier.select(pair).group_by(pair).aggregate([]), pair, join_type="left anti")


def _daily(rows: pa.Table, link: Link) -> pa.Table:
    """resident_key, event_date (and peer), batch_date of the newest batch, value as known on the day."""
    peer = [PEERS[link.table]] if link.table in PEERS else []
    key = ["resident_key", "event_date", *peer]
    if "+" in link.measure:
        together = reduce(pc.add, [rows[name] for name in link.measure.split("+")])
        rows = rows.append_column(link.measure, together)
    if link.pick == "newest":
        newest = last_of_each(rows, key, ["batch_date"])
        return newest.select([*key, "batch_date", link.measure]).rename_columns([*key, "batch_date", "value"])
    found = rows.group_by(key).aggregate([("batch_date", "max"), (link.measure, "sum")])
    return found.rename_columns([*key, "batch_date", "value"])


def _told(daily: pa.Table, link: Link, most: int) -> dict[int, list[Reference]]:
    order = [("resident_key", "ascending"), ("value", "descending"), ("event_date", "descending")]
    peer = PEERS.get(link.table)
    rows = daily.sort_by([*order, *([(peer, "ascending")] if peer else [])])
    rows = rows.filter(pa.array(_first_of_each(rows["resident_key"].to_numpy(), most)))
    found: dict[int, list[Reference]] = {}
    for row in rows.to_pylist():
        dates = {name: row[name].isoformat() for name in ("event_date", "batch_date")}
        other = {peer: token(row[peer])} if peer else {}
        place = {"reason": link.reason_code, "table": link.table} | dates | other
        found.setdefault(row["resident_key"], []).append(place | {"measure": link.measure, "value": row["value"]})
    return found


def _first_of_each(sorted_keys: npt.NDArray[np.int64], most: int) -> npt.NDArray[np.bool_]:
    if not len(sorted_keys):
        return np.zeros(0, np.bool_)
    starts = np.flatnonzero(np.append(True, sorted_keys[1:] != sorted_keys[:-1]))
    counts = np.diff(np.append(starts, len(sorted_keys)))
    return np.asarray(np.arange(len(sorted_keys)) - np.repeat(starts, counts) < most)
