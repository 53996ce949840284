"""The rows of features.account_graph: what each measure means stands in the table's contract."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lake.keys import Keys
from lake.rounding import rounded
from spark_jobs.graph.payees import pairs_of, reported_payees, shared_payees, shared_places
from spark_jobs.graph.reached import Reached, numbered
from spark_jobs.graph.rings import Named
from spark_jobs.graph.subgraph import Flags, core_numbers, pagerank
from spark_jobs.patterns.motifs import cycles, scatter_gather
from spark_jobs.patterns.moves import Forward, Moves

Ratios = npt.NDArray[np.float64]
SECOND_US = 10**6
#: Cycles and scatter-gather are found within 72 hours, each transfer later than the one before.
WITHIN_72H = Forward(72 * 3600 * SECOND_US, gap=1)


def account_rows(of: Reached, names: Named, places: list[tuple[int, str, int]]) -> pa.Table:
    """One row per reached account, in order of key. `places`: account, kind and key of the addresses that they used."""
    columns = {
        "account_key": of.keys, "component_id": names.components, "ring_id": _where(names.rings != 0, names.rings),
        "is_reported": of.is_reported, "stop_code": pa.array(of.stops, pa.string()),
    } | _money(of) | _shape(of, names) | _payees(of)  # fmt: skip
    shared = numbered(of.keys, shared_places(places))
    columns["account_places_shared_count_30d"] = _where(~of.is_apart, shared)
    return pa.table(columns)


def _money(of: Reached) -> dict[str, object]:
    """What came, went, and how fast."""
    rows, passed = of.transfers, of.passed
    exits = rows.filter(pc.is_valid(rows["exit_code"]))
    victims = rows.filter(pc.greater(rows["fresh_fen"], 0))
    traced_in, all_in = of.summed("payee_key", rows), of.summed("payee_key", of.found.traced.transfers, "amount_fen")
    is_told = of.is_looked_at & (all_in > 0)
    return {
        "account_hops_from_reported_30d": of.hops,
        "account_traced_in_fen_30d": traced_in,
        "account_traced_out_fen_30d": of.summed("payer_key", rows),
        "account_traced_exit_fen_30d": of.summed("payer_key", exits),
        "account_traced_in_share_30d": _where(is_told, rounded(traced_in / np.maximum(all_in, 1))),
        "account_traced_payers_count_30d": of.distinct("payee_key", rows, "payer_key"),
        "account_traced_payees_count_30d": of.distinct("payer_key", passed, "payee_key"),
        "account_victims_paying_count_30d": of.distinct("payee_key", victims, "payer_key"),
        "account_traced_first_out_s_30d": _first_out(of),
    }


def _first_out(of: Reached) -> pa.Array:
    """Seconds from the first traced money in to the first out."""
    into, out = of.first("payee_key", of.transfers), of.first("payer_key", of.transfers)
    return _where(out > 0, (out - into) // SECOND_US)


def _shape(of: Reached, names: Named) -> dict[str, object]:
    """Where an account stands among the reached ones."""
    joined, moves = of.graph.kept(~of.is_apart), Moves.of(of.moves(), WITHIN_72H)
    _, places, sizes = np.unique(names.components, return_inverse=True, return_counts=True)
    return {
        "account_component_accounts_count_30d": sizes[places],
        "account_pagerank_30d": pagerank(of.graph, of.is_reported),
        "account_kcore_30d": core_numbers(joined),
        "account_cycles_count_30d": _together(cycles(moves).values()),
        "account_scatter_gather_count_30d": _together(scatter_gather(moves)),
    }


def _together(counts: Iterable[Ratios]) -> Keys:
    together: Keys = np.sum(list(counts), axis=0).astype(np.int64)
    return together


def _payees(of: Reached) -> dict[str, object]:
    """Whom an account pays, traced money or not; told of those whose transfers are all known."""
    pairs = pairs_of(of)
    reported = set(of.found.tracing.reported(of.found.known).tolist())
    counts = {
        "account_payees_reported_count_30d": reported_payees(pairs, reported),
        "account_payees_shared_with_tainted_count_30d": shared_payees(pairs),
    }
    return {name: _where(of.is_looked_at, numbered(of.keys, found)) for name, found in counts.items()}


def _where(is_told: Flags, values: Keys | Ratios) -> pa.Array:
    """Values, empty where they are not told."""
    return pa.array(values, mask=~is_told)
