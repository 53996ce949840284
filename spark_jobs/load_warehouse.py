"""Loads published batches into PostgreSQL: the lake's low-volume tables become schema raw, its accounts schema ops.

python -m spark_jobs.load_warehouse --batch-date 2021-10-25
python -m spark_jobs.load_warehouse --from 2019-01-01 --to 2021-10-22
"""

from collections.abc import Iterator

import psycopg
import pyarrow as pa
from deltalake import DeltaTable
from psycopg import sql

from expectations.contract import Contract, contract
from expectations.lake import lake_path, published_versions
from expectations.render import postgres_ddl
from expectations.settings import postgres_dsn
from spark_jobs import arguments

TABLES = {"silver.cases": "raw.cases", "ops.feed_load": "ops.feed_load"}


def run(batches: arguments.Batches) -> None:
    """Replaces the batches in all tables in one transaction."""
    with psycopg.connect(postgres_dsn()) as connection:
        for source, target in TABLES.items():
            rows = _replace(connection, source, target, batches)
            print(f"{target}: {rows} rows of {batches.first} to {batches.last}")


def _replace(connection: psycopg.Connection, source: str, target: str, batches: arguments.Batches) -> int:
    declared = contract(source)
    schema, name = target.split(".")
    connection.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(schema)))
    connection.execute(postgres_ddl(declared, target).encode())
    place = sql.Identifier(schema, name)
    span = (batches.first, batches.last)
    connection.execute(sql.SQL("delete from {} where batch_date between %s and %s").format(place), span)
    columns = sql.SQL(", ").join(map(sql.Identifier, declared.names))
    rows = 0
    with connection.cursor().copy(sql.SQL("copy {} ({}) from stdin").format(place, columns)) as copy:
        for row in _published(source, declared, batches):
            copy.write_row(row)
            rows += 1
    return rows


def _published(source: str, declared: Contract, batches: arguments.Batches) -> Iterator[tuple[object, ...]]:
    """The rows of the published version, in Arrow batches, so that memory stays small."""
    version = published_versions().get(source)
    if version is None:
        return
    table = DeltaTable(str(lake_path(source)), version=version)
    span = [("batch_date", ">=", batches.first), ("batch_date", "<=", batches.last)]
    found: pa.Table = table.to_pyarrow_table(partitions=None, filters=span, columns=list(declared.names))
    for batch in found.to_batches(max_chunksize=50_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


if __name__ == "__main__":
    arguments.main("load_warehouse", run)
