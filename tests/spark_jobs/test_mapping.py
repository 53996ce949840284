"""Source mappings and the jobs' command line: what is wrong is named."""

from datetime import date
from pathlib import Path

import pytest
from case_wire import NAMES

from expectations.settings import home
from spark_jobs import arguments
from spark_jobs.typed import mapping
from spark_jobs.typed.mapping import SOURCES, MappingError, load, mapping_for

DEFAULT = SOURCES / "cases" / "default.yaml"


def test_the_default_mapping_knows_every_column_of_the_wire() -> None:
    assert sorted(mapping_for("cases", "anybody", date(2021, 10, 22)).columns) == sorted(NAMES)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("feed: cases", "feed: cases\ncolour: red", r"unknown keys \['colour'\]"),
        ("case_no: {from: 案件编号", "case_no: {of: 案件编号", r"case_no: unknown keys \['of'\]"),
        ("type: timestamp, required: always", "type: instant", "updated_at: needs a known type"),
        (
            "op: {from: 操作类型",
            "op: {from: 操作类型, constant: I",
            "op: needs a known type and either from or constant",
        ),
        ("list: scam_types,", "list: scams,", "scam_type_code: no code list scams.csv"),
        ("unit_code: {", "unit: {", "unit: no such column in the contract of silver.cases"),
        ("type: card", "type: iban", "account: entity type iban is none of"),
        ("feed: cases", "feed: cases\nlists: [颜色]", r"names \['颜色'\], which no field reads"),
        ("unit_code: {", "unit_code: {only: {操作类型: [I]}, ", "unit_code: `only` says where a field is required"),
        ("filed_date: {", "filed_date: {within: [1], ", "filed_date: `within` is the first and the last day"),
    ],
)
def test_a_bad_mapping_is_refused_by_file_and_field(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = DEFAULT.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "cases" / "default.yaml"
    path.parent.mkdir()
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(MappingError, match=f"default.yaml: .*{message}"):
        load(path)


def test_a_day_uses_the_mapping_that_was_valid_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = DEFAULT.read_text(encoding="utf-8")
    (tmp_path / "cases").mkdir()
    for name, since in (("bank.yaml", "2020-01-01"), ("bank.2021.yaml", "2021-10-22")):
        (tmp_path / "cases" / name).write_text(text.replace("2000-01-01", since), encoding="utf-8")
    monkeypatch.setattr(mapping, "SOURCES", tmp_path)
    mapping._mappings.cache_clear()
    days = (date(2021, 10, 21), date(2021, 10, 22))
    assert [mapping_for("cases", "bank", day).path.name for day in days] == ["bank.yaml", "bank.2021.yaml"]
    with pytest.raises(MappingError, match="no mapping of bank is valid on 2019-12-31"):
        mapping_for("cases", "bank", date(2019, 12, 31))
    (tmp_path / "cases" / "default.yaml").write_text(text, encoding="utf-8")
    mapping._mappings.cache_clear()
    assert mapping_for("cases", "bank", date(2019, 12, 31)).path.name == "default.yaml", "as before it had its own"
    mapping._mappings.cache_clear()


def test_a_job_takes_a_date_or_a_range() -> None:
    one = arguments.batches("load_cases", ["--batch-date", "2021-10-22"])
    assert (one.first, one.last, one.landing) == (date(2021, 10, 22), date(2021, 10, 22), str(home() / "landing"))
    span = arguments.batches("load_cases", ["--from", "2021-10-22", "--to", "2021-10-25", "--landing", "x"])
    assert (span.first, span.last, span.landing) == (date(2021, 10, 22), date(2021, 10, 25), "x")


@pytest.mark.parametrize(
    "given",
    [
        [],
        ["--from", "2021-10-22"],
        ["--from", "2021-10-23", "--to", "2021-10-22"],
        ["--batch-date", "2021-10-22", "--from", "2021-10-22"],
        ["--batch-date", "yesterday"],
    ],
)
def test_wrong_use_is_2(given: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        arguments.batches("load_cases", given)
    assert stopped.value.code == 2


def test_a_mapping_has_its_own_words_for_nothing_and_its_own_zero(default: Path) -> None:
    """`0` of a sender whose `00` lost a zero in a spreadsheet is told apart by its mapping, not guessed."""
    own = default.parent / "sheetbank.yaml"
    codes = '{"0": "true", "00": "true", "1": "false", "01": "false"}'
    own.write_text(
        f"extends: default\nfeed: transactions\nvalid_from: 2000-01-01\nnothing: [待核实, 9999]\n"
        f"fields:\n  is_success: {{codes: {codes}}}\n",
        encoding="utf-8",
    )
    fields = {item.name: item for item in mapping_for("transactions", "sheetbank", date(2021, 10, 22)).fields}
    assert dict(fields["is_success"].codes)["0"] == "true"
    assert {item.nothing for item in fields.values()} == {("待核实", "9999")}
    assert mapping_for("transactions", "bank1", date(2021, 10, 22)).fields[0].nothing == ()


def test_an_optional_field_empties_and_a_needed_one_refuses() -> None:
    fields = mapping_for("cases", "police", date(2021, 10, 22)).fields
    found = {item.name: item.refuses for item in fields if item.wires}
    assert {name for name, refuses in found.items() if not refuses} == {
        "unit_code", "incident_end_date", "accepted_date", "victim_key", "contact_channel_code", "cause_code",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("odd", "message"), [("odd: maybe", "odd maybe is none of"), ("shorten: {12: 9}", "unknown keys")]
)
def test_what_becomes_of_odd_values_is_known(default: Path, odd: str, message: str) -> None:
    text = default.read_text(encoding="utf-8")
    default.write_text(text.replace("type: mac_key", f"type: mac_key, {odd}"), encoding="utf-8")
    with pytest.raises(MappingError, match=message):
        load(default)
