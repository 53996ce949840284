"""What people decided that a load asks for."""

from expectations.contract import all_tables
from lake.snapshot import Snapshot

DECISIONS, CONFIRMED = "silver.decisions", "confirm_deletions"


def confirmed_files(snapshot: Snapshot) -> frozenset[str]:
    """The SHA-256 of the full files whose deletions somebody confirmed."""
    if DECISIONS not in all_tables():
        return frozenset()
    rows = snapshot.arrow(DECISIONS, [("kind", "=", CONFIRMED)], ["refers_to"]).to_pylist()
    return frozenset(row["refers_to"] for row in rows if row["refers_to"])
