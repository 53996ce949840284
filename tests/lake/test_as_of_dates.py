"""Upkeep of tables that are cut by as-of date: days past their retention go, scattered ones are brought together."""

from datetime import date, timedelta

import pyarrow as pa
import pytest
from tiny import D1, TEXT, Tables, tables

from expectations import contract
from lake import upkeep
from lake.batches import LIVE, RETIRED
from lake.columns import arrow_schema
from lake.publication import Publication
from lake.snapshot import Snapshot

__all__ = ["tables"]
pytestmark = pytest.mark.usefixtures("spark")
TABLE, NEWEST = "test.windows", D1 + timedelta(days=11)


@pytest.fixture
def windows(tables: Tables) -> None:
    """A table that keeps ten days."""
    text = TEXT.format(name="windows", more="", retention="10", order="").replace("batch_date", "as_of_date")
    (tables.contracts / "test" / "windows.yaml").write_text(text)


def publish(day: date, *keys: int, adds: bool = False) -> None:
    run = Publication("windows", 1, [day], Snapshot.open(), adds)
    rows = [{"key": key, "value": 1, "as_of_date": day} for key in keys]
    run.write_rows(TABLE, pa.Table.from_pylist(rows, arrow_schema(TABLE)))
    run.publish(lambda days: days)


def test_as_of_dates_past_their_retention_go_and_are_named_as_retired(windows: None) -> None:
    for day in (D1, D1 + timedelta(days=1), NEWEST):
        publish(day, 1, 2)
    assert contract.contract(TABLE).retention_days == 10
    upkeep.tidy(0, 0)
    lake = Snapshot.open()
    assert {row["as_of_date"] for row in lake.arrow(TABLE).to_pylist()} == {D1 + timedelta(days=1), NEWEST}
    assert [row.state for row in lake.named("windows").values()] == [RETIRED, LIVE, LIVE]


def test_as_of_dates_in_many_files_are_brought_together(windows: None) -> None:
    publish(NEWEST, 1, 2)
    publish(NEWEST, 3, adds=True)
    assert len(list(Snapshot.open().files(TABLE))) == 2
    upkeep.tidy(0, 0)
    lake = Snapshot.open()
    assert len(list(lake.files(TABLE))) == 1
    assert sorted(row["key"] for row in lake.arrow(TABLE).to_pylist()) == [1, 2, 3]
