"""A loaded home is clean, its databases included; one identifier planted anywhere is found there and nowhere else."""

import gzip
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable, write_deltalake
from homes import afdw, simulate
from psycopg import sql

from cli import postgres
from cli.context import in_home
from expectations.settings import postgres_dsn

# Made from parts, so that a scan of this checkout finds nothing.
ID = "11010519491231" + "002X"
VISA = "4" + "111111111111111"
PHONE = "138" + "00000000"
FIRST, LAST = "2021-01-01", "2021-01-31"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with a month of cases, rejects among them, in lake and marts; its server runs, so that scans are quick."""
    home = simulate(tmp_path_factory.mktemp("scan"), FIRST, LAST, "--faults", "0.1", "--feeds", "cases")
    afdw(home, "day", "--from", FIRST, "--to", LAST, "--feeds", "cases")
    with in_home(home):
        postgres.start()
    yield home
    afdw(home, "clean")


def scan(home: Path) -> list[tuple[str, str, str]]:
    """Path, offset and kind of what a scan of the whole home finds; its output never holds a finding."""
    said = afdw(home, "scan")
    return _rows(said)


def found_in(home: Path) -> list[tuple[str, str, str]]:
    said = afdw(home, "scan", code=1)
    assert not [value for value in (ID, VISA, PHONE) if value in said]
    return _rows(said)


def _rows(said: str) -> list[tuple[str, str, str]]:
    lines = [line.rsplit(",", 2) for line in said.splitlines() if line.endswith((",id_number", ",card", ",phone"))]
    return [(place, offset, kind) for place, offset, kind in lines]


@contextmanager
def connection(home: Path, database: str) -> Iterator[psycopg.Connection]:
    with in_home(home), psycopg.connect(postgres_dsn().replace("dbname=warehouse", f"dbname={database}")) as opened:
        yield opened


def test_a_loaded_home_is_clean_although_its_landing_zone_is_not(city: Path) -> None:
    assert DeltaTable(str(city / "lake/quarantine/cases")).to_pyarrow_table().num_rows > 0
    assert scan(city) == []
    assert {row.rsplit(",", 1)[1] for row in afdw(city, "scan", str(city / "landing"), code=1).splitlines()[1:-1]} >= {
        "id_number", "phone",
    }  # fmt: skip


PLANTED_FILES = [
    ("exports/risk_codes/2021-10-22/v1/full.csv.gz", gzip.compress(f"s,G\n{ID},R\n".encode()), "id_number", 4),
    ("logs/airflow/dag_id=x/attempt=1.log", f'{{"event": "cannot cast {PHONE}"}}\n'.encode(), "phone", 23),
    ("logs/load_cases.log", f"ValueError: '\\t{VISA}\\t'\n".encode(), "card", 15),
    ("pending/staging-cases/0.csv", f"x,{ID}\n".encode(), "id_number", 2),
    ("lake/silver/cases/_delta_log/00000000000000000099.json", f'{{"note": "{ID}"}}'.encode(), "id_number", 10),
]


def test_what_is_planted_in_files_is_found(city: Path) -> None:
    for place, content, _, _ in PLANTED_FILES:
        (city / place).parent.mkdir(parents=True, exist_ok=True)
        (city / place).write_bytes(content)
    found = found_in(city)
    for place, _, _, _ in PLANTED_FILES:
        (city / place).unlink()
    assert sorted(found) == sorted((str(city / place), str(offset), kind) for place, _, kind, offset in PLANTED_FILES)


def test_values_in_the_lake_are_found_in_data_and_log(city: Path) -> None:
    """Data files of the lake's own table in which one row of a column is not what it should be; and a new table, whose
    log repeats the bounds of what its files hold."""
    source = min((city / "lake/silver/cases").rglob("*.parquet"))
    expected = []
    for column, value, kind in (
        ("unit_code", ID, "id_number"), ("case_no", VISA, "card"), ("line_no", int(PHONE), "phone"),
        ("victim_key", int(PHONE), "phone"),
    ):  # fmt: skip
        planted = source.with_name(f"planted-{column}.parquet")
        expected.append((f"{planted}/0/{column}", str(_plant(source, planted, column, value)), kind))
    other = city / "lake" / "silver" / "planted"
    write_deltalake(str(other), pa.table({"note": ["a", PHONE], "batch_date": [date(2021, 1, 1)] * 2}))
    found = found_in(city)
    for planted in source.parent.glob("planted-*"):
        planted.unlink()
    shutil.rmtree(other)
    in_other = [hit for hit in found if str(other) in hit[0]]
    assert sorted(set(found) - set(in_other)) == sorted(expected)
    assert {(Path(place).parent.name, kind) for place, _, kind in in_other} == {("_delta_log", "phone"), ("0", "phone")}


def _plant(source: Path, planted: Path, column: str, value: str | int) -> int:
    rows = pq.read_table(source, partitioning=None)
    values = rows[column].to_pylist()
    values[-1] = value
    pq.write_table(rows.set_column(rows.schema.get_field_index(column), column, pa.array(values)), planted)
    return len(values) - 1


PLANTED_VALUES = [
    ("warehouse", "marts", "note text", f"call {PHONE}", "phone"),
    ("warehouse", "marts", "number bigint", int(PHONE), "phone"),
    ("warehouse", "raw", "victim_key bigint", int(VISA), "card"),
    ("warehouse", "ops", "note numeric", int(VISA), "card"),
    ("warehouse", "public", "note text[]", [ID], "id_number"),
    ("airflow", "public", "value jsonb", f'{{"rows": ["{ID}"]}}', "id_number"),
    ("airflow", "public", "pickled bytea", b"\x80\x04" + PHONE.encode() + b".", "phone"),
    ("superset", "public", "query_context json", f'{{"val": {PHONE}}}', "phone"),
    ("postgres", "public", "note varchar(40)", f"a\tb\n{VISA}", "card"),
]


def test_values_in_the_databases_are_found(city: Path) -> None:
    """Tables like Airflow's XComs, with the finding in a row far down; and a row of a mart of our own."""
    for database, schema, definition, value, _ in PLANTED_VALUES:
        with connection(city, database) as there:
            name = _planted(schema, definition)
            there.execute(sql.SQL("create table {} (id int, {})").format(name, sql.SQL(definition)))  # type: ignore[arg-type]
            there.execute(sql.SQL("insert into {} select n from generate_series(1, 7000) as n").format(name))
            there.execute(sql.SQL("insert into {} values (7001, %s)").format(name), [value])
    with connection(city, "warehouse") as there:
        last = "(select max(case_no) from marts.fct_case)"
        there.execute(f"update marts.fct_case set area_code = %s where case_no = {last}", [PHONE])  # type: ignore[arg-type]
    found = found_in(city)
    expected = {
        (f"postgres:{database}.{schema}.like_xcom_{definition.split()[0]}.{definition.split()[0]}", "7000", kind)
        for database, schema, definition, _, kind in PLANTED_VALUES
    }
    assert set(found) > expected
    assert [(place, kind) for place, _, kind in set(found) - expected] == [
        ("postgres:warehouse.marts.fct_case.area_code", "phone")
    ]


def _planted(schema: str, definition: str) -> sql.Identifier:
    return sql.Identifier(schema, f"like_xcom_{definition.split()[0]}")
