"""Measures of the tainted subgraph: small, in memory, the same for the same rows.

Nodes are the reached accounts in order of key, an edge joins two of them between which traced money moved. rustworkx
computes: networkx gives the same and takes six times as long (200,000 edges), and order plays no part in either.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import rustworkx

from lake.rounding import rounded

Keys = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
DAMPING, TOLERANCE, STEPS = 0.85, 1e-13, 1_000


@dataclass(frozen=True)
class Subgraph:
    """`nodes`: keys in order; of each edge the places of its ends among them, and the traced fen of its transfers."""

    nodes: Keys
    payers: Keys
    payees: Keys
    fen: Keys

    def kept(self, is_kept: Flags) -> "Subgraph":
        """The same nodes with the edges between some of them."""
        stays = is_kept[self.payers] & is_kept[self.payees]
        return Subgraph(self.nodes, self.payers[stays], self.payees[stays], self.fen[stays])


def subgraph(nodes: Keys, payer_keys: Keys, payee_keys: Keys, fen: Keys) -> Subgraph:
    """The subgraph of transfers between nodes; several of one payer and payee are one edge, moves to oneself none."""
    moves = payer_keys != payee_keys
    pairs = pa.table({"a": payer_keys[moves], "b": payee_keys[moves], "fen": fen[moves]})
    edges = pairs.group_by(["a", "b"]).aggregate([("fen", "sum")]).sort_by([("a", "ascending"), ("b", "ascending")])
    payers, payees = (np.searchsorted(nodes, edges[name].to_numpy()) for name in ("a", "b"))
    return Subgraph(nodes, payers, payees, edges["fen_sum"].to_numpy())


def components(of: Subgraph) -> Keys:
    """The number of each node's weakly connected component: the place of its first node."""
    found = np.arange(len(of.nodes))
    for members in rustworkx.connected_components(_undirected(of)):
        found[list(members)] = min(members)
    return found


def core_numbers(of: Subgraph) -> Keys:
    """The largest k for which a node belongs to the k-core, whatever the direction of its edges."""
    cores: Any = rustworkx.core_number(_undirected(of))
    return np.array([cores[place] for place in range(len(of.nodes))], np.int64)


def pagerank(of: Subgraph, is_seed: Flags) -> npt.NDArray[np.float64]:
    """PageRank by traced fen that starts again at the seeds, and where money goes no further; 9 places. Without a seed
    all is 0."""
    seeds = np.flatnonzero(is_seed).tolist()
    if not seeds:
        return np.zeros(len(of.nodes))
    graph: rustworkx.PyDiGraph[int, int] = rustworkx.PyDiGraph(multigraph=False)
    graph.add_nodes_from(range(len(of.nodes)))
    graph.add_edges_from(_edges(of))
    start = dict.fromkeys(seeds, 1.0 / len(seeds))
    ranks = rustworkx.pagerank(
        graph, alpha=DAMPING, weight_fn=float, personalization=start, dangling=start, tol=TOLERANCE, max_iter=STEPS
    )
    return rounded(np.array([ranks[place] for place in range(len(of.nodes))]))


def _undirected(of: Subgraph) -> "rustworkx.PyGraph[int, int]":
    graph: rustworkx.PyGraph[int, int] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(len(of.nodes)))
    graph.add_edges_from(_edges(of))
    return graph


def _edges(of: Subgraph) -> list[tuple[int, int, int]]:
    return list(zip(of.payers.tolist(), of.payees.tolist(), of.fen.tolist(), strict=True))
