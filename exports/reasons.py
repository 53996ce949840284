"""The dictionary of reasons that goes with every export: what a code of `reasons` says to citizens and officers."""

import csv
from datetime import date

from exports.files import Written
from exports.manifests import canonical
from exports.root import checkout_text

FILE = "reasons.json"
SEED = ("ml", "seeds", "reasons.csv")


def written(as_of: date) -> dict[str, Written]:
    """The file of the dictionary as it holds on a day."""
    entries = dictionary(checkout_text(*SEED), as_of)
    content = canonical({"schema_version": 1, "reasons": entries})
    return {FILE: Written(content, len(entries), len(content))}


def dictionary(seed: str, as_of: date) -> list[dict[str, str]]:
    """Of each code the text that is valid on the day, by code."""
    valid: dict[str, dict[str, str]] = {}
    for row in sorted(csv.DictReader(seed.splitlines()), key=lambda row: row["valid_from"]):
        if date.fromisoformat(row["valid_from"]) <= as_of:
            texts = {name: row[name] for name in ("citizen_text", "officer_text")}
            valid[row["reason_code"]] = {"code": row["reason_code"], **texts}
    return [valid[code] for code in sorted(valid)]
