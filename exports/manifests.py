"""What is told of a sequence: made, signed, read. A manifest lies in canonical JSON (RFC 8785), with its signature."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import rfc8785

from expectations.failures import Failure
from exports.files import Written
from exports.params import PARAMS
from exports.root import CODES, Root
from exports.signing import Keys
from lake.shanghai import SHANGHAI

SCHEMA_VERSION = 1
LATEST = f"{CODES}/latest.json"
CODE_MEANING = "易受骗风险提示"
USE_LIMITS = (
    "仅供提醒本人，不得据此限制、拒绝、公开或区别对待任何人。"
    "Advice only: nobody may be restricted, refused, exposed or treated differently by a code."
)


class ExportBroken(Failure):
    """A published file is not what its manifest says; the message names it."""


@dataclass(frozen=True)
class Sequence:
    """A published sequence as its manifest tells it."""

    manifest: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.manifest[name]

    @property
    def as_of(self) -> date:
        """The as-of date of its codes."""
        return date.fromisoformat(self.manifest["as_of_date"])

    @property
    def folder(self) -> str:
        """Where its files lie below the root."""
        return folder(self.as_of, self.manifest["version"])


def folder(as_of: date, version: int) -> str:
    """Where the files of a version lie."""
    return f"{CODES}/{as_of}/v{version}"


def canonical(document: Mapping[str, Any]) -> bytes:
    """The bytes that are signed and stored."""
    return bytes(rfc8785.dumps(dict(document)))


def signed(manifest: dict[str, Any], keys: Keys) -> dict[str, Any]:
    """A manifest with the name of the key and the signature of all the rest."""
    named = manifest | {"key_id": keys.key_id}
    return named | {"signature": keys.sign(canonical(named))}


def verified(sequence: Sequence, keys: Keys) -> Sequence:
    """The sequence, if one of our valid keys has signed it."""
    rest = {name: value for name, value in sequence.manifest.items() if name != "signature"}
    keys.verify(sequence.key_id, canonical(rest), sequence.signature)
    return sequence


def published(root: Root) -> Iterator[Sequence]:
    """Every published sequence, in order: a version without its manifest is none."""
    found = [Sequence(json.loads(root.read(place))) for place in root.found(f"{CODES}/*/v*/manifest.json")]
    yield from sorted(found, key=lambda sequence: int(sequence.sequence))


def file_of(root: Root, sequence: Sequence, name: str) -> bytes:
    """A file of a sequence, as its manifest tells it."""
    content = root.read(f"{sequence.folder}/{name}")
    if hashlib.sha256(content).hexdigest() != sequence.files[name]["sha256"]:
        raise ExportBroken(f"{sequence.folder}/{name} is not what its manifest says: restore it from any copy")
    return content


def valid_until(as_of: date) -> str:
    """Until when no newer sequence need be missed: the hour at which the next as-of is due at the latest."""
    rule = PARAMS["valid_until"]
    due = datetime.combine(as_of + timedelta(days=rule["days"]), time.fromisoformat(rule["time"]), SHANGHAI)
    return due.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def latest(sequence: Sequence) -> bytes:
    """The pointer to the newest sequence: for finding it, not for trusting it."""
    content = canonical(sequence.manifest)
    return canonical(
        {
            "schema_version": SCHEMA_VERSION, "sequence": sequence.sequence, "as_of_date": sequence.as_of.isoformat(),
            "manifest": f"{sequence.folder}/manifest.json", "manifest_sha256": hashlib.sha256(content).hexdigest(),
            "valid_until": sequence.valid_until,
        }
    )  # fmt: skip


def told(files: Mapping[str, Written]) -> dict[str, Any]:
    """The files' entries."""
    return {name: file.told() for name, file in sorted(files.items())}
