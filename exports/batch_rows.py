"""exports.risk_code_batch, read from what lies under the export root: manifests, and the acks of receivers."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from exports.manifests import Sequence
from exports.root import CODES, Root

TABLE = "exports.risk_code_batch"
COUNTS = {"G": "green_count", "Y": "yellow_count", "R": "red_count", "U": "unrated_count", "S": "suspended_count"}
OPS = {"I": "inserted_count", "U": "updated_count", "D": "deleted_count"}
#: sequence → receiver → the digest that it found over its own table.
Acks = dict[int, dict[str, str]]
Rows = dict[date, list[dict[str, Any]]]


def acks(root: Root) -> Acks:
    """Every ack; one that cannot be read is told and counts for nothing."""
    found: Acks = {}
    for place in root.found(f"{CODES}/acks/*/*.json"):
        try:
            told = json.loads(root.read(place))
            found.setdefault(int(told["sequence"]), {})[str(told["receiver"])] = str(told["state_digest"])
        except (ValueError, KeyError, TypeError):
            print(f"warning: {place} is no ack: it counts for nothing")
    return found


def rows(sequences: Iterable[Sequence], acked: Acks) -> Rows:
    """as-of date → its rows, in order."""
    found: Rows = {}
    for sequence in sequences:
        found.setdefault(sequence.as_of, []).append(_row(sequence, acked.get(sequence.sequence, {})))
    return found


def _row(sequence: Sequence, acked: dict[str, str]) -> dict[str, Any]:
    same = sorted(name for name, digest in acked.items() if digest == sequence.state_digest)
    copied = ("sequence", "version", "kind", "previous_sequence", "refers_to", "model_version", "rows", "state_digest",
              "key_id")  # fmt: skip
    return {
        **{name: sequence.manifest[name] for name in copied},
        "as_of_date": sequence.as_of,
        "is_extra": sequence.extra,
        **{column: sequence.codes[code] for code, column in COUNTS.items()},
        "delta_rows": sequence.delta["rows"],
        **{column: sequence.delta[op] for op, column in OPS.items()},
        "valid_until_at": datetime.fromisoformat(sequence.valid_until),
        "manifest": f"{sequence.folder}/manifest.json",
        "acked_count": len(same),
        "acked_by": ";".join(same) or None,
        "differing_by": ";".join(sorted(set(acked) - set(same))) or None,
    }
