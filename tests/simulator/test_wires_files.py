"""What happens to whole files: each kind on a sheet of three legs."""

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from wire_tables import accounts, legs

from simulator.planted.planter import RowPlanter
from simulator.wires import registrations
from simulator.wires import transactions as wire
from simulator.wires.plan import FilePlan, Planner
from simulator.wires.sheet import Sheet

DAY, LATER, LAST = date(2021, 10, 22), date(2021, 10, 24), date(2021, 11, 30)
ROWS = legs({"serial": "B1"}, {"serial": "B2"}, {"serial": "B3"})


def written(home: Path, plan: FilePlan, source: str = "bank1", last: date = LAST) -> tuple[dict[str, bytes], list[Any]]:
    """The files below landing/transactions, and what is told of them."""
    layout = wire.layouts()[source]
    sheet = Sheet(home, layout, plan, last, Random(1), RowPlanter("1", 0.0, plan.arrival))
    sheet.add(wire.cells(source, ROWS, accounts({}, {}, {})), 3)
    sheet.close()
    files = {str(p.relative_to(home / "transactions")): p.read_bytes() for p in (home / "transactions").rglob("*.csv")}
    assert sheet.files == len(files) and not list(home.rglob(".*"))
    told = [(t.batch_date, t.file, t.row.line, t.row.last, t.row.column, t.row.kind, t.row.expect,
             t.row.value_or_reason) for t in sheet.told]  # fmt: skip
    return files, told


def test_a_clean_file(tmp_path: Path) -> None:
    files, told = written(tmp_path, FilePlan("", DAY, DAY))
    (name,) = files
    assert name == "2021-10-22/bank1_2021-10-22_1.csv" and told == []
    assert files[name].count(b"\r\n") == 4


def test_resent_in_the_next_batch_under_the_next_number(tmp_path: Path) -> None:
    files, told = written(tmp_path, FilePlan("resent_file", DAY, DAY))
    assert sorted(files) == ["2021-10-22/bank1_2021-10-22_1.csv", "2021-10-23/bank1_2021-10-22_2.csv"]
    assert len(set(files.values())) == 1
    assert told == [(date(2021, 10, 23), "bank1_2021-10-22_2.csv", 0, 0, "", "resent_file", "healed", "duplicate")]


def test_nothing_comes_after_the_last_day(tmp_path: Path) -> None:
    files, told = written(tmp_path, FilePlan("resent_file", DAY, DAY), last=DAY)
    assert list(files) == ["2021-10-22/bank1_2021-10-22_1.csv"] and told == []


def test_corrected_by_a_higher_number(tmp_path: Path) -> None:
    files, told = written(tmp_path, FilePlan("corrected_file", DAY, DAY))
    wrong, right = (files[name] for name in sorted(files))
    first, second = sorted(files)
    assert first == "2021-10-22/bank1_2021-10-22_1.csv" and second.endswith("/bank1_2021-10-22_2.csv")
    assert "2021-10-22" < second[:10] <= "2021-10-27"
    *rows, whole = told
    assert whole[2:] == (0, 0, "", "corrected_file", "healed", "superseded") and whole[1] == "bank1_2021-10-22_2.csv"
    changed = [n for n, (a, b) in enumerate(zip(wrong.split(b"\n"), right.split(b"\n"), strict=True), 1) if a != b]
    assert changed and changed == [row[2] for row in rows]
    assert {row[4:] for row in rows} == {("交易金额", "corrected_row", "healed", "12800.00")}
    assert right.count(b"\t,12800.00\t,") == 3


def test_what_is_not_corrected_within_the_run_is_told_as_written(tmp_path: Path) -> None:
    files, told = written(tmp_path, FilePlan("corrected_file", DAY, DAY), last=DAY)
    lines = files["2021-10-22/bank1_2021-10-22_1.csv"].decode("gb18030").split("\r\n")
    assert told and {row[5:7] for row in told} == {("corrected_row", "healed")}
    for row in told:
        amount = lines[row[2] - 1].split("\t,")[5]
        assert amount == row[7] != "12800.00"


def test_late_and_out_of_order(tmp_path: Path) -> None:
    files, told = written(tmp_path, FilePlan("late_file", DAY, LATER))
    assert list(files) == ["2021-10-24/bank1_2021-10-22_1.csv"]
    assert told == [(DAY, "bank1_2021-10-22_1.csv", 0, 0, "", "late_file", "healed", "2021-10-24")]
    files, told = written(tmp_path / "2", FilePlan("out_of_order", DAY, LATER), last=DAY)
    assert files == {} and told[0][5:] == ("out_of_order", "healed", "2021-10-24")


def test_lost(tmp_path: Path) -> None:
    for kind in ("missing_file", "missing_feed"):
        files, told = written(tmp_path, FilePlan(kind, DAY, DAY))
        assert files == {} and told == [(DAY, "bank1_2021-10-22_1.csv", 0, 0, "", kind, "healed", "missing")]


def test_empty_or_header_only_with_the_rows_later(tmp_path: Path) -> None:
    clean = written(tmp_path / "0", FilePlan("", DAY, DAY))[0].popitem()[1]
    for kind, content in (("empty_file", b""), ("header_only_file", wire.layouts()["bank1"].header())):
        files, told = written(tmp_path / kind, FilePlan(kind, DAY, LATER, seq=2))
        assert files == {"2021-10-22/bank1_2021-10-22_1.csv": content, "2021-10-24/bank1_2021-10-22_2.csv": clean}
        assert told == [(DAY, "bank1_2021-10-22_1.csv", 0, 0, "", kind, "healed", "2021-10-24")]


def test_the_end_of_the_last_line(tmp_path: Path) -> None:
    clean = written(tmp_path / "0", FilePlan("", DAY, DAY))[0].popitem()[1]
    files, told = written(tmp_path / "1", FilePlan("no_line_end", DAY, DAY))
    assert list(files.values()) == [clean.removesuffix(b"\r\n")] and told[0][2:] == (
        4,
        0,
        "",
        "no_line_end",
        "healed",
        "",
    )
    files, told = written(tmp_path / "2", FilePlan("truncated_line", DAY, DAY))
    (cut,) = files.values()
    assert clean.startswith(cut) and cut.count(b"\r\n") == 3
    assert cut.split(b"\r\n")[3].count(b",") == 16  # half of the 34 fields
    assert told[0][2:] == (4, 0, "", "truncated_line", "rejected", "field_count")


def test_headers_that_heal(tmp_path: Path) -> None:
    clean = written(tmp_path / "0", FilePlan("", DAY, DAY))[0].popitem()[1]
    files, told = written(tmp_path / "1", FilePlan("bom", DAY, DAY))
    assert list(files.values()) == [b"\x84\x31\x95\x33" + clean] and told[0][2:] == (1, 0, "", "bom", "healed", "")
    files, told = written(tmp_path / "2", FilePlan("bom", DAY, DAY), source="wechat")
    assert next(iter(files.values())).startswith("交易卡号\t,".encode()) and told[0][5] == "no_bom"
    files, told = written(tmp_path / "3", FilePlan("column_order", DAY, DAY))
    (moved,) = files.values()
    header = moved.decode("gb18030").split("\r\n")[0].split("\t,")
    assert header != clean.decode("gb18030").split("\r\n")[0].split("\t,") and told[0][5:] == (
        "column_order",
        "healed",
        "",
    )
    assert moved.decode("gb18030").split("\r\n")[1].split("\t,")[header.index("交易流水号")] == "B1"


def test_headers_that_lose_every_row(tmp_path: Path) -> None:
    seen = {}
    for kind in ("missing_column", "renamed_column", "unknown_column"):
        files, told = written(tmp_path / kind, FilePlan(kind, DAY, DAY))
        ((_, _, first, last, column, told_kind, expect, reason),) = told
        header = next(iter(files.values())).decode("gb18030").split("\t\r\n")[0].split("\t,")
        assert (first, last, told_kind, expect) == (2, 4, kind, "rejected")
        assert len(header) == {"missing_column": 33, "renamed_column": 34, "unknown_column": 35}[kind]
        seen[kind] = (reason, column in header)
    assert seen == {
        "missing_column": ("missing_column", False),
        "renamed_column": ("missing_column", False),
        "unknown_column": ("unknown_column", True),
    }


def test_json_lines_have_no_header_to_spoil() -> None:
    layout = registrations.layout()
    kinds = {Planner(1, 0.5).plan("registrations", "miniapp", date.fromordinal(n), False, bool(layout.header())).kind
             for n in range(737_000, 738_000)}  # fmt: skip
    assert {"truncated_line", "empty_file", "missing_column", "late_file", "missing_feed"} < kinds
    assert not kinds & {"bom", "header_only_file", "corrected_file"}
    assert layout.cut(b'{"at": "2021"}\n') == (b'{"at": ', "malformed_line")


def test_plans_are_rare_and_never_on_the_first_day() -> None:
    days = [date.fromordinal(n) for n in range(737_000, 739_000)]
    planner = Planner(1, 0.01)
    kinds = [planner.plan("call_records", "mobile", day, False).kind for day in days]
    assert 0.01 < sum(kind != "" for kind in kinds) / len(kinds) < 0.10
    assert "corrected_file" in kinds
    assert {Planner(1, 1.0).plan("accounts", "bank1", day, True).kind for day in days} == {""}
    assert {Planner(1, 0.0).plan("accounts", "bank1", day, False).kind for day in days} == {""}
