"""Hand-typed bytes of the case wire through the whole load: what each line becomes, or why it is refused."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from case_home import Home, Row
from case_wire import CRLF, HEADER, NAMES, line, text, wire
from wire_lines import HEALED, REFUSED

DAY, FILE = "2021-10-22", "police_2021-10-22_1.csv"


@pytest.fixture(scope="module")
def mixed(new_home: Callable[[], Home]) -> Home:
    """One file in which a sound line follows every bad one."""
    lines = [raw for raw, _ in HEALED.values()] + [raw for raw, *_ in REFUSED.values()] + [line("Z1")]
    return new_home().deliver(DAY, FILE, wire(*lines)).load(DAY)


@pytest.fixture(scope="module")
def silver(mixed: Home) -> dict[int, Row]:
    return {row["line_no"]: row for row in mixed.cases()}


@pytest.fixture(scope="module")
def quarantine(mixed: Home) -> dict[int, Row]:
    return {row["line_no"]: row for row in mixed.rows("quarantine.cases")}


@pytest.mark.parametrize("name", HEALED)
def test_a_line_that_can_be_healed_is_silver(silver: dict[int, Row], name: str) -> None:
    row = silver[2 + list(HEALED).index(name)]
    expected = HEALED[name][1]
    assert {key: row[key] for key in expected} == expected


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_line_is_refused_with_its_reason(mixed: Home, quarantine: dict[int, Row], name: str) -> None:
    row = quarantine[2 + len(HEALED) + list(REFUSED).index(name)]
    raw, column, reason = REFUSED[name]
    assert (row["column"], row["reason_code"]) == (column, reason)
    assert (row["file"], row["source"], row["batch_date"]) == (FILE, "police", date(2021, 10, 22))
    assert mixed.raw(row) == raw


def test_a_bad_line_costs_only_itself(mixed: Home, silver: dict[int, Row], quarantine: dict[int, Row]) -> None:
    last = 2 + len(HEALED) + len(REFUSED)
    assert silver[last]["case_no"] == "Z1"
    assert len(silver) == len(HEALED) + 1 and len(quarantine) == len(REFUSED)
    total = len(HEALED) + len(REFUSED) + 1
    assert mixed.counts() == {(DAY, FILE): (total, len(HEALED) + 1, 0, len(REFUSED))}


def test_nothing_raw_stays_in_the_home(mixed: Home) -> None:
    """After the load neither an ID number nor a name lies outside of the landing zone."""
    others = [p for p in mixed.folder.rglob("*") if p.is_file() and "landing" not in p.parts]
    assert len(others) > 8
    wanted = [b"330502199001011234", "张某".encode(), "张某".encode("gb18030"), b"13800000000"]
    assert not [path for path in others if any(text in path.read_bytes() for text in wanted)]


EVERY_COLUMN: dict[str, Any] = {
    "source": "police", "case_no": "A3305020020211022000123", "version_no": 1, "op": "I",
    "updated_at": datetime(2021, 10, 22, 7, 2, 11, tzinfo=UTC), "victim_count": 1, "status_code": "filed",
    "scam_type_code": "0103", "area_code": "330502001", "unit_code": "330502010000",
    "incident_date": date(2021, 10, 20), "reported_at": datetime(2021, 10, 22, 0, 30, tzinfo=UTC),
    "accepted_date": date(2021, 10, 22), "filed_date": date(2021, 10, 22), "solved_date": None,
    "withdrawn_date": None, "transferred_to": None, "merged_into_case_no": None, "gross_fen": 1_280_000,
    "loss_fen": 1_230_000, "currency": "CNY", "contact_channel_code": "phone", "is_id_check_ok": False, "line_no": 2,
    "batch_date": date(2021, 10, 22),
}  # fmt: skip
SHIFTED = ",".join(NAMES[5:] + NAMES[:5])
WHOLE_FILES: dict[str, bytes] = {
    "crlf": wire(line()),
    "lf": wire(line(), end=b"\n"),
    "no_final_newline": HEADER.encode("gb18030") + b"\n" + line(),
    "utf8_bom": b"\xef\xbb\xbf" + f"{HEADER}\r\n{text()}\r\n".encode(),
    "utf8_bom_before_gb18030": b"\xef\xbb\xbf" + wire(line()),
    "gb18030_bom": b"\x84\x31\x95\x33" + wire(line()),
    "tabs": wire(line().replace(b",", b"\t,") + b"\t", header=HEADER.replace(",", "\t,").encode("gb18030") + b"\t"),
    "other_order": wire(
        ",".join(text().split(",")[5:] + text().split(",")[:5]).encode("gb18030"), header=SHIFTED.encode("gb18030")
    ),
    "all_quoted": wire(*[",".join(f'"{v}"' for v in text(简要案情="x").split(",")).encode("gb18030")]),
}


@pytest.fixture(scope="module")
def files(new_home: Callable[[], Home]) -> Home:
    """Each whole file from a sender of its own."""
    made = new_home()
    for name, content in WHOLE_FILES.items():
        made.deliver(DAY, f"{name}_2021-10-22_1.csv", content)
    return made.load(DAY)


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_a_file_is_read_however_it_was_written(files: Home, name: str) -> None:
    (row,) = [row for row in files.cases() if row["source"] == name]
    assert {key: row[key] for key in EVERY_COLUMN} == EVERY_COLUMN | {"source": name}
    assert files.counts()[(DAY, f"{name}_2021-10-22_1.csv")] == (1, 1, 0, 0)


BAD_HEADERS: dict[str, tuple[bytes, str | None, str]] = {
    "missing": (HEADER.replace("损失金额,", "").encode("gb18030"), "损失金额", "missing_column"),
    "unknown": (HEADER.replace("损失金额", "损失").encode("gb18030"), "损失金额", "missing_column"),
    "added": (f"{HEADER},备注".encode("gb18030"), "备注", "unknown_column"),
    "twice": (f"{HEADER},损失金额".encode("gb18030"), "损失金额", "duplicate_column"),
    "none": (line(), None, "bad_header"),
    "undecodable": (HEADER.encode("gb18030")[:40] + b"\xff" + HEADER.encode("gb18030")[40:], None, "bad_header"),
}


def test_a_bad_header_refuses_every_line_of_its_file(home: Home) -> None:
    for name, (header, _, _) in BAD_HEADERS.items():
        home.deliver(DAY, f"{name}_2021-10-22_1.csv", wire(line("C1"), line("C2"), header=header))
    home.load(DAY)
    expected = [
        (f"{name}_2021-10-22_1.csv", number, column, reason)
        for name, (_, column, reason) in BAD_HEADERS.items()
        for number in (2, 3)
    ]
    assert home.rejects() == sorted(expected)
    assert home.cases() == []
    assert set(home.counts().values()) == {(2, 0, 0, 2)}


def test_files_without_lines(home: Home) -> None:
    home.deliver(DAY, "nothing_2021-10-22_1.csv", b"")
    home.deliver(DAY, "header_2021-10-22_1.csv", HEADER.encode("gb18030"))
    home.deliver(DAY, "police_2021-10-22_1.csv", wire(line("A1")) + CRLF)
    home.load(DAY)
    assert home.counts() == {
        (DAY, "nothing_2021-10-22_1.csv"): (0, 0, 0, 0),
        (DAY, "header_2021-10-22_1.csv"): (0, 0, 0, 0),
        (DAY, "police_2021-10-22_1.csv"): (2, 1, 0, 1),
    }
    assert home.rejects() == [("police_2021-10-22_1.csv", 3, None, "empty_line")]
