"""The money graph on the demo's last screen: what it reached, and the command that shows one ring."""

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from lake.keys import token
from lake.snapshot import Snapshot

GRAPH, RINGS, SCORES = "features.account_graph", "features.mule_ring", "scores.account_mule"
TRACED = "account_traced_in_fen_30d"


def show(day: date) -> None:
    """How many accounts victims' money reached by a day, their rings, and a trace to begin with."""
    snapshot = Snapshot.open()
    reached = snapshot.arrow(GRAPH, [("as_of_date", "=", day)], ["account_key", "is_reported", TRACED])
    rings = snapshot.arrow(RINGS, [("as_of_date", "=", day)], ["ring_members_count"])
    scored = snapshot.arrow(SCORES, [("as_of_date", "=", day)], ["account_key"])
    named = reached.filter(reached["is_reported"]).sort_by([(TRACED, "descending"), ("account_key", "ascending")])
    print(
        f"  money graph        {reached.num_rows:,} accounts reached from {named.num_rows:,} that cases name,"
        f" {rings.num_rows:,} rings of {_sum(rings['ring_members_count']):,}; {scored.num_rows:,} other accounts scored"
    )
    if named.num_rows:
        print(f"  one of them        ./afdw trace {token(named['account_key'][0].as_py())} --at {day} --svg trace.svg")


def _sum(column: pa.ChunkedArray) -> int:
    return int(pc.sum(column).as_py() or 0)
