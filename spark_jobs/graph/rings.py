"""Rings: accounts through which the same traced money went, and what is told of each as of a date.

A member is an account that a case names, or one that passed on half of the traced money that reached it and of which
such money is a tenth of all that is known to have come in: who sold something to a mule keeps the money, or hardly
lives on it. Members between whom traced money moved are one ring; two at least. A ring is named after the member that
such money reached first, so that it keeps its name while it grows.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lake.keys import Keys
from lake.shanghai import begin_us
from spark_jobs.graph.reached import Reached
from spark_jobs.graph.subgraph import Flags, components

#: Shares of a member that no case names [own assumption; in a simulated city a sixth of the members is honest by it,
#: and nearly half where passing anything on is enough].
PASSED, TRACED = 0.5, 0.1
#: A member is new that money reached in so many days up to the date.
NEW_DAYS = 7


@dataclass(frozen=True)
class Named:
    """The component of each reached account (named after its first), and its ring; 0 where it is in none."""

    components: Keys
    rings: Keys


def named(of: Reached) -> Named:
    """Components over the accounts that are not stopped for what they are; rings over the members."""
    first = of.first("payee_key", of.transfers)
    parts = components(of.graph.kept(~of.is_apart))
    is_member = of.is_looked_at & (of.is_reported | _passes_on(of))
    rings = components(of.graph.kept(is_member))
    size = np.bincount(rings, minlength=len(rings))[rings]
    return Named(_names(of, parts, first), np.where(is_member & (size > 1), _names(of, rings, first), 0))


def _passes_on(of: Reached) -> Flags:
    """Whether an account lives on traced money and passes it on."""
    came, went = of.summed("payee_key", of.transfers), of.summed("payer_key", of.transfers)
    known = of.summed("payee_key", of.found.traced.transfers, "amount_fen")
    return (went >= PASSED * came) & (came >= TRACED * known)


def _names(of: Reached, parts: Keys, first: Keys) -> Keys:
    """The key of the account of each part that money reached first; of several the smallest."""
    order = np.lexsort((of.keys, first, parts))
    _, starts = np.unique(parts[order], return_index=True)
    heads = dict(zip(parts[order][starts].tolist(), of.keys[order][starts].tolist(), strict=True))
    return np.array([heads[part] for part in parts.tolist()], np.int64)


def rings(of: Reached, names: Named, day: date) -> pa.Table:
    """One row per ring of a date."""
    since = begin_us(day - timedelta(days=NEW_DAYS - 1))
    is_new = of.first("payee_key", of.transfers) >= since
    members = pa.table({
        "ring_id": names.rings, "ring_members_count": np.ones(len(of.keys), np.int64),
        "ring_reported_count": of.is_reported.astype(np.int64), "ring_members_new_count_7d": is_new.astype(np.int64),
    }).filter(pa.array(names.rings != 0))  # fmt: skip
    sums = [(name, "sum") for name in members.column_names if name != "ring_id"]
    counted = members.group_by("ring_id").aggregate(sums)
    counted = counted.rename_columns([name.removesuffix("_sum") for name in counted.column_names])
    return counted.join(_money(of, names), "ring_id").sort_by("ring_id")


def _money(of: Reached, names: Named) -> pa.Table:
    """Of each ring what came in from victims, what left it, and when."""
    rows = of.transfers
    ring_of = dict(zip(of.keys.tolist(), names.rings.tolist(), strict=True))
    payers, payees = (_rings_of(rows[side], ring_of) for side in ("payer_key", "payee_key"))
    leaves, is_exit = payers != payees, rows["exit_code"].is_valid().to_numpy()
    columns = {
        "ring_traced_fen": (payees, rows["fresh_fen"].to_numpy()),
        "ring_left_fen": (payers, np.where(leaves, rows["traced_fen"].to_numpy(), 0)),
        "ring_exit_fen": (payers, np.where(leaves & is_exit, rows["traced_fen"].to_numpy(), 0)),
    }
    found = _spans(rows, payers, payees)
    for name, (ring, fen) in columns.items():
        summed = pa.table({"ring_id": ring, name: fen}).group_by("ring_id").aggregate([(name, "sum")])
        found = found.join(summed.rename_columns(["ring_id", name]), "ring_id")
    found = found.join(_victims(of, payees), "ring_id")
    return pa.table({name: _filled(found[name]) for name in found.column_names})


def _filled(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.fill_null(0) if pa.types.is_integer(column.type) else column


def _spans(rows: pa.Table, payers: Keys, payees: Keys) -> pa.Table:
    """The first and the last traced transfer of each ring."""
    both = pa.table({"ring_id": np.concatenate([payers, payees]), "at": pa.chunked_array([*rows["at"].chunks] * 2)})
    inside = both.filter(pc.not_equal(both["ring_id"], 0)).group_by("ring_id").aggregate([("at", "min"), ("at", "max")])
    return inside.rename_columns(["ring_id", "ring_first_at", "ring_last_at"])


def _victims(of: Reached, payees: Keys) -> pa.Table:
    """The people whose own money a ring got; of an account whose holder is not known the account."""
    rows = of.transfers
    payers = rows["payer_key"].fill_null(0).to_numpy()
    people = pc.coalesce(of.found.known.column("holder_key", payers), pa.array(payers))
    paid = pa.table({"ring_id": payees, "person": people}).filter(pc.greater(rows["fresh_fen"], 0))
    counted = paid.group_by("ring_id").aggregate([("person", "count_distinct")])
    return counted.rename_columns(["ring_id", "ring_victims_count"])


def _rings_of(accounts: pa.ChunkedArray, ring_of: dict[int, int]) -> Keys:
    return np.array([ring_of.get(key, 0) for key in accounts.to_pylist()], np.int64)
