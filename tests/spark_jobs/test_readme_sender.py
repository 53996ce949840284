"""The README's example of a new sender is loaded as it stands there."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from case_home import Home
from wires.feed_home import FeedHome
from wires.form import key

from expectations.settings import REPO
from spark_jobs.typed import mapping

README = (REPO / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", README, re.S)
    assert found, f"README.md shows no {language}"
    return found[1]


def test_the_file_of_a_bank_nobody_knew_is_loaded(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in mapping.SOURCES.glob("transactions/default.yaml"):
        (tmp_path / "transactions").mkdir()
        (tmp_path / "transactions" / path.name).write_bytes(path.read_bytes())
    (tmp_path / "transactions" / "lakebank.yaml").write_text(block("yaml"), encoding="utf-8")
    monkeypatch.setattr(mapping, "SOURCES", tmp_path)
    mapping._mappings.cache_clear()
    bank = FeedHome("transactions", home)
    bank.deliver("2021-10-25", "lakebank_2021-10-25_1.csv", block("csv").encode())
    bank.load("2021-10-25")
    mapping._mappings.cache_clear()
    first, second = sorted(home.rows("silver.transactions"), key=lambda row: row["line_no"])
    amounts = ("out", 128050, 9950, "EUR")
    assert tuple(first[name] for name in ("direction_code", "amount_fen", "balance_fen", "currency")) == amounts
    assert (first["event_at"], first["event_date"]) == (datetime(2021, 10, 25, 0, 30, tzinfo=UTC), date(2021, 10, 25))
    assert first["account_key"] == second["account_key"] == key("card", "4400127788")
    assert (first["peer_account_key"], second["peer_account_key"]) == (key("card", "6222000000000000001"), None)
    assert second["is_success"] is True and second["serial_no"] == "LBR0002"
