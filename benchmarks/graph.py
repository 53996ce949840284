"""The money graph of a date: from 4,000 reported accounts over ten million transfers of thirty days, beside DuckDB and
igraph. Ours is the whole job: read from the lake, traced, measured, checked, published. And `afdw trace` of one account
among them, as an analyst starts it."""

import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import duckdb

from benchmarks.measured import Run, RunFailed, measured
from benchmarks.report import Figure, Size
from expectations.settings import REPO
from lake.keys import token

EDGES, REPORTED, FACTORS, REPEATS = 10_000_000, 4_000, (1, 2, 4), 3
#: Of so many reported accounts the median trace.
TRACED = 5
DAY = "2021-10-25"
PYTHON = str(REPO / ".venv" / "data" / "bin" / "python")
#: Accounts that one side has and the other lacks, or of which it says otherwise (ranks: by more than both round), and
#: components whose accounts are not the same: 0 of each where the answers are equal.
DIFFERING = """
WITH ours AS (SELECT account_key, account_hops_from_reported_30d AS hops, account_traced_in_fen_30d AS fen,
        account_kcore_30d AS kcore, component_id, account_pagerank_30d AS pagerank FROM '{ours}/*.parquet'),
    rows AS (FROM ours o FULL JOIN '{peer}' p USING (account_key)),
    parts AS (SELECT DISTINCT component_id, component FROM rows)
SELECT (SELECT count(*) FROM rows WHERE hops IS DISTINCT FROM peer_hops OR fen IS DISTINCT FROM peer_fen
        OR kcore IS DISTINCT FROM peer_kcore OR NOT coalesce(abs(pagerank - peer_pagerank) < 2e-9, false)),
    (SELECT count(*) FROM parts) * 2 - (SELECT count(DISTINCT component_id) + count(DISTINCT component) FROM parts)
"""


def figures(scratch: Path, size: Size) -> Iterator[Figure]:
    """Each size, the first several times in turn with the peer."""
    for number, factor in enumerate(size.factors or FACTORS):
        edges, home = int(EDGES * size.scale * factor), scratch / f"home_{factor}"
        keys = {"AFDW_TOKEN_KEY": secrets.token_hex(32), "AFDW_QUARANTINE_KEY": secrets.token_hex(64)}
        settings = {"AFDW_HOME": str(home), "PYTHONPATH": str(REPO), **keys}
        reported = max(1, int(REPORTED * size.scale * factor))
        measured([PYTHON, "-m", "benchmarks.graph_city", str(edges), str(reported)], settings, REPO)
        runs = [_once(home, settings) for _ in range(1 if number else size.repeats or REPEATS)]
        traces = [measured([PYTHON, "-m", "cli", "trace", key, "--at", DAY], settings, REPO) for key in _some(home)]
        shutil.rmtree(home)
        ours, peer = (_median([run[side] for run in runs]) for side in range(2))
        yield Figure("money graph", edges, ours, peer)
        yield Figure("trace of an account", edges, _median(traces), None)


def _once(home: Path, settings: dict[str, str]) -> tuple[Run, Run]:
    ours = measured([PYTHON, "-m", "spark_jobs.build_account_graph", "--batch-date", DAY], settings, REPO)
    out = home / "peer"
    peer = measured([sys.executable, "-m", "benchmarks.peer_graph", str(home / "lake"), DAY, str(out)], settings, REPO)
    if any(found := differing(home / "lake", out)):
        raise RunFailed(f"the peer's answers are not ours: {found[0]} rows, {found[1]} components differ")
    return ours, peer


def _some(home: Path) -> list[str]:
    """Some of the reported accounts."""
    entities = home / "lake" / "silver" / "case_entities" / "*" / "*.parquet"
    rows = duckdb.execute(f"SELECT DISTINCT entity_key FROM '{entities}' ORDER BY 1 LIMIT {TRACED}").fetchall()
    return [token(key) for (key,) in rows]


def differing(lake: Path, out: Path) -> tuple[int, int]:
    """How many accounts and components differ."""
    ours = lake / "features" / "account_graph" / f"as_of_date={DAY}"
    ((rows, parts),) = duckdb.execute(DIFFERING.format(ours=ours, peer=out / "accounts.parquet")).fetchall()
    return int(rows), int(parts)


def _median(runs: list[Run]) -> Run:
    seconds, cpu = median(run.seconds for run in runs), median(run.cpu_s for run in runs)
    return Run(seconds, cpu, max(run.peak_bytes for run in runs))
