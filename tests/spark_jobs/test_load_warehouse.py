"""Published batches in PostgreSQL: the same rows, replaced batch by batch."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import psycopg
import pytest
from case_home import Home
from case_wire import line, wire

from cli import home as cli_home
from cli import postgres
from expectations.contract import ContractError, contract
from expectations.render import DBT_SOURCES
from expectations.settings import postgres_dsn
from lake import batches
from spark_jobs import load_warehouse

pytestmark = pytest.mark.slow
DAYS = ("2021-10-22", "2021-10-23")
#: A batch in which no file of the feed had come.
SILENT = "2021-10-24"


@pytest.fixture(scope="module")
def served(new_home: Callable[[], Home]) -> Iterator[Home]:
    """Two loaded batches, and PostgreSQL with nothing in it."""
    home = new_home()
    home.deliver(DAYS[0], "police_2021-10-22_1.csv", wire(line("A1"), line("A2"), line("A3", 损失金额="x")))
    home.deliver(DAYS[1], "police_2021-10-23_1.csv", wire(line("A1", 损失金额="1.00", 操作类型="U")))
    home.deliver(DAYS[1], "rural_2021-10-22_1.csv", wire(line("B1", 损失金额="x"), line("B2", 损失金额="y"), b"A"))
    home.load(DAYS[0], SILENT)
    with home.entered():
        cli_home.prepare()
        postgres.start()
        try:
            yield home
        finally:
            postgres.remove()


def bring(first: str, last: str = "") -> None:
    begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
    load_warehouse.run([begin + timedelta(days=n) for n in range((end - begin).days + 1)])


def stored(table: str, columns: tuple[str, ...]) -> list[tuple[object, ...]]:
    names = ", ".join(f'"{name}"' for name in columns)
    with psycopg.connect(postgres_dsn()) as connection:
        return sorted(connection.execute(f"select {names} from {table}".encode()).fetchall(), key=repr)


@pytest.mark.parametrize(
    ("table", "rows"), [("silver.cases", 3), ("ops.feed_load", 4), ("ops.batch_checks", 6), ("silver.file_events", 0)]
)
def test_a_range_and_its_days_bring_the_lake_s_own_rows(served: Home, table: str, rows: int) -> None:
    bring(DAYS[0], SILENT)
    columns = contract(table).names
    expected = sorted((tuple(row[name] for name in columns) for row in served.rows(table)), key=repr)
    target = {"silver.cases": "raw.cases"}.get(table) or load_warehouse.TOLD[table]
    assert stored(target, columns) == expected and len(expected) >= rows
    for day in (SILENT, *DAYS):
        bring(day)
    assert stored(target, columns) == expected


def test_a_feed_that_did_not_come_is_named(served: Home) -> None:
    bring(DAYS[0], SILENT)
    found = stored("ops.feed_load", ("batch_date", "file", "source", "rows"))
    assert [row for row in found if row[1] == "missing"] == [(date.fromisoformat(SILENT), "missing", "", 0)]


def test_reasons_are_counted_by_sender_and_column_and_add_up_to_what_was_refused(served: Home) -> None:
    bring(*DAYS)
    bring(DAYS[1])
    columns = ("feed", "batch_date", "source", "reason_code", "column", "rows")
    first, second = map(date.fromisoformat, DAYS)
    assert stored("ops.reject_reasons", columns) == [
        ("cases", first, "police", "bad_amount", "损失金额", 1),
        ("cases", second, "rural", "bad_amount", "损失金额", 2),
        ("cases", second, "rural", "field_count", "", 1),
    ]
    assert sum(row["quarantine"] for row in served.rows("ops.feed_load")) == 4


def test_no_more_than_declared_comes_into_the_database(served: Home) -> None:
    bring(*DAYS)
    asked = (
        "select table_schema || '.' || table_name from information_schema.tables where table_schema in ('raw', 'ops')"
    )
    with psycopg.connect(postgres_dsn()) as connection:
        found = {row[0] for row in connection.execute(asked)}
    assert found == set(load_warehouse.TARGETS)
    assert found == {f"{s}.{name}" for s, names in DBT_SOURCES.items() for name in names} | {
        "ops.held_days",
        "raw.resident_codes",
    }


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
    nothing = load_warehouse.Source("cases", "ops.nothing", "ops.nothing", load_warehouse.rows_of)
    monkeypatch.setattr(load_warehouse, "SOURCES", (load_warehouse.SOURCES[0], nothing))
    with pytest.raises(ContractError, match="no contract"):
        bring(*DAYS)
    assert {row[2] for row in stored("raw.cases", ("case_no", "version_no", "loss_fen"))} == {7}
    monkeypatch.undo()
    bring(*DAYS)
    assert stored("raw.cases", ("case_no", "version_no", "loss_fen")) == before


def test_whichever_days_differ_are_brought_and_those_that_are_gone_removed(new_home: Callable[[], Home]) -> None:
    """Without asking for any: a day that came behind others and renumbered theirs, and one that is named no more."""
    home = new_home()
    for number, day in enumerate((SILENT, *DAYS), 1):
        home.deliver(day, f"police_{day}_1.csv", wire(line("A1", 损失金额=f"{number}.00", 操作类型="U")))
    home.load(DAYS[1], SILENT)
    with home.entered():
        cli_home.prepare()
        postgres.start()
        try:
            load_warehouse.run([])
            home.load(DAYS[0])
            load_warehouse.run([])
            columns = contract("silver.cases").names
            expected = sorted((tuple(row[name] for name in columns) for row in home.rows("silver.cases")), key=repr)
            assert stored("raw.cases", columns) == expected and len(expected) == 3
            version, days = batches.read()
            batches.write([day for day in days if str(day.batch_date) != SILENT], version)
            load_warehouse.run([])
            assert {str(row[0]) for row in stored("raw.cases", ("batch_date",))} == set(DAYS)
            assert {str(row[0]) for row in stored("ops.feed_load", ("batch_date",))} == set(DAYS)
        finally:
            postgres.remove()
