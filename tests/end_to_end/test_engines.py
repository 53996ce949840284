"""Two engines, one result: every table of the lake, features included, is the same on Sail and on Apache Spark."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from homes import afdw, simulate
from wires import officers

from dags.common.feeds import DUE, FEEDS
from expectations.settings import REPO
from lake import jars
from lake.apache_spark import java

FIRST, BEFORE, NEXT, LAST = "2021-05-01", "2021-05-04", "2021-05-05", "2021-05-06"
#: A city in which every known feed has rows, and faults.
CITY = ("--panel", "200", "--faults", "0.1", "--feeds", ",".join(DUE))
GRAPH = {"features.account_graph", "features.traced_transfer", "features.mule_ring"}


#: Apache Spark with a Connect server, until its input ends.
SERVER = (
    "import sys; from lake import apache_spark; print(apache_spark.start('local[2]'), flush=True); sys.stdin.read()"
)


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """The address of an Apache Spark for all jobs of a day, which then need not start Java each."""
    place = os.environ | {"AFDW_HOME": str(home), "PYTHONPATH": str(REPO)}
    command = [str(REPO / ".venv/data/bin/python"), "-c", SERVER]
    with subprocess.Popen(command, env=place, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        yield server.stdout.readline().strip()


@pytest.fixture(scope="module")
def homes(make_home: Callable[[str], Path], is_full: bool) -> Iterator[tuple[Path, Path]]:
    """One landing zone loaded, and its features built, by Sail and by Apache Spark, in two steps, so that each also
    meets what is known.

    With reduced counts Sail makes the first step in both homes, so that Spark reads what Sail wrote, and one Spark
    serves both jobs of the second; else each starts its own.
    """
    sail, spark = simulate(make_home("sail"), FIRST, LAST, *CITY), make_home("spark")
    decided = sail / "landing" / "decisions" / NEXT / f"officers_{NEXT}_1.jsonl"
    decided.parent.mkdir(parents=True)
    lines = officers.fixture().content().replace(b"2021-10-22", NEXT.encode())
    decided.write_bytes(lines.replace(b"2021-11-05", b"2021-05-31"))
    with nullcontext("local") if is_full else serving(spark) as served:
        for first, last, engine in ((FIRST, BEFORE, "local" if is_full else "sail"), (NEXT, LAST, served)):
            span = ("--from", first, "--to", last, "--until", "features")
            afdw(sail, "day", *span)
            afdw(spark, "day", *span, "--landing", str(sail / "landing"), "--engine", engine)
    yield sail, spark


def test_every_table_is_equal_on_both_engines(homes: tuple[Path, Path]) -> None:
    found = json.loads(afdw(homes[1], "compare", *map(str, homes)))
    assert [table for table, result in found.items() if not result["equal"]] == []
    rows = {table: result["rows"] for table, result in found.items()}
    assert [feed for feed in FEEDS if not rows[f"silver.{feed}"][0]] == []
    assert any(rows[f"quarantine.{feed}"][0] for feed in DUE) and rows["quarantine.decisions"][0] > 30
    features = {table: count for table, (count, _) in rows.items() if table.startswith("features.")}
    # No case of so small a city names an account with money: test_graph_engines.py compares the graph on literal rows.
    assert len(features) >= 13 and {table for table, count in features.items() if not count} <= GRAPH


def test_the_tables_were_written_by_two_engines(homes: tuple[Path, Path]) -> None:
    """Parquet says who wrote it: without this, a day that ignored `--engine` would pass the comparison."""
    sail, spark = (
        {str(pq.ParquetFile(file).metadata.created_by) for file in (home / "lake/silver").rglob("*.parquet")
         if f"batch_date={NEXT}" in file.parts or f"batch_date={LAST}" in file.parts}
        for home in homes
    )  # fmt: skip
    assert sail and spark and not sail & spark
    assert all(name.startswith("parquet-mr") for name in spark)


def test_jars_come_from_a_named_repository_and_only_as_declared(
    homes: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder laid out like a Maven repository stands for a mirror; nothing is asked of the network."""
    kept = homes[1] / "spark" / "jars"
    for name in jars.JARS:
        group, artifact, version = name.split(":")
        place = tmp_path / "mirror" / group.replace(".", "/") / artifact / version
        place.mkdir(parents=True)
        shutil.copy(kept / f"{artifact}-{version}.jar", place)
    monkeypatch.setenv("AFDW_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AFDW_MAVEN_REPOSITORY", (tmp_path / "mirror").as_uri())
    files = jars.jars(java())
    assert {file.name for file in files} == {file.name for file in kept.iterdir()}
    shutil.rmtree(tmp_path / "mirror")
    assert jars.jars(java()) == files
    files[0].write_bytes(b"something else")
    with pytest.raises(jars.JarsMissing, match="could not be fetched: Ivy: "):
        jars.jars(java())


def test_a_day_without_java_says_so(make_home: Callable[[str], Path], tmp_path: Path) -> None:
    said = _day_with_java(make_home("nojava"), tmp_path)
    assert "Apache Spark needs Java, and there is none" in said and "Traceback" not in said


@pytest.mark.parametrize("version", ["11.0.22", "1.8.0_402"])
def test_a_day_with_an_old_java_says_so(make_home: Callable[[str], Path], tmp_path: Path, version: str) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    java.chmod(0o755)
    said = _day_with_java(make_home("oldjava"), tmp_path)
    assert f"(version {version.split('.')[0]})" in said and "Traceback" not in said


def _day_with_java(home: Path, java_home: Path) -> str:
    """What a day on Apache Spark says that fails for want of Java."""
    (home / "landing" / "cases").mkdir(parents=True)
    day = [str(REPO / "afdw"), "day", "--from", FIRST, "--to", FIRST, "--until", "lake", "--engine", "local"]
    environment = os.environ | {"AFDW_HOME": str(home), "JAVA_HOME": str(java_home)}
    done = subprocess.run(day, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    return done.stderr
