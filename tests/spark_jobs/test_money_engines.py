"""The partials of a ledger full of collisions: equal to plain Python's on both engines, as a range as day by day."""

import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import money_ledger as plain
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from account_rows import register
from money_engine import build, keeping, windows
from money_rules import LEGS, RULES, TOLD
from pyspark.sql import SparkSession

from expectations.contract import contract
from expectations.settings import REPO
from lake.snapshot import arrow_schema
from spark_jobs.counting.spells import anew
from spark_jobs.money.counting import spans
from spark_jobs.money.days import ACCOUNT_DAILY, MONEY_LEG

Rows = dict[plain.Key, dict[str, Any]]
#: Built one by one: the first, late events, both sides of the horizon, and a day on which files leave only.
SINGLE = [plain.DAYS[n] for n in (0, 2, 31, 33, 62, 65)]


@pytest.fixture(scope="module")
def ledger() -> tuple[list[plain.Leg], dict[str, date]]:
    return plain.make_ledger(seed=11, legs_per_batch=120)


@pytest.fixture(scope="module")
def folder(ledger: tuple[list[plain.Leg], dict[str, date]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger and what to build of it: the whole range, and single days with no more than `spans` says."""
    legs, withdrawn = ledger
    place = tmp_path_factory.mktemp("money")
    silver = arrow_schema("silver.transactions")
    schema = pa.schema([silver.field(name) for name in (*MONEY_LEG, "card_key")])
    pq.write_table(pa.Table.from_pylist(legs, schema), place / "legs.parquet")
    gone = {"file_sha256": list(withdrawn), "withdrawn_on": list(withdrawn.values())}
    pq.write_table(pa.table(gone), place / "withdrawn.parquet")
    pq.write_table(register(), place / "accounts.parquet")
    plan = {"range": ([str(day) for day in plain.DAYS], str(plain.FIRST - timedelta(days=99)))}
    plan |= {str(day): ([str(day)], str(min(needed(legs, withdrawn, day)))) for day in SINGLE}
    (place / "plan.json").write_text(json.dumps(plan))
    return place


def needed(legs: list[plain.Leg], withdrawn: dict[str, date], day: date) -> set[date]:
    def event_dates_of(batch: date) -> tuple[date, date] | None:
        found = [leg["event_date"] for leg in legs if leg["batch_date"] == batch]
        return (min(found), max(found)) if found else None

    brought = {leg["batch_date"] for leg in legs if withdrawn.get(leg["file_sha256"]) == day}
    return spans(day, event_dates_of, {day: brought})


@pytest.fixture(scope="module")
def expected(ledger: tuple[list[plain.Leg], dict[str, date]]) -> dict[str, Rows]:
    """(key, batch) → columns, of all days."""
    legs, withdrawn = ledger
    found: dict[str, Rows] = {table: {} for table in RULES}
    before: dict[str, list[plain.Leg]] = {table: [] for table in RULES}
    for day in plain.DAYS:
        after = {table: of(legs, withdrawn, day) for table, of in LEGS.items()}
        for table, rules in RULES.items():
            found[table] |= {(*k, day): row for k, row in plain.partial(before[table], after[table], *rules).items()}
        before = after
    return found


@pytest.fixture(scope="module")
def sail(spark: SparkSession, folder: Path) -> dict[str, dict[str, pa.Table]]:
    """The range without keeping anything, single days with it."""
    plan = json.loads((folder / "plan.json").read_text())
    keeps = {name: anew if name == "range" else keeping(spark, folder / "kept" / name) for name in plan}
    return {name: build(spark, folder, *of, keeps[name]) for name, of in plan.items()}


def as_rows(table: str, rows: pa.Table) -> Rows:
    """(key, batch) → columns; a key that is there twice fails."""
    key = contract(table).key
    found = {
        tuple(row[name] for name in key): {n: v for n, v in row.items() if n not in key} for row in rows.to_pylist()
    }
    assert len(found) == rows.num_rows
    return found


def whole(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row of plain Python in all columns of the table."""
    names = [column.name for column in contract(table).columns if not column.is_key]
    return {name: row.get(name) if name in TOLD else row.get(name, 0) for name in names}


def differing(found: dict[str, dict[str, pa.Table]], expected: dict[str, Rows]) -> Iterator[tuple[str, str]]:
    """(range or day, table) of which an engine has other rows than plain Python."""
    for name, tables in found.items():
        days = set(plain.DAYS) if name == "range" else {date.fromisoformat(name)}
        for table, rows in tables.items():
            wanted = {k: whole(table, row) for k, row in expected[table].items() if k[-1] in days}
            if as_rows(table, rows) != wanted:
                yield name, table


def test_the_ledger_has_what_it_is_for(expected: dict[str, Rows]) -> None:
    """Legs begin and stop to count, and days are left without any."""
    rows = expected[ACCOUNT_DAILY].values()
    counts = [row.get("in_count", 0) for row in rows]
    assert len(rows) > 300 and min(counts) < 0 < max(counts)
    assert any(row["first_at"] is None for row in rows)
    assert len({row["dwell_median_s"] for row in rows}) > 20 and any(row["passed_60min_fen"] for row in rows)


def test_sail_builds_what_plain_python_does(sail: dict[str, dict[str, pa.Table]], expected: dict[str, Rows]) -> None:
    assert [len(tables) for tables in sail.values()] == [len(RULES)] * len(sail) and "range" in sail
    assert list(differing(sail, expected)) == []


@pytest.mark.slow
def test_apache_spark_builds_the_same(
    spark: SparkSession, sail: dict[str, dict[str, pa.Table]], folder: Path, expected: dict[str, Rows], tmp_path: Path,
    is_full: bool,
) -> None:  # fmt: skip
    """In a process of its own, since Apache Spark starts once per process; with reduced counts the range alone. And the
    windows from it."""
    local = os.environ | {
        "SPARK_REMOTE": "local[2]", "AFDW_HOME": str(tmp_path), "PYTHONPATH": str(REPO),
        # Compiling well costs more than it gains in so short a run, and without it Java's room for code is too small.
        "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=160m",
    }  # fmt: skip
    command = [sys.executable, str(Path(__file__).with_name("money_engine.py")), str(folder), str(tmp_path)]
    plan = json.loads((folder / "plan.json").read_text())
    (tmp_path / "spark").mkdir()
    (tmp_path / "plan.json").write_text(json.dumps(plan if is_full else {"range": plan["range"]}))
    done = subprocess.run(command, env=local, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    found = {place.name: place for place in (tmp_path / "built").iterdir()}
    assert len(found) == (len(plan) if is_full else 1)
    built = {name: {file.stem: pq.read_table(file) for file in place.iterdir()} for name, place in found.items()}
    assert [len(tables) for tables in built.values()] == [len(RULES)] * len(found)
    assert list(differing(built, expected)) == []
    (tmp_path / "sail").mkdir()
    for table, rows in sail["range"].items():
        pq.write_table(rows, tmp_path / "sail" / f"{table}.parquet")
    found_windows, ours = pq.read_table(tmp_path / "windows.parquet"), windows(spark, tmp_path / "sail", folder)
    assert ours.num_rows > 12 and found_windows.to_pylist() == ours.to_pylist()


@pytest.mark.parametrize("table", RULES)
@pytest.mark.parametrize("day", [plain.DAYS[n] for n in (5, 33, 66)])
def test_partials_add_up_to_what_counts(
    sail: dict[str, dict[str, pa.Table]], ledger: tuple[list[plain.Leg], dict[str, date]], table: str, day: date
) -> None:
    """The sums of the batches up to a day are those of the legs that count, and the newest of them tells what is."""
    keys, sums, tell = RULES[table]
    of_key: dict[Any, list[plain.Leg]] = defaultdict(list)
    for leg in LEGS[table](*ledger, day):
        for name in keys(leg):
            of_key[name].append(leg)
    wanted = {name: sum(map(sums, legs), Counter[str]()) for name, legs in of_key.items()}
    added: dict[Any, Counter[str]] = defaultdict(Counter)
    newest: dict[Any, dict[str, Any]] = {}
    for (*name, batch), row in sorted(as_rows(table, sail["range"][table]).items(), key=lambda item: item[0][-1]):
        if batch <= day:
            added[tuple(name)].update({n: value for n, value in row.items() if n not in TOLD})
            newest[tuple(name)] = {n: value for n, value in row.items() if n in TOLD}
    assert without_zeros(added) == without_zeros(wanted)
    for name, last in newest.items():
        assert last == tell(of_key[name])


def without_zeros(sums: dict[Any, Counter[str]]) -> dict[Any, dict[str, int]]:
    found = {name: {n: value for n, value in row.items() if value} for name, row in sums.items()}
    return {name: row for name, row in found.items() if row}
