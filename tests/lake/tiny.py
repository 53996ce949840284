"""Two tiny tables with contracts of their own, `test.source` and `test.derived`, and a product that doubles values."""

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from expectations import check, contract, render
from lake.product import Input, Product, back
from lake.publication import Publication
from lake.snapshot import Snapshot

D1, D2, D3 = date(2021, 10, 1), date(2021, 10, 2), date(2021, 10, 3)
SOURCE, DERIVED = "test.source", "test.derived"
TEXT = """
apiVersion: v3.1.0
schema:
  - name: {name}
    physicalName: test.{name}
    physicalType: delta
    customProperties:
      - {{property: writer, value: tests}}
      - {{property: partitionedBy, value: batch_date}}
{order}      - {{property: retentionDays, value: {retention}}}
    properties:
      - {{name: key, physicalType: bigint, required: true, primaryKey: true}}
      - {{name: value, physicalType: bigint}}
{more}      - {{name: batch_date, physicalType: date, required: true, primaryKey: true}}
"""


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Tables":
    """The contracts of the two tables, in an empty home."""
    made = Tables(tmp_path)
    shutil.copytree(contract.CONTRACTS / "ops", made.contracts / "ops")
    monkeypatch.setenv("AFDW_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(contract, "CONTRACTS", made.contracts)
    monkeypatch.setattr(check, "SUITES", tmp_path)
    made.declare("source").declare("derived")
    yield made  # type: ignore[misc]
    contract.contract.cache_clear()


class Tables:
    """Contracts that a test may change."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.contracts = folder, folder / "a" / "b" / "contracts"

    def declare(self, name: str, *more: str, retention: str = "10", sorted_by: str | None = None) -> "Tables":
        """Writes the contract of a table, with more columns between value and batch_date."""
        place = self.contracts / "test" / f"{name}.yaml"
        place.parent.mkdir(parents=True, exist_ok=True)
        columns = "".join(f"      - {{{column}}}\n" for column in more)
        order = f"      - {{property: sortedBy, value: {sorted_by}}}\n" if sorted_by else ""
        place.write_text(TEXT.format(name=name, more=columns, retention=retention, order=order))
        contract.contract.cache_clear()
        suite = render._json(render.suite(contract.contract(f"test.{name}")))
        (self.folder / f"test.{name}.json").write_text(suite)
        return self


def deliver(day: date, *rows: tuple[object, ...]) -> None:
    """Publishes a day of the source, as a feed would."""
    run = Publication("source", 1, [day], Snapshot.open())
    names = [column.name for column in contract.contract(SOURCE).columns]
    run.write_rows(SOURCE, pa.Table.from_pylist([dict(zip(names, (*row, day), strict=True)) for row in rows], schema()))
    run.publish(lambda days: days)


def schema() -> pa.Schema:
    """The source's columns."""
    from lake.columns import arrow_schema

    return arrow_schema(SOURCE)


#: The sum of the values of each key over two days.
SUMS = Product("sums", (DERIVED,), (Input(SOURCE, "source", back(2)),))


def build(snapshot: Snapshot, days: Sequence[date]) -> dict[str, DataFrame]:
    """The values of the day and of the day before it, summed by key."""
    rows = snapshot.frame(SOURCE, min(days).replace(day=1), max(days))
    wanted = F.explode(F.array(F.col("batch_date"), F.date_add("batch_date", 1)))
    known = [F.lit(day.isoformat()).cast("date") for day in days]
    placed = rows.select("key", "value", wanted.alias("batch_date")).where(F.col("batch_date").isin(*known))
    return {DERIVED: placed.groupBy("key", "batch_date").agg(F.sum("value").alias("value"))}


def derived() -> list[tuple[int, int, int]]:
    """(day of the month, key, value) of what readers see."""
    rows = Snapshot.open().arrow(DERIVED).to_pylist()
    return sorted((row["batch_date"].day, row["key"], row["value"]) for row in rows)
