"""The receiver's view of a batch: a folder with a manifest, checked before a byte of it is believed.

Part of the reference receiver (receiver.py); uses the standard library and `cryptography` only (`fsspec` for a batch
that lies behind another address than a folder).
"""

import base64
import hashlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from exports.receiver_rows import Refused

SCHEMA_VERSION = 1
MANIFEST_BYTES = 1 << 20
#: Beyond this RFC 8785 knows no whole numbers.
HIGHEST = 2**53 - 1
NEEDED = {
    "schema_version": int, "sequence": int, "as_of_date": str, "rows": int, "codes": dict, "files": dict,
    "state_digest": str, "valid_until": str, "key_id": str, "signature": str,
}  # fmt: skip
ENTRY = {"bytes": int, "rows": int, "unpacked_bytes": int, "sha256": str}
FILE_NAME = re.compile(r"[a-z_]+(\.[a-z]+){1,2}")


@dataclass(frozen=True)
class Batch:
    """Where a batch lies: a folder, or the address of one for fsspec."""

    address: str

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder of this machine."""
        return "://" not in self.address

    @property
    def acks(self) -> str:
        """Where acks of the export root lie; empty where the batch lies in no export root (risk_codes/<date>/v<n>)."""
        place = str(Path(self.address).resolve()) if self.is_folder else self.address.rstrip("/")
        root, *inside = place.rsplit("/", 2)
        return f"{root}/acks" if len(inside) == 2 and root.endswith("/risk_codes") else ""

    def size(self, name: str) -> int:
        """The bytes of a file; it is refused if it is not there."""
        try:
            if self.is_folder:
                return os.stat(f"{self.address}/{name}").st_size
            files, place = _address(self.address)
            return int(files.size(f"{place}/{name}"))
        except FileNotFoundError:
            raise Refused("file_missing", f"{name} is not there") from None

    def read(self, name: str) -> bytes:
        """A whole file; its size has been looked at before."""
        if self.is_folder:
            return Path(f"{self.address}/{name}").read_bytes()
        files, place = _address(self.address)
        return bytes(files.cat_file(f"{place}/{name}"))


def manifest(batch: Batch, keys: dict[str, str]) -> dict[str, Any]:
    """The manifest, if it is well formed and one of the trusted keys has signed it."""
    if batch.size("manifest.json") > MANIFEST_BYTES:
        raise Refused("manifest_malformed", f"manifest.json is larger than {MANIFEST_BYTES} bytes")
    content = batch.read("manifest.json")
    try:
        told: dict[str, Any] = json.loads(
            content, object_pairs_hook=_without_repeats, parse_int=_whole, parse_float=_no_fraction,
            parse_constant=_no_fraction,
        )  # fmt: skip
        is_canonical = isinstance(told, dict) and canonical(told) == content
    except (ValueError, RecursionError):
        raise Refused("manifest_malformed", "manifest.json is no JSON of texts and whole numbers") from None
    if not is_canonical:
        raise Refused("manifest_malformed", "manifest.json is not in canonical form (RFC 8785)")
    if told.get("schema_version") != SCHEMA_VERSION:
        raise Refused("schema_version", f"schema_version {told.get('schema_version')} is not {SCHEMA_VERSION}")
    _check_signature(told, keys)
    if wrong := [name for name, kind in NEEDED.items() if type(told.get(name)) is not kind]:
        raise Refused("manifest_malformed", f"manifest.json lacks {', '.join(wrong)}")
    return told


def check_files(batch: Batch, told: dict[str, Any]) -> dict[str, bytes]:
    """The bytes of every file that the manifest names: first all sizes, then all sums; nothing is unpacked."""
    files = told["files"]
    if not {"full.csv.gz", "delta.csv.gz"} <= set(files) or not all(map(FILE_NAME.fullmatch, files)):
        raise Refused("manifest_malformed", "the manifest does not name full.csv.gz and delta.csv.gz, or odd files")
    for name, entry in files.items():
        if not isinstance(entry, dict) or any(type(entry.get(item)) is not kind for item, kind in ENTRY.items()):
            raise Refused("manifest_malformed", f"the manifest does not say how large {name} is, or its sum")
        if (size := batch.size(name)) != entry["bytes"]:
            raise Refused("file_size", f"{name} has {size} bytes, its manifest says {entry['bytes']}")
    contents = {name: batch.read(name) for name in files}
    for name, content in contents.items():
        if hashlib.sha256(content).hexdigest() != files[name]["sha256"]:
            raise Refused("file_sha256", f"{name} is not what its manifest says (SHA-256)")
    return contents


def canonical(document: object) -> bytes:
    """RFC 8785 for what we exchange: objects with ASCII names, texts and whole numbers."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def write_ack(folder: str, receiver: str, sequence: int, ack: dict[str, object]) -> str:
    """Leaves an ack in the export root, whole or not at all; its address."""
    address = f"{folder}/{receiver}/{sequence}.json"
    if "://" in folder:
        files, place = _address(address)
        files.makedirs(place.rsplit("/", 1)[0], exist_ok=True)
        files.pipe_file(place, canonical(ack))
        return address
    Path(address).parent.mkdir(parents=True, exist_ok=True)
    draft = Path(f"{address}.{os.getpid()}.draft")
    draft.write_bytes(canonical(ack))
    draft.replace(address)
    return address


def _check_signature(told: dict[str, Any], keys: dict[str, str]) -> None:
    key = keys.get(str(told.get("key_id")))
    if key is None:
        raise Refused("unknown_key", f"signed by {told.get('key_id')}, which is none of the trusted keys")
    signed = canonical({name: value for name, value in told.items() if name != "signature"})
    try:
        signature = base64.b64decode(str(told.get("signature")), validate=True)
        Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(signature, signed)
    except (InvalidSignature, ValueError):
        raise Refused("signature", f"the signature by {told['key_id']} does not fit the manifest") from None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name twice")
    return dict(pairs)


def _whole(text: str) -> int:
    if abs(number := int(text)) > HIGHEST:
        raise ValueError(f"too large: {text}")
    return number


def _no_fraction(text: str) -> float:
    raise ValueError(f"no whole number: {text}")


def _address(address: str) -> tuple[Any, str]:
    import fsspec

    files, place = fsspec.url_to_fs(address)
    files.invalidate_cache()
    return files, place
