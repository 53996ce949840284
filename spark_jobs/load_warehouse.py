"""Loads published batches into PostgreSQL: the lake's low-volume tables become schema raw, its accounts schema ops.

Calls, transactions and refused lines stay in the lake; of the refused lines only their reasons are counted.

python -m spark_jobs.load_warehouse --batch-date 2021-10-25
python -m spark_jobs.load_warehouse --from 2019-01-01 --to 2021-10-22
"""

from collections.abc import Iterable, Iterator

import psycopg
import pyarrow as pa
from deltalake import DeltaTable
from psycopg import sql

from expectations.contract import Contract, all_tables, contract
from expectations.render import postgres_ddl
from expectations.settings import postgres_dsn
from lake.snapshot import lake_path, published_versions
from spark_jobs import arguments

Row = tuple[object, ...]
TABLES = {
    "silver.cases": "raw.cases",
    "ops.feed_load": "ops.feed_load",
    "silver.file_events": "ops.file_events",
    "ops.batch_checks": "ops.batch_checks",
}
REASONS = "ops.reject_reasons"
QUARANTINE = "quarantine."


def run(batches: arguments.Batches) -> None:
    """Replaces the batches in all tables in one transaction."""
    lake = Lake(batches)
    with psycopg.connect(postgres_dsn()) as connection:
        for source, target in TABLES.items():
            declared = contract(source)
            _replace(connection, target, declared, lake.rows(source, declared.names), batches)
        _replace(connection, REASONS, contract(REASONS), lake.reasons(), batches)


class Lake:
    """The batches as they are published when the run begins; a table that no batch names has no rows."""

    def __init__(self, batches: arguments.Batches) -> None:
        self._span = [("batch_date", ">=", batches.first), ("batch_date", "<=", batches.last)]
        self._versions = published_versions()

    def rows(self, table: str, columns: tuple[str, ...]) -> Iterator[Row]:
        """The rows of a table in the order of `columns`; in Arrow batches, so that memory stays small."""
        for batch in self._read(table, columns).to_batches(max_chunksize=50_000):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    def reasons(self) -> Iterator[Row]:
        """(feed, batch_date, source, reason_code, column, rows): refused lines as delivered, whatever became of them
        later, so that they add up to the quarantine of `ops.feed_load`. An empty column is the line as a whole."""
        by = ("batch_date", "source", "reason_code", "column")
        for table in filter(lambda name: name.startswith(QUARANTINE), all_tables()):
            found = self._read(table, by).group_by(list(by)).aggregate([([], "count_all")])
            for row in found.to_pylist():
                key = (row["batch_date"], row["source"], row["reason_code"], row["column"] or "")
                yield table.removeprefix(QUARANTINE), *key, row["count_all"]

    def _read(self, table: str, columns: tuple[str, ...]) -> pa.Table:
        version = self._versions.get(table)
        if version is None:
            return pa.table({name: pa.array([], pa.null()) for name in columns})
        delta = DeltaTable(str(lake_path(table)), version=version)
        found: pa.Table = delta.to_pyarrow_table(filters=self._span, columns=list(columns))
        return found


def _replace(
    connection: psycopg.Connection, table: str, declared: Contract, found: Iterable[Row], batches: arguments.Batches
) -> None:
    """Deletes the batches of a table, which is made if it is not there, and copies what was found in their place."""
    schema, name = table.split(".")
    connection.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(schema)))
    connection.execute(postgres_ddl(declared, table).encode())
    place = sql.Identifier(schema, name)
    span = (batches.first, batches.last)
    connection.execute(sql.SQL("delete from {} where batch_date between %s and %s").format(place), span)
    columns = sql.SQL(", ").join(map(sql.Identifier, declared.names))
    rows = 0
    with connection.cursor().copy(sql.SQL("copy {} ({}) from stdin").format(place, columns)) as copy:
        for row in found:
            copy.write_row(row)
            rows += 1
    print(f"{table}: {rows} rows of {batches.first} to {batches.last}")


if __name__ == "__main__":
    arguments.main("load_warehouse", run)
