"""Published batches in PostgreSQL: the same rows, replaced batch by batch."""

from collections.abc import Callable, Iterator
from datetime import date

import psycopg
import pytest
from case_home import Home
from case_wire import line, wire

from cli import home as cli_home
from cli import postgres
from expectations.contract import contract
from expectations.settings import postgres_dsn
from spark_jobs import load_warehouse
from spark_jobs.arguments import Batches

pytestmark = pytest.mark.slow
DAYS = ("2021-10-22", "2021-10-23")


@pytest.fixture(scope="module")
def served(new_home: Callable[[], Home]) -> Iterator[Home]:
    """Two loaded batches, and PostgreSQL with nothing in it."""
    home = new_home()
    home.deliver(DAYS[0], "police_2021-10-22_1.csv", wire(line("A1"), line("A2"), line("A3", 损失金额="x")))
    home.deliver(DAYS[1], "police_2021-10-23_1.csv", wire(line("A1", 损失金额="1.00", 操作类型="U"))).load(*DAYS)
    with home.entered():
        cli_home.prepare()
        postgres.start()
        try:
            yield home
        finally:
            postgres.remove()


def bring(first: str, last: str = "") -> None:
    load_warehouse.run(Batches(date.fromisoformat(first), date.fromisoformat(last or first), cli_home.home()))


def stored(table: str, columns: tuple[str, ...]) -> list[tuple[object, ...]]:
    names = ", ".join(f'"{name}"' for name in columns)
    with psycopg.connect(postgres_dsn()) as connection:
        return sorted(connection.execute(f"select {names} from {table}".encode()).fetchall(), key=repr)


@pytest.mark.parametrize("table", ["silver.cases", "ops.feed_load"])
def test_a_range_and_its_days_bring_the_lake_s_own_rows(served: Home, table: str) -> None:
    bring(*DAYS)
    columns = contract(table).names
    expected = sorted((tuple(row[name] for name in columns) for row in served.rows(table)), key=repr)
    target = load_warehouse.TABLES[table]
    assert stored(target, columns) == expected and len(expected) in (2, 3)
    bring(DAYS[1])
    bring(DAYS[0])
    assert stored(target, columns) == expected


def test_a_batch_is_replaced_and_others_stay(served: Home) -> None:
    bring(*DAYS)
    with psycopg.connect(postgres_dsn()) as connection:
        connection.execute("update raw.cases set loss_fen = 7")
    bring(DAYS[1])
    found = stored("raw.cases", ("case_no", "version_no", "loss_fen"))
    assert found == [("A1", 1, 7), ("A1", 2, 100), ("A2", 1, 7)]


def test_a_failure_brings_nothing_at_all(served: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(*DAYS)
    before = stored("raw.cases", ("case_no", "version_no", "loss_fen"))
    with psycopg.connect(postgres_dsn()) as connection:
        connection.execute("update raw.cases set loss_fen = 7")
    monkeypatch.setattr(load_warehouse, "TABLES", {"silver.cases": "raw.cases", "ops.nothing": "ops.nothing"})
    with pytest.raises(ValueError, match="no contract"):
        bring(*DAYS)
    assert {row[2] for row in stored("raw.cases", ("case_no", "version_no", "loss_fen"))} == {7}
    monkeypatch.undo()
    bring(*DAYS)
    assert stored("raw.cases", ("case_no", "version_no", "loss_fen")) == before
