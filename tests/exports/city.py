"""A tiny city whose scores and codes are written into the lake by hand, and whose exports are then published."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from exports import publish_codes
from exports.files import read_full
from exports.manifests import Sequence as Published
from exports.manifests import published
from exports.root import Root
from exports.sequences import Publisher
from exports.signing import Keys
from lake.columns import arrow_schema
from lake.publication import Publication
from lake.snapshot import Snapshot

D1, D2, D3, D4 = (date(2021, 10, day) for day in (1, 2, 3, 4))
KEY, OTHER_KEY = "11" * 32, "22" * 32
MODEL = "2021-09-05-m0-00000000"
#: What a row says of a column that a test does not care for.
FILLING: dict[pa.DataType, Any] = {
    pa.string(): "x", pa.int32(): 0, pa.int64(): 0, pa.float64(): 0.0, pa.date32(): D1, pa.bool_(): False,
    pa.timestamp("us", "UTC"): datetime(2021, 10, 1, tzinfo=UTC),
}  # fmt: skip
Code = tuple[Any, ...]


@pytest.fixture
def city(home: Path, spark: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator["City"]:
    """A home without any codes."""
    monkeypatch.setenv("AFDW_SIGNING_KEYS", KEY)
    monkeypatch.delenv("AFDW_EXPORT_URL", raising=False)
    yield City(home)


@dataclass
class City:
    """Its home; `filler` subscribers with a code G join every day, so that the breaker has something to judge."""

    home: Path
    filler: int = 300
    released: list[date] = field(default_factory=list)

    def day(self, day: date, codes: dict[str, str | Code], scores: dict[int, float] | None = None) -> None:
        """Scores and codes of an as-of date. codes: subscriber → code, or (code, column=value…) as a dict behind it."""
        rows = [_code(day, f"F{n:05d}", "G", {}) for n in range(self.filler)]
        rows += [_code(day, who, *(code if isinstance(code, tuple) else (code, {}))) for who, code in codes.items()]
        probabilities = {row["resident_key"]: row["resident_key"] % 9973 / 9973 for row in rows} | (scores or {})
        model = {"as_of_date": day, "model_version": MODEL}
        risks = [model | {"resident_key": key, "probability": value} for key, value in probabilities.items()]
        deliver("resident_scores", "scores.resident_risk", day, risks)
        deliver("resident_codes", "scores.resident_code", day, rows)

    def release(self, *days: date) -> "City":
        """A person's decision that lets days out, in a batch of its own."""
        self.released += days
        rows = [{"decision_id": f"d-{day}", "kind": "release_breaker", "refers_to": str(day), "batch_date": D1}
                for day in self.released]  # fmt: skip
        deliver("decisions", "silver.decisions", D1, rows)
        return self

    def publish(self, *words: str | date) -> None:
        """What the job does with these words, but for what it tells the lake (which takes seconds); dates are asked."""
        if isinstance(words[0], date):
            words = ("--from", words[0], "--to", words[-1])
        given = publish_codes.arguments([str(word) for word in words])
        publish_codes.publish(Publisher(Root.open(), Keys.open()), given)

    def run(self, *words: str) -> None:
        """The whole job with these words."""
        publish_codes.main(publish_codes.arguments([*words]))

    def urgent(self, *decisions: dict[str, Any]) -> None:
        """The same with urgent decisions."""
        place = self.home / "urgent.jsonl"
        place.write_text("".join(json.dumps(decision) + "\n" for decision in decisions))
        self.publish("--urgent", str(place))

    def state(self, number: int) -> dict[str, dict[str, Any]]:
        """subscriber → row after a sequence, without those that only fill the city."""
        rows = read_full((self.folder(number) / "full.parquet").read_bytes()).to_pylist()
        return {row["subscriber_id"]: row for row in rows if row["subscriber_id"][0] != "F"}

    def codes(self, number: int) -> dict[str, str]:
        """subscriber → code after a sequence."""
        return {who: row["code"] for who, row in self.state(number).items()}

    @property
    def sequences(self) -> list[Published]:
        """What is published."""
        return list(published(Root.open()))

    def folder(self, number: int) -> Path:
        """Where a sequence lies."""
        return self.home / "exports" / self.sequences[number - 1].folder

    def rows(self) -> list[dict[str, Any]]:
        """The table in the lake."""
        return sorted(Snapshot.open().arrow("exports.risk_code_batch").to_pylist(), key=lambda row: row["sequence"])


def deliver(product: str, table: str, day: date, rows: Sequence[dict[str, Any]]) -> None:
    """Publishes a day of a table by its contract; columns that a row does not name are filled."""
    schema = arrow_schema(table)
    blank = {column.name: FILLING[column.type] for column in schema}
    if table == "silver.decisions":
        blank |= dict.fromkeys(("subscriber_id", "code", "expires_date"))
    run = Publication(product, 1, [day], Snapshot.open())
    run.write_rows(table, pa.Table.from_pylist([blank | row for row in rows], schema))
    run.publish(lambda days: days)


def key_of(subscriber: str) -> int:
    """An invented resident's token."""
    return int(hashlib.sha256(subscriber.encode()).hexdigest()[:15], 16)


def _code(day: date, who: str, code: str, more: dict[str, Any]) -> dict[str, Any]:
    is_coloured = code in ("R", "Y")
    return {
        "resident_key": key_of(who), "as_of_date": day, "subscriber_id": who, "code": code, "model_version": MODEL,
        "reason_codes": "R01;R03" if is_coloured else None, "effective_date": D2, "previous_code": None,
        "expires_date": D1 + timedelta(days=30) if is_coloured else None,
    } | more  # fmt: skip
