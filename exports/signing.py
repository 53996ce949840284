"""The keys that sign manifests: Ed25519, at most two valid at once, so that one can be changed for another.

python -m exports.signing     prints the public keys as JSON, to be handed to receivers by another way than the exports
"""

import base64
import hashlib
import json
import sys
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from expectations.failures import Failure
from expectations.settings import required

MOST = 2
#: In front of the public half of a key that has ended.
ENDED = "-"


class KeysWrong(Failure):
    """The signing keys are not what they should be, or a manifest is signed by none of them; never a key itself."""


@dataclass(frozen=True)
class Keys:
    """The private keys: the first one signs, all are valid. Of those that have ended the public halves: the publisher
    still reads what it signed with them, for the delta and the way back."""

    private: tuple[Ed25519PrivateKey, ...]
    ended: tuple[Ed25519PublicKey, ...] = ()

    @classmethod
    def open(cls) -> "Keys":
        """The keys that AFDW_SIGNING_KEYS hands in: 32 bytes each in hex, a comma between two."""
        texts = [text.strip() for text in required("AFDW_SIGNING_KEYS").split(",")]
        try:
            found = tuple(_private(text) for text in texts if not text.startswith(ENDED))
            public = [bytes.fromhex(text.removeprefix(ENDED)) for text in texts if text.startswith(ENDED)]
            ended = tuple(Ed25519PublicKey.from_public_bytes(key) for key in public)
        except ValueError:
            raise KeysWrong("AFDW_SIGNING_KEYS does not hold keys of 32 bytes in hex with a comma between") from None
        if not 1 <= len(found) <= MOST:
            raise KeysWrong(
                f"AFDW_SIGNING_KEYS holds {len(found)} keys: at least one, at most {MOST} are valid at once"
            )
        return cls(found, ended)

    @property
    def key_id(self) -> str:
        """The name of the key that signs."""
        return key_id(self.private[0].public_key())

    def sign(self, content: bytes) -> str:
        """The signature in base64."""
        return base64.b64encode(self.private[0].sign(content)).decode()

    def public(self) -> dict[str, str]:
        """key_id → public key in base64, of all that are valid."""
        keys = [key.public_key() for key in self.private]
        return {key_id(key): base64.b64encode(key.public_bytes_raw()).decode() for key in keys}

    def verify(self, name: str, content: bytes, signature: str) -> None:
        """Raises where the content is not signed by the key of that name, which is or was this publisher's."""
        own = (*(key.public_key() for key in self.private), *self.ended)
        key = next((key for key in own if key_id(key) == name), None)
        if key is None:
            raise KeysWrong(f"signed by {name}, which is no key of this publisher: {', '.join(map(key_id, own))}")
        try:
            key.verify(base64.b64decode(signature), content)
        except InvalidSignature:
            raise KeysWrong(f"its signature by {name} does not fit") from None


def ended(text: str) -> str:
    """What is kept of a private key in hex that has ended."""
    return ENDED + _private(text).public_key().public_bytes_raw().hex()


def _private(text: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text))


def key_id(key: Ed25519PublicKey) -> str:
    """The name of a key: the first 16 hex digits of the SHA-256 of its 32 bytes."""
    return f"ed25519-{hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]}"


def keys_document(public: dict[str, str]) -> dict[str, object]:
    """What receivers are handed."""
    return {"schema_version": 1, "keys": public}


if __name__ == "__main__":
    json.dump(keys_document(Keys.open().public()), sys.stdout, indent=1)
    print()
