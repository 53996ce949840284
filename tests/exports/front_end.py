"""A front end in the tests: a store, the keys that it trusts, and what it is told of each batch."""

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from exports import receiver
from exports.signing import Keys, keys_document


@dataclass
class FrontEnd:
    """Its SQLite file (or another address), and the file of the keys that it trusts."""

    store: str
    keys: Path
    capture: pytest.CaptureFixture[str]

    @classmethod
    def new(cls, folder: Path, capture: pytest.CaptureFixture[str], name: str = "panel") -> "FrontEnd":
        """One that trusts the publisher of this home."""
        keys = folder / f"{name}-keys.json"
        keys.write_text(json.dumps(keys_document(Keys.open().public())))
        return cls(str(folder / f"{name}.sqlite"), keys, capture)

    def receive(self, batch: object) -> tuple[int, dict[str, Any]]:
        """Exit code and what was printed."""
        self.capture.readouterr()
        code = receiver.main([str(batch), self.store, "--keys", str(self.keys)])
        return code, json.loads(self.capture.readouterr().out)

    def outcome(self, batch: object) -> str:
        """In one word: delta, full or already; or the reason of a refusal."""
        code, told = self.receive(batch)
        assert code == (1 if told["outcome"] == "refused" else 0)
        if told["outcome"] == "refused":
            return str(told["reason"])
        return "already" if told["outcome"] == "already_applied" else str(told["applied"])

    def rows(self, query: str = "select * from risk_code order by subscriber_id") -> list[tuple[Any, ...]]:
        """What is in its table."""
        with sqlite3.connect(self.store) as connection:
            return connection.execute(query).fetchall()
