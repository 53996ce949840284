"""Measures of the tainted subgraph, equal to networkx; names of accounts, and taints."""

from collections import Counter
from random import Random

import networkx as nx
import numpy as np
import pyarrow as pa
import pytest
from graph_rows import account, case
from money_legs import day

from spark_jobs.graph.payees import PLACE_ACCOUNTS, reported_payees, shared_payees, shared_places
from spark_jobs.graph.register import CARDS, COLUMNS, SCHEMA, Known
from spark_jobs.graph.reported import Case, tainted
from spark_jobs.graph.subgraph import Subgraph, components, core_numbers, pagerank, subgraph
from spark_jobs.graph.transfers import SCHEMA as TRANSFERS

HOUR = 3600 * 10**6
SEEDS = range(6)


def drawn(seed: int, nodes: int = 40, edges: int = 70) -> Subgraph:
    """A subgraph by chance, with parallel transfers, moves to oneself and lonely nodes."""
    chance = Random(seed)
    keys = np.array(sorted(chance.sample(range(10**6), nodes)), np.int64)
    ends = [np.array([chance.choice(keys.tolist()) for _ in range(edges)], np.int64) for _ in range(2)]
    return subgraph(keys, *ends, np.array([chance.randint(1, 9) * 100 for _ in range(edges)], np.int64))


def as_networkx(of: Subgraph) -> "nx.DiGraph[int]":
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(of.nodes)))
    graph.add_weighted_edges_from(zip(of.payers.tolist(), of.payees.tolist(), of.fen.tolist(), strict=True))
    return graph


@pytest.mark.parametrize("seed", SEEDS)
def test_components_cores_and_pagerank_are_those_of_networkx(seed: int) -> None:
    of, graph = drawn(seed), as_networkx(drawn(seed))
    found = components(of)
    assert {frozenset(np.flatnonzero(found == part).tolist()) for part in set(found.tolist())} == {
        frozenset(part) for part in nx.weakly_connected_components(graph)
    }
    assert dict(enumerate(core_numbers(of).tolist())) == nx.core_number(graph.to_undirected())
    is_seed = np.arange(len(of.nodes)) % 7 == 0
    start = {node: float(is_seed[node]) for node in graph}
    wanted = nx.pagerank(graph, personalization=start, dangling=start, tol=1e-15, max_iter=9999)
    assert np.abs(pagerank(of, is_seed) - [wanted[node] for node in range(len(of.nodes))]).max() < 2e-9
    assert not pagerank(of, is_seed & False).any()


def test_payees_and_places_in_common() -> None:
    pairs = [(1, 8), (1, 9), (2, 9), (3, 7)]
    assert reported_payees(pairs, {8, 9}) == Counter({1: 2, 2: 1})
    assert shared_payees(pairs) == Counter({1: 1, 2: 1})
    crowd = [(n, "ip", 5) for n in range(PLACE_ACCOUNTS + 1)]
    used = [(1, "ip", 6), (2, "ip", 6), (2, "mac", 6), (3, "mac", 6), (2, "ip", 7), (1, "ip", 7)]
    assert shared_places(crowd + used) == Counter({1: 1, 2: 2, 3: 1})


def known(*rows: dict[str, object]) -> Known:
    versions = pa.Table.from_pylist([{name: row[name] for name in COLUMNS} for row in rows], SCHEMA)
    return Known.of(versions, CARDS.empty_table(), day(10))


def test_names_of_accounts() -> None:
    """A card names its account as long as it names no other; an account is no card; what comes later is unknown."""
    of = known(
        account(1, 91, card_key=51), account(1, 92, batch=5, version=2, card_key=52), account(2, 93, card_key=53),
        account(3, 94, card_key=53), account(4, 95, card_key=1), account(5, 96, batch=11, card_key=54),
        account(6, 97, batch=4, version=9), account(6, 98, batch=6, source="wechat"),
    )  # fmt: skip
    asked = np.array([51, 52, 53, 54, 1, 7], np.int64)
    assert of.canonical(asked).tolist() == [1, 1, 53, 54, 1, 7]
    assert of.aliases.ambiguous == {1: "account", 53: "register"}
    assert of.column("holder_key", np.array([1, 5, 6], np.int64)).to_pylist() == [92, None, 98]
    accounts, names = of.names(np.array([1, 2], np.int64))
    assert sorted(zip(accounts.tolist(), names.tolist(), strict=True)) == [(1, 1), (1, 51), (1, 52), (2, 2)]


def paid(payer: int, payee: int, at: int, fen: int) -> dict[str, object]:
    when = {"at": at * HOUR, "event_date": day(at // 24)}
    return {"payer_key": payer, "payee_key": payee, "exit_code": None, "amount_fen": fen, **when}


def test_no_fen_is_tainted_twice() -> None:
    """Two cases name account 5; the second takes what the first has left, a case without amount takes all."""
    transfers = pa.Table.from_pylist([paid(1, 5, 24, 100), paid(2, 5, 48, 100), paid(3, 5, 49, 100)], TRANSFERS)

    def taints(*cases: Case) -> list[int]:
        return tainted(cases, transfers, known(account(3, 93)), day(9)).tolist()

    def told(case_no: str, happened: int, gross: int | None, victims: frozenset[int] = frozenset()) -> Case:
        return Case("police", case_no, case(case_no, happened)["incident_date"], gross, frozenset({5}), victims)

    assert taints(told("A", 1, 150)) == [100, 50, 0]
    assert taints(told("A", 1, 150), told("B", 1, 80)) == [100, 100, 30]
    assert taints(told("A", 2, None)) == [0, 100, 100]
    assert taints(told("A", 2, 10, frozenset({93}))) == [0, 0, 100], "the victim's own payments, whatever the amount"
    assert taints(told("A", -30, 150)) == [0, 0, 0], "the window does not hold the incident"
    named = Case("police", "A", None, 150, frozenset({5}), frozenset({93}))
    assert (
        taints(named) == [0, 0, 100] and taints(Case("police", "A", None, 150, frozenset({5}), frozenset())) == [0] * 3
    )
