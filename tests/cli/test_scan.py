"""The scanner finds what is planted, says where, and leaves alone what only looks like it."""

import gzip
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cli.__main__ import main
from cli.scan import find, scan_file

# Made from parts, so that a scan of this checkout finds nothing.
ID = "11010519491231" + "002X"
CARD = "622202" + "0000000000" + "012"
VISA = "4" + "111111111111111"
PHONE = "138" + "00000000"


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
        "0.13800000000",
        "1380000000",
        "138000000001",
        "file_13800000000.csv",
    ],
)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert kinds(text) == []


def planted(folder: Path) -> dict[str, list[tuple[int, str]]]:
    """One file of each form, with what must be found in it: {name as told: [(offset, kind)]}."""
    body = f"x,{ID}\ny,{VISA}\n"
    found = [(2, "id_number"), (len(f"x,{ID}\ny,"), "card")]
    (folder / "a.txt").write_text(body)
    (folder / "a.txt.gz").write_bytes(gzip.compress(body.encode()))
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("inner/b.csv", body)
    table = pa.table({
        "note": pa.array([None, "nothing", f"call {PHONE}"]),
        "raw": pa.array([b"", VISA.encode(), None]),
        "number": pa.array([1, int(PHONE), 3]),
        "victim_key": pa.array([1, int(PHONE), 3]),
    })  # fmt: skip
    pq.write_table(table, folder / "a.parquet")
    parquet = {"a.parquet#note": [(2, "phone")], "a.parquet#raw": [(1, "card")], "a.parquet#number": [(1, "phone")]}
    return {"a.txt": found, "a.txt.gz": found, "a.zip!inner/b.csv": found} | parquet


def test_every_form_of_file_is_read(tmp_path: Path) -> None:
    expected = planted(tmp_path)
    found: dict[str, list[tuple[int, str]]] = {}
    for path in sorted(tmp_path.iterdir()):
        for name, offset, kind in scan_file(path):
            found.setdefault(Path(name).name if "!" not in name else "a.zip!inner/b.csv", []).append((offset, kind))
    assert found == expected


def test_exit_codes_and_output(tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "clean.txt").write_text("k0123456789abcde 330502010000\n")
    assert main(["scan", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "path,offset,kind\n"
    (tmp_path / "dirty.txt").write_text(f"  {PHONE}\n")
    assert main(["scan", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert out == f"path,offset,kind\n{tmp_path}/dirty.txt,2,phone\n" and PHONE not in out
    assert main(["scan", str(tmp_path / "absent")]) == 2
