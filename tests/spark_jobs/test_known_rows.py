"""Where a ledger's load looks for what is known: duplicates without a horizon, contradictions as far as the contract
says, and no further back than it must."""

from datetime import date
from typing import Any

import pytest
from case_home import Home
from wires import bank1
from wires.feed_home import FeedHome

from expectations.contract import contract
from lake.snapshot import Snapshot

FEED, TABLE = "transactions", "silver.transactions"
OLD, BEFORE, LAST = "2021-08-02", "2021-10-19", "2021-10-22"


def leg(serial: str, day: str, amount: str = "99.00") -> bytes:
    return bank1.FORM.line(交易流水号=serial, 交易时间=f"{day} 12:00:00", 交易金额=amount)


def outcome(home: Home, known: bytes, known_day: str, late: bytes) -> str:
    """What becomes of a row, with another row known from a batch before."""
    bank = FeedHome(FEED, home)
    bank.deliver(known_day, f"bank1_{known_day}_1.csv", bank1.FORM.file(known)).load(known_day)
    bank.deliver(LAST, f"bank1_{LAST}_1.csv", bank1.FORM.file(late, leg("S9", LAST))).load(LAST)
    _, silver, duplicate, _, quarantine = bank.account()[LAST, f"bank1_{LAST}_1.csv"]
    return {(1, 1, 0): "duplicate", (1, 0, 1): "contradicts", (2, 0, 0): "news"}[silver, duplicate, quarantine]


@pytest.mark.parametrize(
    ("known", "known_day", "late", "expected"),
    [
        (leg("S1", OLD), OLD, leg("S1", OLD), "duplicate"),  # weeks later, its batch is found by its event
        (leg("S1", OLD), "2021-08-01", leg("S1", OLD), "duplicate"),  # a sender's clock ran ahead
        (leg("S1", OLD), BEFORE, leg("S1", OLD), "duplicate"),  # late twice
        (leg("S1", OLD), OLD, leg("S1", OLD, "1.00"), "contradicts"),  # same event date: found there as well
        (leg("S1", BEFORE), BEFORE, leg("S1", LAST), "contradicts"),  # within the batches that the contract names
        (leg("S1", "2021-10-18"), "2021-10-18", leg("S1", LAST), "news"),  # a day further back: the serial began again
        (leg("S1", OLD), OLD, leg("S2", OLD), "news"),
    ],
)
def test_a_row_meets_what_is_known(home: Home, known: bytes, known_day: str, late: bytes, expected: str) -> None:
    assert int(contract(TABLE).properties["contradictionBatches"]) == 3, "what the dates above stand for"
    assert outcome(home, known, known_day, late) == expected


def test_a_load_reads_no_more_behind_a_long_history(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty days lie before it; only the batches of the contract are asked for, and no old quarantine."""
    bank = FeedHome(FEED, home)
    for number in range(40):
        day = date.fromordinal(date.fromisoformat("2021-09-12").toordinal() + number).isoformat()
        bank.deliver(day, f"bank1_{day}_1.csv", bank1.FORM.file(leg(f"S{number}", day), b"broken"))
    bank.load("2021-09-12", "2021-10-21")
    bank.deliver(LAST, f"bank1_{LAST}_1.csv", bank1.FORM.file(leg("S40", LAST), b"broken"))
    asked: list[tuple[Any, ...]] = []
    frame, arrow = Snapshot.frame, Snapshot.arrow
    monkeypatch.setattr(Snapshot, "frame", lambda *given: asked.append(given[1:]) or frame(*given))
    monkeypatch.setattr(Snapshot, "arrow", lambda *given, **named: asked.append(given[1:2]) or arrow(*given, **named))
    bank.load(LAST)
    spans = [given for given in asked if given[0] == TABLE]
    assert spans == [(TABLE, date(2021, 10, 19), date(2021, 10, 21))]
    assert {given[0] for given in asked} - {TABLE} == {"ops.feed_load", "silver.file_events", "ops.batch_checks"}
