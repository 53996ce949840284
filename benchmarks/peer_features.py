"""The peers of features, each as one process: DuckDB makes the measures of accounts and residents as of a date from 30
days of raw rows (`raw`), or from the same daily partials as our jobs (`partials`). No checks, no publishing.

python -m benchmarks.peer_features raw|partials LAKE DATE OUT: writes OUT/accounts.parquet and OUT/residents.parquet
"""

import os
import sys
from pathlib import Path

import duckdb

from benchmarks import peer_partials, peer_raw

TABLES = (
    "silver/transactions", "silver/call_records", "silver/residents", "silver/registrations", "features/account_daily",
    "features/transfer_edge_daily", "features/resident_daily",
)  # fmt: skip
KEYS = {"accounts": "account_key", "residents": "resident_key"}


def main(kind: str, lake: Path, day: str, out: Path) -> None:
    """Both tables of a date. Nothing was ever replaced in the lake, so that all its files are current ones."""
    queries = peer_raw if kind == "raw" else peer_partials
    connection = duckdb.connect()
    connection.execute(f"SET threads = {os.cpu_count() or 1}")
    connection.execute(f"CREATE MACRO age(happened) AS DATE '{day}' - happened")
    for table in TABLES:
        rows = f"read_parquet('{lake / table}/*/*.parquet', hive_partitioning = true)"
        connection.execute(f"CREATE VIEW {Path(table).name} AS SELECT * FROM {rows} WHERE batch_date <= DATE '{day}'")
    for name, query in queries.MADE.items():
        connection.execute(f"CREATE VIEW {name} AS {query}")
    out.mkdir(parents=True, exist_ok=True)
    for name, query in queries.WRITTEN.items():
        connection.execute(f"COPY ({query}) TO '{out / name}.parquet' (FORMAT parquet)")


def differing(ours: Path, peer: Path, day: str) -> dict[str, int]:
    """Rows that one side has and the other lacks, in the columns that the peer makes; nothing where all are equal."""
    found = {}
    for name, key in KEYS.items():
        theirs = f"'{peer / name}.parquet'"
        columns = duckdb.table_function("read_parquet", [str(peer / f"{name}.parquet")]).columns
        same = ", ".join(column if column == key else f"coalesce({column}, 0) AS {column}" for column in columns)
        own = f"'{ours}/features/{key.removesuffix('_key')}_window/as_of_date={day}/*.parquet'"
        sides = [f"SELECT {same} FROM {source}" for source in (own, theirs)]
        found[name] = sum(rows_of(f"({a} EXCEPT ALL {b})") for a, b in (sides, sides[::-1]))
    return {name: rows for name, rows in found.items() if rows}


def rows_of(source: str) -> int:
    """How many rows there are."""
    connection = duckdb.connect()
    ((count,),) = connection.execute(f"SELECT count(*) FROM {source}").fetchall()
    return int(count)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
