"""Builds the stories of the money graph on the engine that SPARK_REMOTE names: `python graph_engine.py OUT`."""

import sys
from pathlib import Path

import pyarrow.parquet as pq
from graph_rows import D, Graphs
from graph_stories import stories

from lake.engine import session

DAYS = [D - 4, D]


def main(out: Path) -> None:
    """Writes OUT/<table>.parquet."""
    for table, rows in Graphs(session())(DAYS, **stories()).items():
        pq.write_table(rows, out / f"{table}.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
