"""The scanner opens every form of file, says where it found what was planted, and leaves tokens alone."""

import bz2
import gzip
import json
import lzma
import zipfile
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cli import scan_files
from cli.__main__ import main
from cli.scan_files import scan_file
from cli.scan_text import passes_luhn

# Made from parts, so that a scan of this checkout finds nothing.
ID = "11010519491231" + "002X"
CARD = next(card for card in ("622202" + f"00000000000{n:02d}" for n in range(10)) if passes_luhn(card))
VISA = "4" + "111111111111111"
PHONE = "138" + "00000000"
BODY = f"x,{ID}\ny,{VISA}\n"
BODY_HITS = [(2, "id_number"), (len(f"x,{ID}\ny,"), "card")]


def hits(path: Path) -> list[tuple[str, int, str]]:
    """The findings in a file, with its place shortened to what follows the file's name."""
    return [(name.removeprefix(str(path)), offset, kind) for name, offset, kind in scan_file(path)]


@pytest.mark.parametrize("name", ["a.txt", "a.csv.gz", "no_suffix", "a.bz2", "a.xz", "a.log.1"])
def test_text_is_read_however_it_is_kept(tmp_path: Path, name: str) -> None:
    pack = {"a.csv.gz": gzip.compress, "no_suffix": gzip.compress, "a.bz2": bz2.compress, "a.xz": lzma.compress}
    (tmp_path / name).write_bytes(pack.get(name, bytes)(BODY.encode()))
    assert hits(tmp_path / name) == [("", *hit) for hit in BODY_HITS]


def test_archives_are_opened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner/b.csv", BODY)
        archive.writestr("c.csv.gz", gzip.compress(BODY.encode()))
    assert hits(tmp_path / "a.zip") == [(f"!{name}", *hit) for name in ("inner/b.csv", "c.csv.gz") for hit in BODY_HITS]


@pytest.mark.parametrize("name", ["cut.csv.gz", "cut.zip", "cut.parquet"])
def test_what_cannot_be_read_is_not_called_clean(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "cut.zip", "w") as archive:
        archive.writestr("b.csv", "nothing")
    pq.write_table(pa.table({"a": [1]}), tmp_path / "cut.parquet")
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(b"nothing"))
    path = tmp_path / name
    path.write_bytes(path.read_bytes()[:-12])
    assert hits(path) == [("", 0, "unreadable")]


@pytest.mark.parametrize("place", range(100 - 20, 100 + 3))
def test_a_value_across_two_blocks_is_found_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int) -> None:
    monkeypatch.setattr(scan_files, "BLOCK", 100)
    (tmp_path / "a.log").write_text(f"{'x' * (place - 1)} {ID} {'x' * 300} {PHONE}")
    assert hits(tmp_path / "a.log") == [("", place, "id_number"), ("", place + len(ID) + 302, "phone")]


def test_a_longer_number_across_two_blocks_is_no_phone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_files, "BLOCK", 100)
    for place in range(60, 140):
        (tmp_path / "a.log").write_text(f"{'x' * place} 99{PHONE} {'x' * 90}")
        assert hits(tmp_path / "a.log") == [], place


def test_every_column_of_parquet_is_read(tmp_path: Path) -> None:
    table = pa.table({
        "note": pa.array([None, "nothing", f"call {PHONE}"]),
        "word": pa.array(["a", VISA, "a"]).dictionary_encode(),
        "raw": pa.array([b"", VISA.encode(), None]),
        "number": pa.array([1, int(PHONE), None]),
        "small": pa.array([1, 2, 3], pa.int8()),
        "unsigned": pa.array([int(ID[:-1] + "0"), int(VISA), 2**64 - 1], pa.uint64()),
        "float": pa.array([float("nan"), 1.5e300, float(PHONE)]),
        "money": pa.array([Decimal("1.00"), Decimal(PHONE), None], pa.decimal128(20, 2)),
        "list": pa.array([["a"], [PHONE], None]),
        "inside": pa.array([{"phone": PHONE}, None, {"phone": ""}]),
        "with.dot": pa.array(["", "", PHONE]),
        "at": pa.array([1634886131138, 1, 1], pa.timestamp("ms")),
        "flag": pa.array([True, False, None]),
        "victim_key": pa.array([1, int(PHONE), 3]),
    })  # fmt: skip
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=2)
    assert hits(tmp_path / "a.parquet") == [
        ("/0/word", 1, "card"), ("/0/raw", 1, "card"), ("/0/number", 1, "phone"), ("/0/unsigned", 1, "card"),
        ("/0/money", 1, "phone"), ("/0/list", 1, "phone"), ("/0/inside", 0, "phone"), ("/0/victim_key", 1, "phone"),
        ("/1/note", 0, "phone"), ("/1/float", 0, "phone"), ("/1/with.dot", 0, "phone"),
    ]  # fmt: skip


def test_only_a_contract_makes_a_column_a_token(tmp_path: Path) -> None:
    """A 60-bit token may pass for an ID number or a card; what is named a key without a contract is read like all."""
    looks_like_a_card = int(CARD)
    rows = pa.table({"victim_key": [1, looks_like_a_card], "loss_fen": [1, int(PHONE)], "line_no": [1, int(PHONE)]})
    for folder in ("lake/silver/cases/batch_date=2021-10-22", "lake/silver/unknown"):
        path = tmp_path / folder / "part.parquet"
        path.parent.mkdir(parents=True)
        pq.write_table(rows, path)
        others = [("/0/victim_key", 1, "card"), ("/0/loss_fen", 1, "phone")] if "unknown" in folder else []
        assert hits(path) == [*others, ("/0/line_no", 1, "phone")]


def test_a_key_that_is_a_phone_number_is_no_token(tmp_path: Path) -> None:
    path = tmp_path / "silver" / "cases" / "part.parquet"
    path.parent.mkdir(parents=True)
    for keys, expected in (
        ([2**59, int(PHONE)], [1]),
        ([2**59] * 200_000 + [int(PHONE)], []),
        ([int("86" + PHONE)], [0]),
    ):
        pq.write_table(pa.table({"victim_key": keys}), path)
        assert hits(path) == [("/0/victim_key", row, "phone") for row in expected]


def test_the_log_of_a_delta_table_is_read_without_the_bounds_of_tokens(tmp_path: Path) -> None:
    def log(table: str, **bounds: int | str) -> Path:
        path = tmp_path / "lake" / table / "_delta_log" / "00000000000000000000.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        statistics = json.dumps({"numRecords": 2, "minValues": bounds})
        path.write_text(json.dumps({"add": {"path": "a", "size": 1, "stats": statistics}}))
        return path

    card = int(CARD)
    assert hits(log("silver/cases", victim_key=card, loss_fen=int(PHONE))) == []
    assert [kind for _, _, kind in hits(log("silver/cases", victim_key=card, case_no=PHONE))] == ["phone"]
    assert [kind for _, _, kind in hits(log("silver/cases", victim_key=PHONE))] == ["phone"]
    assert [kind for _, _, kind in hits(log("silver/unknown", victim_key=card))] == ["card"]


def test_exit_codes_and_output(tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "clean.txt").write_text("k0123456789abcde 330502010000\n")
    assert main(["scan", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "path,offset,kind\n"
    (tmp_path / "dirty.txt").write_text(f"  {PHONE}\n")
    assert main(["scan", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.out == f"path,offset,kind\n{tmp_path}/dirty.txt,2,phone\n"
    assert PHONE not in said.out + said.err
    assert main(["scan", str(tmp_path / "absent")]) == 2


def test_a_home_is_scanned_but_for_what_is_delivered(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan"]) == 0
    places = ["exports/risk_codes/full.csv", "logs/airflow/task.log", "lake/silver/cases/x.json", "pending/a", "new/a"]
    for place in [*places, "landing/cases/2021-10-22/a.csv", "truth/a.csv"]:
        (home / place).parent.mkdir(parents=True, exist_ok=True)
        (home / place).write_text(BODY)
    capsys.readouterr()
    assert main(["scan"]) == 1
    found = {line.split(",")[0] for line in capsys.readouterr().out.splitlines()[1:]}
    assert found == {str(home / place) for place in places}
