"""A home under a temporary folder: deliver bytes, load batches, read what readers would read."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from cli.dump import canonical, lake_rows
from expectations.contract import contract
from spark_jobs import load_cases
from spark_jobs.feed.feed import Feed
from spark_jobs.feed.run import run

Row = dict[str, Any]


class Home:
    """One AFDW_HOME and its keys."""

    def __init__(self, folder: Path, token_key: str, quarantine_key: str) -> None:
        self.folder, self.token_key, self.quarantine_key = folder, token_key, quarantine_key

    @contextmanager
    def entered(self) -> Iterator[None]:
        """The environment of this home."""
        before = dict(os.environ)
        os.environ["AFDW_HOME"] = str(self.folder)
        os.environ |= {"AFDW_TOKEN_KEY": self.token_key, "AFDW_QUARANTINE_KEY": self.quarantine_key}
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)

    def deliver(self, batch: str, name: str, content: bytes) -> "Home":
        """Puts a file into the landing zone."""
        path = self.folder / "landing" / "cases" / batch / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return self

    def load(self, first: str, last: str = "") -> "Home":
        """Loads one batch or a range of them."""
        return self.load_feed(load_cases.FEED, first, last)

    def load_feed(self, feed: Feed, first: str, last: str = "") -> "Home":
        """Loads one batch of a feed or a range of them."""
        begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
        with self.entered():
            run(feed, str(self.folder / "landing"), [begin + timedelta(days=n) for n in range((end - begin).days + 1)])
        return self

    def rows(self, table: str) -> list[Row]:
        """The published rows of a table."""
        with self.entered():
            return lake_rows(table).to_pylist()

    def dump(self, table: str) -> list[str]:
        """The canonical lines of a table, without the clock of the run."""
        with self.entered():
            return canonical(table, without=frozenset(contract(table).names) - frozenset(contract(table).content_names))

    def cases(self) -> list[Row]:
        """silver.cases by file and line."""
        return sorted(self.rows("silver.cases"), key=lambda r: (r["batch_date"], r["line_no"], r["case_no"]))

    def versions(self) -> list[tuple[str, int, str]]:
        """(case_no, version_no, op) of every version."""
        return sorted((r["case_no"], r["version_no"], r["op"]) for r in self.rows("silver.cases"))

    def rejects(self) -> list[tuple[str, int, str | None, str]]:
        """(file, line, column, reason) of every rejected line."""
        found = self.rows("quarantine.cases")
        return sorted((r["file"], r["line_no"], r["column"], r["reason_code"]) for r in found)

    def raw(self, row: Row) -> bytes:
        """A rejected line as it was delivered."""
        sealed = row["raw_encrypted"]
        return AESSIV(bytes.fromhex(self.quarantine_key)).decrypt(sealed, None) if sealed else b""

    def counts(self) -> dict[tuple[str, str], tuple[int, int, int, int]]:
        """(batch, file) → rows, silver, duplicate, quarantine."""
        return {
            (str(r["batch_date"]), r["file"]): (r["rows"], r["silver"], r["duplicate"], r["quarantine"])
            for r in self.rows("ops.feed_load")
        }
