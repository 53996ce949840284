"""Hubs by their names alone: told early, and as the graph of the day tells them."""

from itertools import product
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pytest
from graph_rows import TABLES, account, edge
from money_legs import day
from pyspark.sql import SparkSession
from trace_tables import Lake, institutions

from lake import keyed
from lake.columns import arrow_schema
from lake.keyed import Keyed
from lake.snapshot import Snapshot
from spark_jobs.graph.frontier import NAMES, frame_of
from spark_jobs.graph.register import Known
from spark_jobs.graph.registry import Registry
from spark_jobs.graph.transfers import crowded
from spark_jobs.trace.books import Books
from spark_jobs.trace.crowds import beside_crowds
from spark_jobs.trace.institutions import Institutions
from spark_jobs.trace.window import Window

Row = dict[str, Any]


def lake(rows: list[Row]) -> Snapshot:
    return cast(Snapshot, Lake({TABLES["edges"]: pa.Table.from_pylist(rows, arrow_schema(TABLES["edges"]))}))


def known(*accounts: Row) -> Known:
    """What the register says, of the accounts 1 to 4."""
    told = {TABLES["accounts"]: pa.Table.from_pylist([*accounts], arrow_schema(TABLES["accounts"]))}
    registry = Registry(institutions(told).ask)
    registry.learn([1, 2, 3, 4])
    return registry.known(day(40))


def told(rows: list[Row], limits: tuple[int, int], of: Known | None = None) -> set[int]:
    return beside_crowds(Window(lake(rows), day(40), 30), of or known(), [1, 2, 3, 4], limits)[1]


def test_names_are_counted_whose_transfers_stay() -> None:
    """Of eleven payees one, or two, are withdrawn on a later day; what is told behind the date does not count."""
    paid = [edge(1, 100 + n, 35) for n in range(11)]
    withdrawn = [edge(1, 100 + n, 35, payer_told_count=-1, batch_date=day(38)) for n in range(2)]
    assert (
        told(paid, (10, 99))
        == {1}
        == told([*paid, edge(1, 100, 35, payer_told_count=-1, batch_date=day(41))], (10, 99))
    )
    assert told([*paid, withdrawn[0]], (9, 99)) == {1}
    assert told([*paid, *withdrawn], (9, 99)) == set()


def test_all_names_of_an_account_count() -> None:
    """Six payees of the account and six of its card, of which one is the same: eleven."""
    paid = [edge(payer, first + n, 35) for payer, first in ((1, 100), (91, 105)) for n in range(6)]
    with_card = known(account(1, card_key=91))
    assert told(paid, (10, 99), with_card) == {1} and told(paid, (11, 99), with_card) == told(paid, (10, 99)) == set()


def test_payers_have_a_limit_of_their_own() -> None:
    into = [edge(100 + n, 2, 35, payer_told_count=0, payee_told_count=1) for n in range(11)]
    assert told(into, (1, 10)) == {2} and told(into, (1, 11)) == set()


def test_no_more_days_are_read_than_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest of three days has the eleven names, and is enough for eleven."""
    monkeypatch.setattr(keyed, "CORES", 1)  # so many days at a time
    rows = [edge(1, 100 * event + n, event) for event in (33, 35, 37) for n in range(11)]
    read = list[int]()
    of = Keyed.read
    monkeypatch.setattr(Keyed, "read", lambda *given: (found := of(*given), read.append(found.num_rows))[0])
    assert told(rows, (10, 99)) == {1} and read[:3] == [11, 0, 0]
    read.clear()
    assert told(rows, (32, 99)) == {1} and read[:3] == [11, 11, 11]
    read.clear()
    assert told(rows, (33, 99)) == set() and read[:3] == [11, 11, 11]


@pytest.mark.parametrize("seed", range(5))
def test_hubs_are_those_of_the_engine(spark: SparkSession, seed: int) -> None:
    """Transfers come and are withdrawn over eight days; nothing is withdrawn that had not come."""
    draw, rows = np.random.default_rng(seed), []
    for payer, payee, fen in product((1, 2, 3, 4, 91), (1, 2, 3, 91, *range(100, 110)), (5, 7)):
        stays = False
        for batch in range(34, 42):
            if draw.random() < 0.2:
                counts = {"payer_told_count": -1 if stays else 1, "payee_told_count": 0}
                rows.append(edge(payer, payee, 34, fen=fen, batch_date=day(batch)) | counts)
                stays = not stays
    of = known(account(1, card_key=91))
    owners, names = of.names(np.array([1, 2, 3, 4], np.int64))
    asked = pa.table([pa.repeat(pa.scalar(day(40), pa.date32()), len(names)), names, owners], schema=NAMES)
    edges = spark.createDataFrame(pa.Table.from_pylist(rows, arrow_schema(TABLES["edges"])))
    several = set()
    for limits in ((7, 2), (9, 3), (11, 4), (99, 3)):
        engine = crowded(edges, frame_of(edges, asked, NAMES.names), *limits).toArrow()["account"].to_pylist()
        assert told(rows, limits, of) == set(engine)
        several.add(tuple(sorted(engine)))
    assert len(several) > 1


def test_nobody_in_a_crowd_is_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    """Account 1 pays 1,001 names and is a hub at once; 2 pays 501, who are asked about, and is one; 3 pays 500."""
    payees = {1: range(10_000, 11_001), 2: range(20_000, 20_501), 3: range(30_000, 30_500)}
    rows = [edge(payer, payee, 39) for payer, others in payees.items() for payee in others]
    asked_about, ask = set[int](), Institutions.ask
    monkeypatch.setattr(Institutions, "ask", lambda of, *keys: (asked_about.update(keys[0]), ask(of, *keys))[1])
    books = Books.as_of(lake(rows), day(40), 30)
    found, hubs = books.transfers([1, 2, 3])
    assert hubs == {1, 2} and set(found["payer_key"].to_pylist()) == {3} and found.num_rows == 500
    assert asked_about == {1, 2, 3, *payees[2], *payees[3]}
    assert Books.as_of(lake(rows), day(40), 30).transfers([1], has_hubs=True)[0].num_rows == 1001
