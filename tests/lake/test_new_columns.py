"""A contract that has got a column since its table was made."""

import pytest
from tiny import D1, D2, D3, SOURCE, Tables, deliver, tables

from lake.commit import SchemaChanged
from lake.snapshot import Snapshot

__all__ = ["tables"]
pytestmark = pytest.mark.usefixtures("spark", "tables")


def test_a_new_column_that_may_be_empty_is_taken_and_any_other_change_refused(tables: Tables) -> None:
    deliver(D1, (7, 1))
    tables.declare("source", "name: note, physicalType: string")
    deliver(D2, (7, 2, "new"))
    rows = {row["batch_date"]: row["note"] for row in Snapshot.open().arrow(SOURCE).to_pylist()}
    assert rows == {D1: None, D2: "new"}
    frame = Snapshot.open().frame(SOURCE, D1, D2).collect()
    assert {row["batch_date"]: row["note"] for row in frame} == {D1: None, D2: "new"}
    tables.declare("source", "name: note, physicalType: string", "name: must, physicalType: bigint, required: true")
    with pytest.raises(SchemaChanged, match=r"test\.source: must: the contract may only add columns that may be empty"):
        deliver(D3, (7, 3, "x", 1))
    tables.declare("source", "name: note, physicalType: bigint")
    with pytest.raises(SchemaChanged, match=r"test\.source: note"):
        deliver(D3, (7, 3, 1))
    assert list(Snapshot.open().named("source")) == [D1, D2]
