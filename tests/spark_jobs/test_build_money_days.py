"""The money days behind real loads: whatever comes late, is withdrawn, taken up or loaded out of order, they end equal
to a fresh build, and their sums equal an independent count over the dump of silver.transactions."""

import csv
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from case_home import Home
from wires import bank1
from wires.feed_home import FeedHome
from wires.form import key
from wires.learning import learn

from lake import batches
from lake.product import Report
from lake.snapshot import Snapshot
from spark_jobs import build_money_days, load_transactions
from spark_jobs.feed.run import requeue

ONE, TWO, THREE = "2021-10-22", "2021-10-23", "2021-10-24"
ORDERS = [(ONE, TWO, THREE), (THREE, ONE, TWO), (TWO, THREE, ONE)]
DAYS = [date.fromisoformat(day) for day in (ONE, TWO, THREE)]
TABLES = (
    "features.account_daily", "features.transfer_edge_daily", "features.exit_daily", "features.account_place_daily",
    "features.account_card_daily", "features.transfer_edge_by_payee", "features.account_card_by_card", "ops.batches",
)  # fmt: skip
FEED = "transactions"


USUAL = "6222021205001234560"
CARD, OTHER_CARD = "6217001420007654398", "6217001420007654380"


def leg(serial: str, day: str = ONE, amount: str = "99.00", **cells: str) -> bytes:
    return bank1.FORM.line(交易流水号=serial, 交易时间=f"{day} 12:00:00", 交易金额=amount, **cells)


def delivered(home: Home) -> FeedHome:
    """Late rows, a reversal, a line that no mapping knows, and a file that a later batch replaces."""
    bank, file = FeedHome(FEED, home), bank1.FORM.file
    bank.deliver(ONE, "bank1_2021-10-22_1.csv", file(leg("S1"), leg("S2"), leg("S3", 收付标志="弄潮"), leg("S4")))
    late = leg("S5", ONE, "7.00", 收付标志="进")
    back = leg("S6", TWO, 交易卡号=CARD, 收付标志="进", 日志号="S4", 交易类型="冲正")
    bank.deliver(TWO, "bank1_2021-10-23_1.csv", file(late, back, leg("S7", TWO)))
    bank.deliver(THREE, "bank1_2021-10-22_2.csv", file(leg("S1", 交易卡号=OTHER_CARD), leg("S2", ONE, "100.00")))
    bank.deliver(THREE, "bank1_2021-10-24_1.csv", file(leg("S8", THREE, 交易对手账卡号="")))
    return bank


def built(bank: FeedHome, *days: date) -> list[date]:
    """Builds the asked days and those that are stale."""
    with bank.entered():
        report: list[Report] = []
        run = build_money_days.run
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(build_money_days, "run", lambda *given: report.append(run(*given)) or report[-1])
            build_money_days.main(list(days))
    return report[0].built


def dumps(bank: FeedHome) -> dict[str, list[str]]:
    return {table: bank.dump(table) for table in TABLES}


@pytest.fixture(scope="module")
def fresh(new_home: Callable[[], Home]) -> FeedHome:
    """Everything loaded in order and built once."""
    bank = delivered(new_home()).load(ONE, THREE)
    assert built(bank, *DAYS) == DAYS
    return bank


@pytest.mark.sampled("order", ORDERS, ORDERS[1:2])
def test_whatever_the_order_the_days_end_equal_to_a_fresh_build(
    fresh: FeedHome, new_home: Callable[[], Home], order: tuple[str, ...]
) -> None:
    bank = delivered(new_home())
    for day in order:
        bank.load(day)
        assert date.fromisoformat(day) in built(bank, date.fromisoformat(day))
    assert dumps(bank) == dumps(fresh)


def test_a_batch_that_changes_nothing_rebuilds_nothing(new_home: Callable[[], Home]) -> None:
    bank = delivered(new_home()).load(ONE, THREE)
    built(bank, *DAYS)
    before = dumps(bank)
    bank.load(TWO).load(ONE, THREE)
    assert built(bank) == []
    assert built(bank, DAYS[1]) == [DAYS[1]], "asked for, it is built again"
    assert dumps(bank) == before


def test_a_line_taken_up_later_makes_its_batch_stale(home: Home, default: Path) -> None:
    bank = delivered(home).load(ONE, TWO)
    built(bank, *DAYS[:2])
    learn(default)
    with bank.entered():
        assert requeue(load_transactions.FEED, DAYS[1]) == (1, DAYS[1])
    assert built(bank) == [DAYS[1]]
    rows = [row for row in bank.rows("features.account_daily") if row["batch_date"] == DAYS[1]]
    assert sorted((str(row["event_date"]), row["out_count"]) for row in rows) == [(ONE, 0), (TWO, 1)], "S3 in, S4 out"


def test_sums_equal_an_independent_count_over_the_dump(fresh: FeedHome) -> None:
    """Plain Python over the text that operators get: S1 and S2 as corrected, S5, S7, S8; the others do not count."""
    legs = list(csv.DictReader(fresh.dump("silver.transactions")))
    events = list(csv.DictReader(fresh.dump("silver.file_events")))
    gone = {event["file_sha256"] for event in events if event["event"] == "withdrawn"}
    known = [leg for leg in legs if leg["file_sha256"] not in gone and leg["is_success"] == "true"]
    reversed_by = {(leg["source"], leg["account_key"], leg["reversal_of"]) for leg in known if leg["reversal_of"]}
    counted: Counter[tuple[str, str, str]] = Counter()
    for row in known:
        if not row["reversal_of"] and (row["source"], row["account_key"], row["serial_no"]) not in reversed_by:
            counted[row["account_key"], row["event_date"], f"{row['direction_code']}_fen"] += int(row["amount_fen"])
    found: Counter[tuple[str, str, str]] = Counter()
    for row in csv.DictReader(fresh.dump("features.account_daily")):
        for name in ("in_fen", "out_fen"):
            found[row["account_key"], row["event_date"], name] += int(row[name])
    assert +found == +counted
    assert sorted(counted.values()) == [700, 9900, 9900, 19900]


def test_a_replaced_file_takes_the_cards_that_it_told_away(fresh: FeedHome) -> None:
    """The sample's card with S1, S2, S4 of the first day (S3 is refused), the late S5, S7, S8; the reversal names its
    own; the file that replaces the first day's names another card with S1."""
    names = {key("card", number): name for number, name in ((USUAL, "usual"), (CARD, "own"), (OTHER_CARD, "other"))}
    found = [
        (str(row["batch_date"]), str(row["event_date"]), names[row["card_key"]], row["leg_count"])
        for row in fresh.rows("features.account_card_daily")
    ]
    assert sorted(found) == [
        (ONE, ONE, "usual", 3), (TWO, ONE, "usual", 1), (TWO, TWO, "own", 1), (TWO, TWO, "usual", 1),
        (THREE, ONE, "other", 1), (THREE, ONE, "usual", -2), (THREE, THREE, "usual", 1),
    ]  # fmt: skip


def test_a_build_that_dies_leaves_yesterday(new_home: Callable[[], Home], monkeypatch: pytest.MonkeyPatch) -> None:
    bank = delivered(new_home()).load(ONE, TWO)
    built(bank, *DAYS[:2])
    before = dumps(bank)
    bank.load(THREE)

    def die(*_: object) -> None:
        raise SystemExit("killed")

    with monkeypatch.context() as killed, pytest.raises(SystemExit):
        killed.setattr(batches, "write", die)
        built(bank, DAYS[2])
    assert {table: rows for table, rows in dumps(bank).items() if table != "ops.batches"} == {
        table: rows for table, rows in before.items() if table != "ops.batches"
    }
    assert built(bank, DAYS[2]) == [DAYS[2]]


def test_a_day_that_no_batch_has_is_told(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    bank = delivered(home).load(ONE)
    assert built(bank, DAYS[0], DAYS[2]) == [DAYS[0]]
    assert "warning: money_days of 2021-10-24 is not built: transactions has no such day" in capsys.readouterr().out
    with bank.entered():
        assert list(Snapshot.open().named("money_days")) == [DAYS[0]]
