"""The money graph behind real loads: a case that comes late and is withdrawn, a transfer that comes late, a file that
is replaced change the graph of their own batch on and nothing before, in whatever order the batches are loaded."""

from collections.abc import Callable
from datetime import date

import case_wire
import pytest
from case_home import Home
from wires import bank1, holders
from wires.feed_home import FeedHome
from wires.form import key

from spark_jobs import build_account_graph, build_money_days

DAYS = ("2021-10-20", "2021-10-21", "2021-10-22", "2021-10-23")
FEEDS = ("accounts", "transactions", "cases")
VICTIM, FIRST, SECOND, THIRD = (f"3300123450001{n:04d}" for n in range(1, 5))
NAMES = {key("card", number): name for number, name in ((FIRST, "first"), (SECOND, "second"), (THIRD, "third"))}
#: A card of the second account, which only its own leg of the second day tells.
CARD = "6217001420007654398"
TABLES = ("features.account_graph", "features.traced_transfer", "features.mule_ring", "ops.batches")
PERSON = "330502199001011234"
NOTHING: dict[str, dict[str, int]] = {day: {} for day in DAYS}


def paid(payer: str, payee: str, serial: str, clock: str, card: str = "") -> bytes:
    """A leg of 5,000 yuan out of an account on the first day."""
    cells = {"交易账号": payer, "交易卡号": card, "交易对手账卡号": payee, "交易流水号": serial, "交易金额": "5000.00"}
    return bank1.FORM.line(**cells, 交易时间=f"{DAYS[0]} {clock}")


def case(**cells: str) -> bytes:
    """The case that names the first account; it happened on the first day and came on the second."""
    usual = {"发案时间起": f"{DAYS[0]} 08:00:00", "发案时间止": "", "涉案账户": FIRST, "涉案号码": ""}
    return case_wire.wire(case_wire.line("A1", **usual | {"更新时间": f"{DAYS[1]} 09:00:00"} | cells))


def delivered(home: Home) -> Home:
    """Four batches of three feeds."""
    to_first, to_second = paid(VICTIM, FIRST, "S1", "10:00:00"), paid(FIRST, CARD, "S2", "11:00:00")
    bank, people = bank1.FORM.file, holders.FORM.file
    files = {
        "transactions": {0: bank(to_first, to_second), 1: bank(paid(SECOND, THIRD, "S3", "12:00:00", CARD))},
        "cases": {1: case(), 3: case(撤案时间=f"{DAYS[3]} 10:00:00", 案件状态="撤案", 更新时间=f"{DAYS[3]} 10:00:00")},
        "accounts": {0: people(holders.FORM.line(交易账号=VICTIM, 交易卡号="", 开户人证件号码=PERSON))},
    }
    empty = {"transactions": bank(), "cases": case_wire.wire(), "accounts": people()}
    for feed, told in files.items():
        sender = "police" if feed == "cases" else "bank1"
        for number, day in enumerate(DAYS):
            FeedHome(feed, home).deliver(day, f"{sender}_{day}_1.csv", told.get(number, empty[feed]))
    FeedHome("transactions", home).deliver(DAYS[2], f"bank1_{DAYS[0]}_2.csv", bank(to_first))
    return home


def load(home: Home, first: str, last: str) -> None:
    for feed in FEEDS:
        FeedHome(feed, home).load(first, last)


def build(home: Home, *days: str) -> None:
    asked = [date.fromisoformat(day) for day in days]
    with home.entered():
        build_money_days.main(asked)
        build_account_graph.main(asked)


def reached(home: Home) -> dict[str, dict[str, int]]:
    """as-of date → hops of each reached account."""
    found: dict[str, dict[str, int]] = {day: {} for day in DAYS}
    for row in home.rows("features.account_graph"):
        found[str(row["as_of_date"])][NAMES[row["account_key"]]] = row["account_hops_from_reported_30d"]
    return found


@pytest.fixture(scope="module")
def fresh(new_home: Callable[[], Home]) -> dict[str, list[str]]:
    """Everything loaded in order and built once."""
    home = delivered(new_home())
    load(home, DAYS[0], DAYS[3])
    build(home, *DAYS)
    return {table: home.dump(table) for table in TABLES}


def test_each_batch_changes_its_own_graph_and_none_before(
    new_home: Callable[[], Home], fresh: dict[str, list[str]]
) -> None:
    home, seen = delivered(new_home()), []
    for day in DAYS:
        load(home, day, day)
        build(home, day)
        seen.append(reached(home))
    second = {"first": 0, "second": 1, "third": 2}
    third = {"first": 0}
    assert seen[0] == NOTHING, "no case is known"
    assert seen[3] == dict(zip(DAYS, ({}, second, third, {}), strict=True))
    assert [seen[number][DAYS[1]] for number in (1, 2, 3)] == [second] * 3
    assert {table: home.dump(table) for table in TABLES} == fresh


def test_batches_that_are_loaded_behind_make_stale_what_they_change(
    new_home: Callable[[], Home], fresh: dict[str, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """The case of the second day comes behind the others: the first is not built again."""
    home = delivered(new_home())
    for feed in FEEDS[:2]:
        FeedHome(feed, home).load(DAYS[0], DAYS[3])
    FeedHome("cases", home).load(DAYS[0]).load(DAYS[2], DAYS[3])
    build(home, DAYS[0], DAYS[2], DAYS[3])
    assert reached(home) == NOTHING
    FeedHome("cases", home).load(DAYS[1])
    capsys.readouterr()
    build(home, DAYS[1])
    assert "account_graph: 3 days built, 2021-10-21 to 2021-10-23" in capsys.readouterr().out
    assert {table: home.dump(table) for table in TABLES} == fresh
