"""The reference receiver: takes a batch of risk codes into a table, or refuses it with its reason.

python -m exports.receiver BATCH STORE --keys keys.json [--name NAME]

BATCH: a folder with a manifest (or an fsspec address of one). STORE: a SQLite file or postgresql://… . keys.json: the
public keys as the publisher handed them over, not from where the batches lie. Exit code: 0 applied or applied already,
1 refused or failed, 2 wrong use. What happened is one JSON object on stdout.

This file and the other receiver_*.py stand alone, for front-end teams to read, copy or translate; what a receiver
must do is told in FRONT_END.md, and golden/ has batches to try one on.
"""

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

from exports import receiver_batch, receiver_rows, receiver_store
from exports.receiver_batch import Batch, canonical
from exports.receiver_rows import CODES, COLUMNS, DELTA_COLUMNS, Refused
from exports.receiver_store import Store

ACK_VERSION = 1


def receive(batch: Batch, store: Store, keys: dict[str, str], name: str = "") -> dict[str, Any]:
    """Checks a batch, applies it in one transaction and leaves an ack; what happened. Raises Refused."""
    told = receiver_batch.manifest(batch, keys)
    sha256 = hashlib.sha256(canonical(told)).hexdigest()
    with store.transaction():
        before = store.source()
        if not _is_applied(told, sha256, before):
            contents = receiver_batch.check_files(batch, told)
            how = _apply(store, told, contents, before)
            store.remember(
                {
                    "receiver": before["receiver"] if before else _plain(name or store.name), "applied": how,
                    "manifest_sha256": sha256,
                    **{item: told[item] for item in ("sequence", "as_of_date", "valid_until", "state_digest")},
                }
            )  # fmt: skip
        source = store.source() or {}
    is_new = before is None or before["sequence"] != source["sequence"]
    ack = _ack(told, source)
    return {"outcome": "applied" if is_new else "already_applied", **ack, "ack": _acknowledge(batch, ack)}


def _acknowledge(batch: Batch, ack: dict[str, Any]) -> str | None:
    """Leaves the ack where the export root keeps acks; the batch is applied, whether that succeeds or not."""
    if not batch.acks:
        print(f"receive: {batch.address} lies in no export root: no ack is left", file=sys.stderr)
        return None
    try:
        return receiver_batch.write_ack(batch.acks, ack["receiver"], ack["sequence"], ack)
    except OSError as error:
        print(f"receive: applied, but no ack could be left ({error}): receive it again", file=sys.stderr)
        return None


def _is_applied(told: dict[str, Any], sha256: str, before: dict[str, Any] | None) -> bool:
    """Whether exactly this batch was the last. There is no way back: an older one, or another one under the number of
    the last, is refused."""
    if before is None or told["sequence"] > before["sequence"]:
        return False
    if told["sequence"] < before["sequence"]:
        raise Refused("replay", f"sequence {told['sequence']} is older than {before['sequence']}, which is applied")
    if sha256 != before["manifest_sha256"]:
        raise Refused("conflict", f"another batch was applied under sequence {told['sequence']}")
    return True


def _apply(store: Store, told: dict[str, Any], contents: dict[str, bytes], before: dict[str, Any] | None) -> str:
    """Takes the delta where it stands on what is here, else (first batch, gap, own table differs) the full; which."""
    if before and before["sequence"] == told.get("previous_sequence"):
        name = "delta.csv.gz"
        store.change(receiver_rows.rows(name, contents[name], told["files"][name], DELTA_COLUMNS))
        if _is_state(store, told):
            return "delta"
    name = "full.csv.gz"
    store.replace(receiver_rows.rows(name, contents[name], told["files"][name], COLUMNS))
    if not _is_state(store, told):
        raise Refused("state_digest", "after the full file the table has not the digest or the counts of its manifest")
    return "full"


def _is_state(store: Store, told: dict[str, Any]) -> bool:
    """Whether the table is what the manifest says, counted and digested over the table itself."""
    codes = dict.fromkeys(CODES, 0) | store.codes()
    if codes != told["codes"] or sum(codes.values()) != told["rows"]:
        return False
    return receiver_rows.digest(store.rows()) == str(told["state_digest"])


def _ack(told: dict[str, Any], source: dict[str, Any]) -> dict[str, Any]:
    return {
        "schema_version": ACK_VERSION, "receiver": source["receiver"], "sequence": source["sequence"],
        "as_of_date": source["as_of_date"], "applied": source["applied"], "rows": told["rows"], "codes": told["codes"],
        "state_digest": source["state_digest"], "manifest_sha256": source["manifest_sha256"],
    }  # fmt: skip


def _trusted(place: Path) -> dict[str, str]:
    told = json.loads(place.read_text())
    keys = told.get("keys") if isinstance(told, dict) else None
    if not isinstance(keys, dict) or not all(isinstance(key, str) for key in keys.values()):
        raise ValueError(f'{place} does not hold {{"keys": {{key_id: public key in base64}}}}')
    return keys


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-") or "receiver"


def main(words: list[str]) -> int:
    """Receives one batch; the exit code."""
    parser = argparse.ArgumentParser(prog="receiver", description=__doc__)
    parser.add_argument("batch", metavar="BATCH")
    parser.add_argument("store", metavar="STORE")
    parser.add_argument("--keys", required=True, type=Path, help="public keys of the publisher, as JSON")
    parser.add_argument("--name", default="", help="name of this receiver in its acks, fixed with the first batch")
    given = parser.parse_args(words)
    address = given.batch.removesuffix("manifest.json").rstrip("/") or "."
    try:
        keys = _trusted(given.keys)
        result = receive(Batch(address), receiver_store.opened(given.store), keys, given.name)
    except Refused as error:
        json.dump({"outcome": "refused", "reason": error.code, "message": str(error)}, sys.stdout, ensure_ascii=False)
        print()
        print(f"receive: refused: {error}", file=sys.stderr)
        return 1
    except receiver_store.failures() as error:
        print(f"receive: keys, batch or store cannot be used: {error}", file=sys.stderr)
        return 1
    json.dump(result, sys.stdout, ensure_ascii=False)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
