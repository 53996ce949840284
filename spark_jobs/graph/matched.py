"""Transfers out of the partials of few accounts, in Arrow: what `graph.transfers` does for a city on an engine.

Of a payer, payee, event date and amount there were so many transfers as the bank that tells of more of them says: the
two legs of one transfer are one. The first happened at `first_at`, the last at `last_at`, those between at even
distances; a single one at `first_at`, the earlier of the two legs. Of exits only one bank tells.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

BATCH, FIRST, LAST = "batch_date", "first_at", "last_at"
EDGE_KEY, EDGE_TOLD = ("payer_key", "payee_key", "event_date", "amount_fen"), ("payer_told_count", "payee_told_count")
EXIT_KEY, EXIT_TOLD = ("account_key", "exit_code", "event_date", "amount_fen"), ("told_count",)
SCHEMA = pa.schema(
    {
        "payer_key": pa.int64(),
        "payee_key": pa.int64(),
        "exit_code": pa.string(),
        "at": pa.timestamp("us", "UTC"),
        "amount_fen": pa.int64(),
    }
)


def transfers(partials: pa.Table, accounts: Mapping[int, int]) -> pa.Table:
    """Rows of SCHEMA out of rows of features.transfer_edge_daily, whole keys of it; `accounts`: card → its account."""
    known = _renamed(_known(partials, EDGE_KEY, EDGE_TOLD), ("payer_key", "payee_key"), accounts)
    found = _spread(_matched(known, EDGE_KEY, EDGE_TOLD))
    return _as_told(found.append_column("exit_code", pa.nulls(found.num_rows, pa.string())))


def exits(partials: pa.Table, accounts: Mapping[int, int]) -> pa.Table:
    """Rows of SCHEMA without a payee out of rows of features.exit_daily, whole keys of it."""
    known = _renamed(_known(partials, EXIT_KEY, EXIT_TOLD), ("account_key",), accounts)
    found = _spread(_matched(known, EXIT_KEY, EXIT_TOLD)).rename_columns({"account_key": "payer_key"})
    return _as_told(found.append_column("payee_key", pa.nulls(found.num_rows, pa.int64())))


def _known(partials: pa.Table, key: Sequence[str], told: Sequence[str]) -> pa.Table:
    """Per key the counts of all batches, and the times as the newest batch told them."""
    ordered = partials.sort_by(BATCH).group_by([*key], use_threads=False)
    found = ordered.aggregate([*[(name, "sum") for name in told], (FIRST, "last"), (LAST, "last")])
    return found.rename_columns([*key, *told, FIRST, LAST])


def _renamed(known: pa.Table, columns: Sequence[str], accounts: Mapping[int, int]) -> pa.Table:
    """Cards under the names of their accounts."""
    for name in columns:
        keys = pa.array([accounts.get(key, key) for key in known[name].to_pylist()], pa.int64())
        known = known.set_column(known.column_names.index(name), name, keys)
    return known


def _matched(known: pa.Table, key: Sequence[str], told: Sequence[str]) -> pa.Table:
    """Per key how many transfers there were, where there were any; several names of an account are one by now."""
    found = known.group_by([*key]).aggregate([*[(name, "sum") for name in told], (FIRST, "min"), (LAST, "max")])
    found = found.rename_columns([*key, *told, FIRST, LAST])
    count = pc.max_element_wise(*[found[name] for name in told])
    rows = found.select([*key, FIRST, LAST]).append_column("count", count)
    return rows.filter(pc.and_(pc.greater(count, 0), pc.is_valid(rows[FIRST])))


def _spread(rows: pa.Table) -> pa.Table:
    """One row per transfer, with `at`."""
    counts = rows["count"].to_numpy()
    place = np.repeat(np.arange(len(counts)), counts)
    number = np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts, counts)
    first, last = (rows[name].cast(pa.int64()).to_numpy() for name in (FIRST, LAST))
    steps = np.maximum(counts - 1, 1)[place]
    at = first[place] + (last - first)[place] // steps * number + (last - first)[place] % steps * number // steps
    return rows.take(pa.array(place)).append_column("at", pa.array(at, pa.timestamp("us", "UTC")))


def _as_told(rows: pa.Table) -> pa.Table:
    order = [(name, "ascending") for name in ("at", "payer_key", "payee_key", "amount_fen", "exit_code")]
    return rows.select(SCHEMA.names).cast(SCHEMA).sort_by(order)
