"""The money graph is the same on both engines."""

import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from graph_engine import DAYS
from graph_rows import Graphs
from graph_stories import stories
from pyspark.sql import SparkSession

from expectations.settings import REPO


@pytest.mark.slow
def test_apache_spark_builds_what_sail_does(spark: SparkSession, tmp_path: Path) -> None:
    """In a process of its own, since Apache Spark starts once per process."""
    local = os.environ | {
        "SPARK_REMOTE": "local[2]", "AFDW_HOME": str(tmp_path), "PYTHONPATH": str(REPO),
        "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1",
    }  # fmt: skip
    (tmp_path / "spark").mkdir()
    command = [sys.executable, str(Path(__file__).with_name("graph_engine.py")), str(tmp_path)]
    done = subprocess.run(command, env=local, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    sail = Graphs(spark)(DAYS, **stories())
    assert min(rows.num_rows for rows in sail.values()) > 3
    for table, rows in sail.items():
        assert pq.read_table(tmp_path / f"{table}.parquet").equals(rows), table
