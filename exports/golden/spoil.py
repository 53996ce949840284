"""What may befall a batch on its way, and who else may have signed it."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from exports.manifests import canonical
from exports.signing import Keys


def key(name: str) -> Ed25519PrivateKey:
    """A key that everybody can make."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"golden {name}".encode()).digest())


OLD, NEW, STRANGER = key("old"), key("new"), key("stranger")


def _tampered(batch: Path) -> None:
    """One byte of the data is another one."""
    content = bytearray((batch / "delta.csv.gz").read_bytes())
    content[-9] ^= 1
    (batch / "delta.csv.gz").write_bytes(bytes(content))


def _truncated(batch: Path) -> None:
    """The end of a file is missing."""
    content = (batch / "full.csv.gz").read_bytes()
    (batch / "full.csv.gz").write_bytes(content[: len(content) // 2])


def _retold(batch: Path) -> None:
    """The manifest says another date and keeps its signature."""
    told = json.loads((batch / "manifest.json").read_bytes())
    (batch / "manifest.json").write_bytes(canonical(told | {"valid_until": "2999-01-01T00:00:00Z"}))


def _wrong_key(batch: Path) -> None:
    """Somebody else has signed it, under a name of their own."""
    _resign(batch, STRANGER)


def _borrowed_name(batch: Path) -> None:
    """Somebody else has signed it, under the name of the trusted key."""
    _resign(batch, STRANGER, {"key_id": Keys((OLD,)).key_id})


def _without_a_file(batch: Path) -> None:
    """A file that the manifest names did not come."""
    (batch / "delta.parquet").unlink()


def _wrong_state(batch: Path) -> None:
    """Well signed, but the rows do not give the digest that it promises."""
    _resign(batch, OLD, {"state_digest": "h0123456789abcdef"})


def _resign(batch: Path, by: Ed25519PrivateKey, values: dict[str, str] | None = None) -> None:
    told = json.loads((batch / "manifest.json").read_bytes())
    del told["signature"]
    keys = Keys((by,))
    named = told | {"key_id": keys.key_id} | (values or {})
    (batch / "manifest.json").write_bytes(canonical(named | {"signature": keys.sign(canonical(named))}))


SPOILT: dict[str, Callable[[Path], None]] = {
    "2_tampered": _tampered, "2_truncated": _truncated, "2_retold": _retold, "2_wrong_key": _wrong_key,
    "2_borrowed_name": _borrowed_name, "2_without_a_file": _without_a_file, "2_wrong_state": _wrong_state,
}  # fmt: skip
