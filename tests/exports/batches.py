"""Sequences published without a lake, and what may befall them on their way."""

import gzip
import hashlib
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa

from exports import states
from exports.manifests import Sequence, canonical, signed
from exports.root import Root
from exports.sequences import Draft, Publisher
from exports.signing import Keys

D1 = date(2021, 10, 1)
KEY, OTHER_KEY = "11" * 32, "22" * 32
#: Three days: on the second S2 changes, S3 leaves and S4 joins; on the third nothing changes.
DAYS: tuple[dict[str, str], ...] = (
    {"S1": "R", "S2": "G", "S3": "Y"}, {"S1": "R", "S2": "Y", "S4": "U"}, {"S1": "R", "S2": "Y", "S4": "U"},
)  # fmt: skip
#: Others, in numbers that take a while to write.
WHO = {f"F{n:05d}": "G" for n in range(20_000)}


def state(codes: dict[str, str], since: date = D1) -> pa.Table:
    """A state with these codes; R and Y expire 30 days after `since`."""
    rows: list[dict[str, Any]] = [
        {"subscriber_id": who, "code": code, "effective_date": since + timedelta(days=1), "model_version": "m0"}
        | ({"reasons": "R01;R03", "expires_date": since + timedelta(days=30)} if code in "RY" else {})
        for who, code in codes.items()
    ]
    return states.in_order(pa.Table.from_pylist(rows, states.STATE))


def keys(*texts: str) -> Keys:
    """Keys from their hex."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Keys(tuple(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text)) for text in texts or (KEY,)))


def publisher(address: str, own: Keys | None = None) -> Publisher:
    """A run over an export root."""
    return Publisher(Root(*fsspec.url_to_fs(address)), own or keys())


def publish(run: Publisher, day: int, codes: dict[str, str], kind: str = "daily") -> Sequence:
    """The codes of the day so many days after the first."""
    own = state(codes)
    return run.publish(Draft(D1 + timedelta(days=day), kind, own, "m0", states.digest(own)))


def days(address: str, others: dict[str, str] | None = None) -> list[str]:
    """The three days published below an address, with others who stay as they are; their folders."""
    run = publisher(address)
    return [f"{address}/{publish(run, day, codes | (others or {})).folder}" for day, codes in enumerate(DAYS)]


def flip(path: Path) -> None:
    """One byte in the middle becomes another one."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def retold(folder: Path, **values: Any) -> None:
    """The manifest says something else, and its signature stays."""
    place = folder / "manifest.json"
    place.write_bytes(canonical(json.loads(place.read_bytes()) | values))


def resigned(folder: Path, key: str = KEY, **values: Any) -> None:
    """The manifest says something else and is signed by this key: what a faulty publisher would send."""
    place = folder / "manifest.json"
    told = {
        name: value for name, value in json.loads(place.read_bytes()).items() if name not in ("signature", "key_id")
    }
    place.write_bytes(canonical(signed(told | values, keys(key))))


def repacked(folder: Path, name: str, text: bytes, **told: int) -> None:
    """A file holds something else under a manifest that says so, but for its rows and unpacked bytes if not told."""
    content = gzip.compress(text)
    (folder / name).write_bytes(content)
    files = json.loads((folder / "manifest.json").read_bytes())["files"]
    files[name] |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()} | told
    resigned(folder, files=files)
