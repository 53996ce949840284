"""Rows of features.resident_window for tests: what is not named is 0."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from expectations import contract
from lake.publication import Publication
from lake.snapshot import Snapshot

WINDOW = "features.resident_window"
#: The feature columns as the contract of the window names them; ratios are doubles.
COLUMNS = (
    *(f"resident_calls_in_count_{w}d" for w in (1, 7, 30)),
    *(f"resident_calls_in_foreign_count_{w}d" for w in (1, 7, 30)),
    *(f"resident_call_in_longest_s_{w}d" for w in (1, 7, 30)),
    *(f"resident_call_in_joined_longest_s_{w}d" for w in (1, 7, 30)),
    *(f"resident_calls_in_long_count_{w}d" for w in (7, 30)),
    *(f"resident_foreign_callers_new_count_{w}d" for w in (1, 7)),
    "resident_calls_in_service_count_7d", "resident_calls_in_virtual_count_7d", "resident_texts_in_count_7d",
    "resident_calls_in_short_count_30d", "resident_calls_forwarded_count_7d", "resident_calls_out_count_7d",
    "resident_calls_reported_count_7d", "resident_calls_reported_count_30d",
    *(f"resident_out_count_{w}d" for w in (1, 7, 30)),
    *(f"resident_out_fen_{w}d" for w in (1, 7, 30)),
    "resident_in_fen_30d", "resident_loan_in_fen_7d", "resident_loan_in_fen_30d", "resident_payees_new_count_7d",
    "resident_payees_new_fen_7d", "resident_drawdown_ratio_7d", "resident_cases_count_90d", "resident_case_last_days",
    "resident_data_days_30d", "resident_registered_days", "resident_age_years", "resident_is_female",
)  # fmt: skip
RATIOS = ("resident_drawdown_ratio_7d",)
EMPTY = ("resident_case_last_days",)


def schema() -> pa.Schema:
    """The columns of the window."""
    types = {name: pa.float64() if name in RATIOS else pa.int64() for name in COLUMNS}
    return pa.schema([("resident_key", pa.int64()), ("as_of_date", pa.date32()), *types.items()])


def window(day: date, *rows: dict[str, object]) -> pa.Table:
    """Rows of a day; residents are numbered from 1 where they have no key."""
    zeros: dict[str, object] = {name: None if name in EMPTY else 0 for name in COLUMNS}
    full = [{"resident_key": n, "as_of_date": day} | zeros | row for n, row in enumerate(rows, 1)]
    return pa.Table.from_pylist(full, schema())


def publish(rows: pa.Table, *days: date) -> None:
    """Publishes days of the window, as its job would."""
    run = Publication("resident_windows", 1, days, Snapshot.open())
    run.write_rows(WINDOW, rows)
    run.publish(lambda known: known)


@pytest.fixture
def declared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The contract of the window, where the checkout has none."""
    if (contract.CONTRACTS / "features" / "resident_window.yaml").exists():
        return
    import shutil

    folder = tmp_path / "a" / "b" / "contracts"
    shutil.copytree(contract.CONTRACTS, folder)
    columns = "".join(
        f"      - {{name: {f.name}, physicalType: {'double' if f.name in RATIOS else 'bigint'}}}\n"
        for f in list(schema())[2:]
    )
    (folder / "features" / "resident_window.yaml").write_text(
        "schema:\n  - physicalName: features.resident_window\n    physicalType: delta\n    customProperties:\n"
        "      - {property: writer, value: x}\n      - {property: partitionedBy, value: as_of_date}\n"
        "      - {property: retentionDays, value: 400}\n    properties:\n"
        "      - {name: resident_key, physicalType: bigint, required: true, primaryKey: true}\n"
        "      - {name: as_of_date, physicalType: date, required: true, primaryKey: true}\n" + columns
    )
    monkeypatch.setattr(contract, "CONTRACTS", folder)
    contract.contract.cache_clear()
