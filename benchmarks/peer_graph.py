"""The peer of the money graph, as one process: DuckDB looks transfers up, plain Python allocates them first in, first
out, igraph measures what was reached. The same definitions, none of our code; no checks, no publishing.

python -m benchmarks.peer_graph LAKE DATE OUT: writes OUT/accounts.parquet
"""

import os
import sys
from collections import deque
from pathlib import Path

import duckdb
import igraph
import numpy as np
import pyarrow as pa

HOPS, LEAST_FEN, PAYEES, PAYERS = 5, 10_000, 500, 5_000
#: At one and the same time money from those who were not looked at comes last.
NOBODY = 1 << 62
TABLES = ("features/transfer_edge_daily", "silver/accounts", "silver/cases", "silver/case_entities")
#: Cards that name one account; transfers between accounts, as many as the side that told more; seeds.
PREPARED = """
CREATE TABLE alias AS SELECT card_key, min(account_key) AS account FROM accounts GROUP BY 1
    HAVING count(DISTINCT account_key) = 1;
CREATE TABLE moves AS SELECT payer, payee, event_date, amount_fen, min(first_at) AS first_at, max(last_at) AS last_at,
    greatest(sum(payer_told_count), sum(payee_told_count))::BIGINT AS told
    FROM (SELECT coalesce(a.account, payer_key) AS payer, coalesce(b.account, payee_key) AS payee, e.*
          FROM transfer_edge_daily e LEFT JOIN alias a ON a.card_key = payer_key
          LEFT JOIN alias b ON b.card_key = payee_key
          WHERE event_date BETWEEN DATE '{day}' - 29 AND DATE '{day}')
    GROUP BY 1, 2, 3, 4;
CREATE TABLE named AS SELECT DISTINCT case_no, entity_key AS account, incident_date, victim_key
    FROM case_entities JOIN cases USING (case_no) WHERE entity_type = 'account';
CREATE TABLE looked (account BIGINT);
CREATE TABLE hubs (account BIGINT);
CREATE TABLE asked AS SELECT DISTINCT account FROM named;
"""
HUBS = """
INSERT INTO hubs SELECT payer FROM moves WHERE payer IN (FROM asked) GROUP BY 1 HAVING count(DISTINCT payee) > {payees}
    UNION SELECT payee FROM moves WHERE payee IN (FROM asked) GROUP BY 1 HAVING count(DISTINCT payer) > {payers};
DELETE FROM asked WHERE account IN (FROM hubs);
INSERT INTO looked FROM asked;
"""
#: All that is known of who was looked at, in the order of events; of a victim's payment the fen are fresh.
LISTED = """
SELECT payer, payee, amount_fen, payer IN (FROM looked) AS is_open, EXISTS (FROM named n JOIN accounts a
    ON a.account_key = m.payer WHERE n.account = m.payee AND a.holder_key = n.victim_key
    AND m.event_date >= n.incident_date AND n.account NOT IN (SELECT account_key FROM accounts o
    WHERE o.holder_key = n.victim_key)) AS is_fresh, told, epoch_us(first_at) AS at, epoch_us(last_at) AS until
FROM moves m WHERE told > 0 AND (payer IN (FROM looked) OR payee IN (FROM looked))
"""
CLOSED = """
SELECT account_key FROM accounts WHERE account_key IN (FROM new)
    AND (account_type_code = 'corporate' OR holder_key IN (SELECT victim_key FROM cases))
"""


def main(lake: Path, day: str, out: Path) -> None:
    """The reached accounts of a date."""
    db = duckdb.connect()
    db.execute(f"SET threads = {os.cpu_count() or 1}")
    for table in TABLES:
        rows = f"read_parquet('{lake / table}/*/*.parquet', hive_partitioning = true)"
        db.execute(f"CREATE VIEW {Path(table).name} AS SELECT * FROM {rows} WHERE batch_date <= DATE '{day}'")
    db.execute(PREPARED.format(day=day))
    for _ in range(HOPS):
        db.execute(HUBS.format(payees=PAYEES, payers=PAYERS))
        reached, pairs = traced(db)
        new = [k for k, (fen, hop) in reached.items() if fen >= LEAST_FEN and hop < HOPS]
        db.register("new", pa.table({"account": pa.array(new, pa.int64())}))
        db.execute(f"DELETE FROM asked; INSERT INTO asked SELECT account FROM new WHERE account NOT IN (FROM looked)"
                   f" AND account NOT IN (FROM hubs) AND account NOT IN ({CLOSED})")  # fmt: skip
    reached, pairs = traced(db)
    out.mkdir(parents=True, exist_ok=True)
    db.register("found", measured(db, reached, pairs))
    db.execute(f"COPY (FROM found) TO '{out / 'accounts.parquet'}' (FORMAT parquet)")


def traced(db: duckdb.DuckDBPyConnection) -> tuple[dict[int, tuple[int, int]], dict[tuple[int, int], int]]:
    """account → traced fen and hop; (payer, payee) → traced fen between reached accounts."""
    named = {account for (account,) in db.execute("SELECT DISTINCT account FROM named").fetchall()}
    queues: dict[int, deque[list[int]]] = {}
    reached: dict[int, tuple[int, int]] = {}
    pairs: dict[tuple[int, int], int] = {}
    for _, payer, payee, amount, is_fresh, is_open in listed(db):
        carried = _taken(queues.setdefault(payer, deque()), amount) if is_open else 0
        fen = amount if is_fresh else carried
        queues.setdefault(payee, deque()).append([amount, fen])
        hop = 0 if is_fresh else reached.get(payer, (0, HOPS))[1] + 1
        if fen and hop <= HOPS:
            before, best = reached.get(payee, (0, HOPS + 1))
            reached[payee] = before + fen, min(best, 0 if payee in named else hop)
            if hop:
                pairs[payer, payee] = pairs.get((payer, payee), 0) + fen
    return reached, pairs


def listed(db: duckdb.DuckDBPyConnection) -> list[tuple[int, int, int, int, bool, bool]]:
    """at, payer, payee, amount, is_fresh, is_open of each transfer in the order of events."""
    events = []
    for payer, payee, amount, is_open, is_fresh, told, at, until in db.execute(LISTED).fetchall():
        for nth in range(told):
            when = at + (until - at) * nth // max(told - 1, 1)
            events.append(((when, payer if is_open else NOBODY, payee, amount), (payer, is_fresh, is_open)))
    events.sort()
    return [(when, p, payee, amount, fresh, open_) for (when, _, payee, amount), (p, fresh, open_) in events]


def _taken(queue: deque[list[int]], amount: int) -> int:
    carried = 0
    while amount and queue:
        first = queue[0]
        fen, tainted = min(first[0], amount), min(first[1], amount)
        first[0], first[1], amount, carried = first[0] - fen, first[1] - tainted, amount - fen, carried + tainted
        if not first[0]:
            queue.popleft()
    return carried


def measured(
    db: duckdb.DuckDBPyConnection, reached: dict[int, tuple[int, int]], pairs: dict[tuple[int, int], int]
) -> pa.Table:
    """Components and cores without those that pass nothing on for what they are, PageRank over all."""
    keys = sorted(reached)
    place = {key: number for number, key in enumerate(keys)}
    db.register("new", pa.table({"account": pa.array(keys, pa.int64())}))
    looked = {key for (key,) in db.execute("FROM looked").fetchall()}
    apart = {key for (key,) in db.execute(f"{CLOSED} UNION FROM hubs").fetchall()} - looked
    named = {key for (key,) in db.execute("SELECT account FROM named").fetchall()}
    ends = [(place[a], place[b]) for a, b in pairs if a != b]
    whole = igraph.Graph(len(keys), ends, directed=True)
    whole.es["fen"] = [float(fen) for (a, b), fen in pairs.items() if a != b]
    joined = igraph.Graph(len(keys), [(a, b) for a, b in ends if not {keys[a], keys[b]} & apart]).simplify()
    seeds = [place[key] for key in keys if key in named]
    ranks = whole.personalized_pagerank(damping=0.85, reset_vertices=seeds, weights="fen")
    # A reported account is hop 0 however money came to it.
    columns = {
        "account_key": keys,
        "peer_hops": [0 if key in named else reached[key][1] for key in keys],
        "peer_fen": [reached[key][0] for key in keys],
        "component": np.array(joined.connected_components().membership),
        "peer_kcore": joined.coreness(),
        "peer_pagerank": ranks,
    }
    return pa.table(columns)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
