"""Publications: what a run names, what it adds to, and of two that stand on the same naming one."""

from dataclasses import replace

import pytest
from pyarrow.dataset import FileSystemDataset
from pyspark.sql import SparkSession
from tiny import D1, D2, D3, SOURCE, deliver, tables

from lake import batches
from lake.batches import RETIRED, Named
from lake.locks import Busy
from lake.publication import Publication
from lake.snapshot import Snapshot

__all__ = ["tables"]
pytestmark = pytest.mark.usefixtures("spark", "tables")


def test_two_that_stand_on_the_same_naming_cannot_both_succeed() -> None:
    deliver(D1, (7, 1))
    version, days = batches.read()
    batches.write(days, version)
    with pytest.raises(Busy, match="another run named days"):
        batches.write([*days, Named("other", D1, 1, {}, {})], version)
    assert set(Snapshot.open().products) == {"source"}


def test_a_publish_names_all_its_days_and_leaves_those_that_were_there() -> None:
    """Days without a row are days; nothing has to be told of files."""
    deliver(D1, (7, 1))
    Publication("source", 1, [D2, D3], Snapshot.open()).publish(lambda days: days)
    named = Snapshot.open().named("source")
    assert list(named) == [D1, D2, D3]
    assert Snapshot.open().arrow(SOURCE)["value"].to_pylist() == [1]


def test_rows_are_added_to_a_day_and_its_content_is_that_of_all(spark: SparkSession) -> None:
    deliver(D1, (7, 1), (8, 2))
    whole = Snapshot.open().content(SOURCE, D1, "source")
    deliver(D1, (8, 2))
    run_of = Publication("source", 1, [D1], Snapshot.open(), adds=True)
    run_of.write(SOURCE, spark.createDataFrame([(7, 1, D1)], "key bigint, value bigint, batch_date date"))
    run_of.publish(lambda days: days)
    assert Snapshot.open().content(SOURCE, D1, "source") == whole
    assert sorted(Snapshot.open().arrow(SOURCE)["key"].to_pylist()) == [7, 8]


def test_a_retired_day_of_which_something_is_told_stays_retired() -> None:
    """Measures are told anew of days behind a run: that brings no row back."""
    deliver(D1, (7, 1))
    deliver(D2, (7, 1))
    version, days = batches.read()
    batches.write([replace(day, state=RETIRED) if day.batch_date == D2 else day for day in days], version)
    run_of = Publication("source", 1, [D1], Snapshot.open())
    run_of.content["ops.batch_checks"] = {D1: [1, "h1"], D2: [1, "h2"]}
    run_of.publish(lambda named: named)
    assert {day: row.state for day, row in Snapshot.open().named("source").items()} == {D1: "live", D2: "retired"}


def test_readers_in_arrow_ask_the_disk_without_python() -> None:
    """A process that ends while Python still answers for a file is aborted, whatever it has done."""
    deliver(D1, (7, 1))
    rows = Snapshot.open().dataset(SOURCE)
    assert isinstance(rows, FileSystemDataset) and rows.filesystem.type_name == "subtree"
    assert rows.to_table(["key", "value"]).to_pylist() == [{"key": 7, "value": 1}]
