"""dump and the reports on literal published rows."""

import csv
import hashlib
import io
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from cli import context
from cli.__main__ import main
from expectations.accounts import FileCount
from expectations.contract import contract
from lake.columns import ARROW_TYPES
from lake.publication import Publication
from lake.snapshot import Snapshot
from spark_jobs.feed.told import Account, tell

DAYS = (date(2021, 10, 22), date(2021, 10, 23))


def case(number: str, version: int, day: date, **values: object) -> dict[str, object]:
    fixed = {"source": "police", "case_no": number, "version_no": version, "op": "I", "victim_count": 1}
    at = datetime(2021, 10, 22, 7, 2, 11, 5, tzinfo=UTC)
    return fixed | {"updated_at": at, "file_sha256": "ab", "line_no": 2, "batch_date": day} | values


def table(name: str, rows: list[dict[str, object]]) -> pa.Table:
    schema = pa.schema([(column.name, ARROW_TYPES[column.type]) for column in contract(name).columns])
    return pa.Table.from_pylist(rows, schema)


def count(day: date, name: str) -> FileCount:
    return FileCount(day, name, "police", day, "ab", 2, 1, 0, 0, 1)


@pytest.fixture
def published(home: Path) -> Path:
    """Three versions and two rejects in two batches; the rows lie in no order."""
    rows = [
        case("B", 2, DAYS[1], is_id_check_ok=False, loss_fen=0),
        case("A", 10, DAYS[1], is_id_check_ok=True),
        case("A", 9, DAYS[0], victim_key=2**60 - 1, unit_code='a,"b"', op="U"),
    ]
    reject = {"file_sha256": "ab", "source": "police", "reason_code": "bad_amount", "raw_encrypted": b"\x01\xff"}
    rejects = [
        reject | {"line_no": n, "file": f, "column": c, "batch_date": d}
        for n, f, c, d in [
            (10, "p_1.csv", "损失金额", DAYS[0]),
            (9, "p_1.csv", None, DAYS[0]),
            (3, "p_2.csv", "x", DAYS[1]),
        ]
    ]
    run = Publication("cases", 1, DAYS, Snapshot.open())
    run.write_rows("silver.cases", table("silver.cases", rows))
    run.write_rows("quarantine.cases", table("quarantine.cases", rejects))
    counts = [count(DAYS[0], "p_1.csv"), count(DAYS[1], "p_2.csv")]
    tell(run, Account(counts, []), datetime(2021, 10, 26, tzinfo=UTC))
    run.publish(lambda days: days)
    return home


def dumped(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert main(["dump", *arguments]) == 0
    return capsys.readouterr().out.splitlines(keepends=True)


def test_dump_is_canonical(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = dumped(capsys, "silver.cases")
    rows = list(csv.DictReader(io.StringIO("".join(lines[:-1]))))
    assert [(row["case_no"], row["version_no"]) for row in rows] == [("A", "9"), ("A", "10"), ("B", "2")]
    first, second, third = rows
    assert (first["victim_key"], first["updated_at"]) == ("kfffffffffffffff", "2021-10-22T07:02:11.000005Z")
    assert (first["is_id_check_ok"], second["is_id_check_ok"], third["is_id_check_ok"]) == ("", "true", "false")
    assert (first["loss_fen"], third["loss_fen"], first["unit_code"]) == ("", "0", 'a,"b"')
    digest = hashlib.sha256("".join(lines[:-1]).encode()).hexdigest()
    assert lines[-1] == f"# {digest} 3\n"


def test_dump_as_of_a_batch(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = dumped(capsys, "silver.cases", "--as-of", "2021-10-22")
    assert len(lines) == 3 and lines[1].startswith("police,A,9,U,") and lines[-1].endswith(" 1\n")
    assert dumped(capsys, "silver.cases", "--as-of", "2021-10-21")[-1].endswith(" 0\n")


def test_binary_prints_as_hex(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ",01ff," in dumped(capsys, "quarantine.cases")[1]


def test_an_unknown_table_is_wrong_use(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dump", "silver.nothing"]) == 2
    assert "unknown table silver.nothing" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        main(["dump"])
    assert stopped.value.code == 2


def test_rejects_and_load_report(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rejects", "--feed", "cases"]) == 0
    told = capsys.readouterr().out
    expected = [
        "file,line,column,reason",
        "p_1.csv,9,,bad_amount",
        "p_1.csv,10,损失金额,bad_amount",
        "p_2.csv,3,x,bad_amount",
    ]
    assert told.splitlines() == expected
    assert main(["rejects", "--feed", "cases", "--date", "2021-10-23"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == expected[3:]
    assert main(["load-report", "--date", "2021-10-22"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["file"], row["rows"], row["silver"], row["quarantine"]) == ("p_1.csv", "2", "1", "1")
    assert main(["rejects", "--feed", "nothing"]) == 2


def test_a_failing_command_is_one_sentence(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise context.CommandFailed("spark_jobs.load_cases failed with exit code 1")

    monkeypatch.setattr("cli.load.run_job", fails)
    (home / "landing" / "cases").mkdir(parents=True)
    assert main(["day", "--from", "2021-10-22", "--to", "2021-10-22", "--feeds", "cases"]) == 1
    assert capsys.readouterr().err == "afdw day: spark_jobs.load_cases failed with exit code 1\n"
    assert main(["day", "--from", "2021-10-23", "--to", "2021-10-22"]) == 2
    assert main(["day", "--from", "2021-10-22", "--to", "2021-10-22", "--feeds", "calls"]) == 2
    assert main(["day", "--from", "2021-10-22", "--to", "2021-10-22", "--engine", "flink"]) == 2
