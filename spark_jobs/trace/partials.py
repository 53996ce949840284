"""Partials of few accounts, in Arrow, as `transfers.touching` and `exits.exits_of` tell a city's on an engine."""

from collections.abc import Collection, Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from spark_jobs.graph.exits import KEY as EXIT_KEY
from spark_jobs.graph.register import Known
from spark_jobs.graph.transfers import KEY, SIDES, TOLD, spread
from spark_jobs.trace.window import Window

#: The same rows in the order of either side.
EDGES = {"payer_key": "features.transfer_edge_daily", "payee_key": "features.transfer_edge_by_payee"}
EXITS = "features.exit_daily"
BANKS = ("payer_bank_code", "payee_bank_code")
EDGE_KEY, EXIT_OF = KEY[1:], EXIT_KEY[1:]
EXIT_TOLD = ("told_count",)
TIMES = ("first_at", "last_at")
EDGE_COLUMNS = (*EDGE_KEY, *TOLD, *TIMES, "batch_date")
EXIT_COLUMNS = (*EXIT_OF, *EXIT_TOLD, *TIMES, "batch_date")


def touching(window: Window, names: Collection[int]) -> pa.Table:
    """EDGE_COLUMNS of all rows with one of some names on a side."""
    return both(*(window.read(EDGES[side], names, EDGE_COLUMNS) for side in SIDES))


def both(out: pa.Table, into: pa.Table) -> pa.Table:
    """What some names paid and what they were paid; a transfer between two of them stands in both."""
    payers = pc.unique(out[SIDES[0]])
    return pa.concat_tables([out, into.filter(pc.invert(pc.is_in(into[SIDES[0]], payers)))])


def told(partials: pa.Table, key: Sequence[str], counts: Sequence[str]) -> pa.Table:
    """Per key the sums of the counts of all batches, where one is over zero, and the times as the newest batch told
    them."""
    rows = partials.sort_by("batch_date").group_by([*key], use_threads=False)
    newest = pc.ScalarAggregateOptions(skip_nulls=False)  # NULL is told anew, too
    found = rows.aggregate([*[(name, "sum") for name in counts], *[(name, "last", newest) for name in TIMES]])
    return counting(found.rename_columns([*key, *counts, *TIMES]), counts)


def counting(rows: pa.Table, counts: Sequence[str]) -> pa.Table:
    """The rows of which one of the counts is over zero."""
    return rows.filter(pc.greater(pc.max_element_wise(*[rows[name] for name in counts]), 0))


def exits(partials: pa.Table, known: Known) -> pa.Table:
    """Rows of `transfers.SCHEMA` that nobody gets, out of rows of features.exit_daily."""
    rows = told(partials, EXIT_OF, EXIT_TOLD)
    accounts = pa.array(known.canonical(rows["account_key"].to_numpy()), pa.int64())
    named = {"payer_key": accounts, "first_at_min": rows["first_at"], "last_at_max": rows["last_at"]}
    others = {name: rows[name] for name in ("exit_code", "event_date", "amount_fen")}
    return spread(pa.table(named | others), rows["told_count"].to_numpy())


def banks(window: Window, accounts: Collection[int], known: Known) -> dict[int, str]:
    """Account → its bank as the other side's bank told it: of several codes the greatest."""
    found = dict[int, str]()
    for side, bank in zip(SIDES, BANKS, strict=True):
        rows = window.read(EDGES[side], names(known, accounts), (side, bank))
        rows = rows.filter(pc.is_valid(rows[bank]))
        owners = known.canonical(rows[side].to_numpy()).tolist()
        for owner, code in sorted(set(zip(owners, rows[bank].to_pylist(), strict=True))):
            found[owner] = max(code, found.get(owner, code))
    return found


def peers(edges: pa.Table, known: Known) -> dict[str, dict[int, int]]:
    """Side (payer_key, payee_key) → account → how many other accounts stand on the other side of it."""
    named = pa.table({side: known.canonical(edges[side].to_numpy()) for side in SIDES})
    pairs = named.group_by([*SIDES]).aggregate([])
    found = {}
    for own in SIDES:
        accounts, counts = np.unique(pairs[own].to_numpy(), return_counts=True)
        found[own] = dict(zip(accounts.tolist(), counts.tolist(), strict=True))
    return found


def names(known: Known, accounts: Collection[int]) -> list[int]:
    """All names of some accounts."""
    found: list[int] = known.names(np.array(sorted(accounts), np.int64))[1].tolist()
    return found


def keys(numbers: Iterable[int]) -> pa.Array:
    """Keys in order."""
    return pa.array(sorted(numbers), pa.int64())
