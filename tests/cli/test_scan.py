"""The scanner finds what is planted, says where, and leaves alone what only looks like it."""

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
from cli.scan_text import find

# Made from parts, so that a scan of this checkout finds nothing.
ID = "11010519491231" + "002X"
CARD = "622202" + "0000000000" + "012"
VISA = "4" + "111111111111111"
PHONE = "138" + "00000000"
WIDE_PHONE = "".join(chr(ord(digit) + 0xFEE0) for digit in PHONE)
OLD_ID = "110105" + "491231002"
FOREIGN_ID = "911124" + "198108030024"


def kinds(content: str | bytes) -> list[tuple[int, str]]:
    return list(find(content if isinstance(content, bytes) else content.encode()))


def luhn(body: str) -> str:
    return next(body + d for d in "0123456789" if kinds(f" {body + d} "))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{ID}", [(0, "id_number")]),
        (f"证件{ID.lower()}，", [(6, "id_number")]),
        (f'a,"{ID}",b', [(3, "id_number")]),
        (f"{VISA}", [(0, "card")]),
        (f"'{VISA}';", [(1, "card")]),
        (f"{PHONE}", [(0, "phone")]),
        (f"电话:+86{PHONE} ", [(7, "phone")]),
        (f"a\t{PHONE}\r\n", [(2, "phone")]),
        (f"{PHONE}.", [(0, "phone")]),
        (f'{{"phone": "{PHONE}"}}', [(11, "phone")]),
        (f"user_{PHONE}", [(5, "phone")]),
        (f"{PHONE}.0,", [(0, "phone")]),
        (f"17951{PHONE} 0{PHONE}", [(0, "phone"), (17, "phone")]),
        (f"+86-{PHONE}", [(0, "phone")]),
        (f"{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}", [(0, "phone")]),
        (f"{PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}", [(0, "phone")]),
        (f"b'\\t{PHONE}\\t'", [(4, "phone")]),
        ("0572-2" + "123456", [(0, "phone")]),
        (" 010" + "62345678 ", [(1, "phone")]),
        (f"{WIDE_PHONE}", [(0, "phone")]),
        (f"电话 {WIDE_PHONE}，{ID}", [(43, "id_number"), (7, "phone")]),
        (f"{OLD_ID}", [(0, "id_number")]),
        (f"{FOREIGN_ID}", [(0, "id_number")]),
        (f"{VISA[:4]} {VISA[4:8]} {VISA[8:12]} {VISA[12:]}", [(0, "card")]),
    ],
)
def test_a_planted_identifier_is_found_at_its_offset(text: str, expected: list[tuple[int, str]]) -> None:
    assert kinds(text) == expected


def test_a_chinese_card_is_found() -> None:
    card = luhn("622202000000000001")
    assert kinds(f"卡号{card}。") == [(6, "card")]


def test_in_gb18030_too() -> None:
    content = f"被害人张某，证件号{ID}，电话{PHONE}。".encode("gb18030")
    assert kinds(content) == [(content.index(ID.encode()), "id_number"), (content.index(PHONE.encode()), "phone")]


@pytest.mark.parametrize(
    "text",
    [
        "k" + "138000000001234",
        "k09840e1f2a3b4c5",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "a13800000000b13900000000c1",
        "2021-10-22T07:02:11.138000Z",
        "2021-10-22 15:02:11",
        "1634886131.138000000",
        "330502010000",
        "330502001",
        "A3305020020211022000123",
        "J33050220211022000077",
        "110105194912310021",
        "330502199013011234",
        "4111111111111112",
        "12800000000",
        "110 96110 95588 10086 12381 4008895588 8008301880",
        "1763990000000",
        "1634886131138000",
        "1634886131138000000",
        "application_1634886131138_0001",
        "20211022083000",
        "part-00000-13800000-4138-4111-8111-138000000000.snappy.parquet",
        "manual__2021-10-22T07:02:11.138000+00:00",
        "afdw-057221234567",
        "00000000000000000012.json",
        "110105491331002",
        "2088000000000000",
        "0.13800000000",
        "1380000000",
        "138000000001",
    ],
)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert kinds(text) == []


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
    looks_like_a_card = int(luhn("622202000000000001"))
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

    card = int(luhn("622202000000000001"))
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
