"""Money is no phone number, whatever window it is of; everything else in the same table is looked at."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cli import scan_columns
from cli.scan_files import scan_file
from expectations.contract import contract

# Made from parts, so that a scan of this checkout finds nothing.
PHONE = int("138" + "00000000")
MONEY = ("account_in_fen", "account_in_fen_30d", "account_out_yuan_1h")
OTHERS = ("account_in_count_30d", "account_in_fen_code", "fen_30d_")
CACHES = (
    scan_columns._tables, scan_columns.amount_columns, scan_columns.token_columns, scan_columns.silent_statistics,
)  # fmt: skip


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a table of windows that has a contract."""
    known = contract("features.account_daily")
    column = replace(known.columns[0], type="bigint", classification="internal")
    declared = replace(known, columns=tuple(replace(column, name=name) for name in MONEY + OTHERS))
    monkeypatch.setattr(scan_columns, "all_tables", lambda: ["features.windows"])
    monkeypatch.setattr(scan_columns, "contract", lambda table: declared)
    for cached in CACHES:
        cached.cache_clear()
    folder = tmp_path / "lake" / "features" / "windows"
    (folder / "_delta_log").mkdir(parents=True)
    yield folder
    for cached in CACHES:
        cached.cache_clear()


def test_a_phone_number_beside_the_money_of_windows_is_found(table: Path) -> None:
    path = table / "part.parquet"
    pq.write_table(pa.table({name: [1, PHONE] for name in MONEY + OTHERS}), path)
    found = [(place.removeprefix(f"{path}/0/"), row, kind) for place, row, kind in scan_file(path)]
    assert found == [(name, 1, "phone") for name in OTHERS]


def test_in_the_log_of_the_table_as_well(table: Path) -> None:
    log = table / "_delta_log" / "00000000000000000000.json"
    for names, kinds in ((MONEY, []), (OTHERS, ["phone"] * 3)):
        log.write_text(json.dumps({"add": {"stats": json.dumps({"maxValues": dict.fromkeys(names, PHONE)})}}))
        assert [kind for _, _, kind in scan_file(log)] == kinds
