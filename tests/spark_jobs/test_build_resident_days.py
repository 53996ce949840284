"""The resident days behind real loads of four feeds: whatever comes late, is withdrawn or loaded behind, registers too,
they end equal to a build of all as one range; and to plain Python over what readers of silver get."""

from collections.abc import Callable
from datetime import date

import people_plain as plain
import people_who as who
import pytest
from case_home import Home
from wires import bank1, miniapp, mobile, police
from wires.feed_home import FeedHome
from wires.form import key

from lake.product import Report
from spark_jobs import build_resident_days

ONE, TWO, THREE = "2021-10-22", "2021-10-23", "2021-10-24"
DAYS = [date.fromisoformat(day) for day in (ONE, TWO, THREE)]
DAILY, PAIRS, PAYEES = build_resident_days.PRODUCT.tables
TABLES = (DAILY, PAIRS, PAYEES, "ops.batches")
FEEDS = ("residents", "registrations", "call_records", "transactions")
ANN, BEN, CAT, DAN = "330502199001011236", "33052119770311108X", "330502198501012015", "330502197001013018"
WHO = {name: key("id", number) for name, number in {"ann": ANN, "ben": BEN, "cat": CAT, "dan": DAN}.items()}
FIRST, SECOND, SHARED, ABROAD = "13800000001", "13800000002", "13800000003", "0085251234567"


def person(number: str, phone: str, day: str = ONE, op: str = "I") -> bytes:
    return police.FORM.line(证件号码=number, 手机号码=phone, 更新时间=f"{day} 00:00:00", 操作类型=op)


def call(uid: str, own: str, day: str, seconds: int, peer: str = ABROAD, carrier: str = "") -> bytes:
    cells = {"本机号码": own, "对方号码": peer, "话单类型": mobile.IN, "呼叫时长": str(seconds)}
    return mobile.FORM.line(通信记录唯一标识=uid, 呼叫开始时间=f"{day} 12:00:00", 对方归属运营商=carrier, **cells)


def leg(serial: str, day: str = ONE, holder: str = ANN, **cells: str) -> bytes:
    at = f"{day} 12:00:00"
    return bank1.FORM.line(交易流水号=serial, 交易时间=at, 交易金额="99.00", 开户人证件号码=holder, **cells)


#: Ann's number passes to Ben in the second batch; a third number is Cat's and Dan's from then on.
FILES: dict[tuple[str, str, str], bytes] = {
    ("residents", ONE, "police_2021-10-22_1.csv"): police.FORM.file(
        person(ANN, FIRST), person(BEN, ""), person(CAT, SHARED)
    ),
    ("residents", TWO, "police_2021-10-23_1.csv"): police.FORM.file(
        person(ANN, SECOND, TWO, "U"), person(BEN, FIRST, TWO, "U"), person(DAN, SHARED, TWO)
    ),
    ("registrations", ONE, "miniapp_2021-10-22_1.jsonl"): miniapp.line("R1", ANN, BEN, FIRST, "13800000009"),
    ("call_records", ONE, "mobile_2021-10-22_1.csv"): mobile.FORM.file(
        call("C1", FIRST, ONE, 5000), call("C2", "13800000009", ONE, 10), call("C3", SHARED, ONE, 30, "13900000002")
    ),
    ("call_records", TWO, "mobile_2021-10-23_1.csv"): mobile.FORM.file(
        call("C4", FIRST, ONE, 70), call("C5", SHARED, TWO, 80), call("C6", SECOND, TWO, 90, FIRST)
    ),
    ("call_records", THREE, "mobile_2021-10-22_2.csv"): mobile.FORM.file(call("C7", "13800000009", ONE, 20)),
    ("transactions", ONE, "bank1_2021-10-22_1.csv"): bank1.FORM.file(leg("S1"), leg("S2", holder=BEN)),
    ("transactions", TWO, "bank1_2021-10-23_1.csv"): bank1.FORM.file(
        leg("S3", 收付标志="进", 摘要说明="贷款发放"), leg("S4", TWO, 收付标志="进", 日志号="S2", 交易类型="冲正")
    ),
}


def delivered(home: Home) -> dict[str, FeedHome]:
    """One home with all files in its landing zone, as each feed sees it."""
    found = {feed: FeedHome(feed, home) for feed in FEEDS}
    for (feed, day, name), content in FILES.items():
        found[feed].deliver(day, name, content)
    return found


def built(home: Home, *days: date) -> Report:
    """Builds the asked days and those that are stale."""
    report: list[Report] = []
    run = build_resident_days.run
    with home.entered(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(build_resident_days, "run", lambda *given: report.append(run(*given)) or report[-1])
        build_resident_days.main(list(days))
    return report[0]


@pytest.fixture(scope="module")
def behind(new_home: Callable[[], Home]) -> tuple[Home, list[Report]]:
    """The second batch of calls comes behind the third, and that of the register behind both; built after each."""
    home = new_home()
    feeds, reports = delivered(home), []
    for feed in ("registrations", "transactions"):
        feeds[feed].load(ONE, THREE)
    for feed in ("residents", "call_records"):
        feeds[feed].load(ONE).load(THREE)
    reports.append(built(home, DAYS[2], DAYS[0]))
    for feed in ("call_records", "residents"):
        feeds[feed].load(TWO)
        reports.append(built(home, DAYS[1]))
    return home, reports


@pytest.fixture(scope="module")
def home(behind: tuple[Home, list[Report]]) -> Home:
    return behind[0]


def test_days_are_built_when_what_they_read_has_changed(behind: tuple[Home, list[Report]]) -> None:
    first, without_register, last = behind[1]
    assert first.built == [DAYS[0], DAYS[2]]
    assert without_register.built == [DAYS[2]], "calls of the second batch were withdrawn, or may be told of again"
    assert without_register.skipped == {DAYS[1]: "residents has no such day"}
    assert last.built == [DAYS[1], DAYS[2]], "whose numbers are whose on the third day is another matter now"


def test_days_that_ended_so_equal_a_build_of_all_as_one_range(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    before = {table: home.dump(table) for table in TABLES}
    assert built(home).built == []
    assert built(home, *DAYS).built == DAYS
    assert {table: home.dump(table) for table in TABLES} == before
    told = capsys.readouterr().out
    assert "numbers that several residents have as of 2021-10-24: 1; their calls count for nobody" in told


def test_whose_calls_they_are(home: Home) -> None:
    """The late call to the number of Ann is Ben's by then; hers leave from her, as do those to his old number from him,
    which is nobody's when C7 comes; a shared number is nobody's either."""
    names = {token: name for name, token in WHO.items()}
    rows = [row for row in home.rows(DAILY) if row["calls_in_count"]]
    found = {(names[r["resident_key"]], *map(str, (r["batch_date"], r["event_date"]))): r["calls_in_s"] for r in rows}
    assert found == {
        ("ann", ONE, ONE): 5000, ("ben", ONE, ONE): 10, ("cat", ONE, ONE): 30, ("ben", TWO, ONE): 70,
        ("ann", TWO, TWO): 90, ("ann", THREE, ONE): -5000, ("ben", THREE, ONE): -10, ("cat", THREE, ONE): -30,
    }  # fmt: skip


def test_all_tables_equal_plain_python_over_silver(home: Home) -> None:
    silver = {name: home.rows(f"silver.{name}") for name in (*FEEDS, "file_events")}
    gone: dict[str, who.Gone] = {feed: {} for feed in FEEDS}
    for event in silver["file_events"]:
        gone[event["feed"]] |= {event["file_sha256"]: event["batch_date"]} if event["event"] == "withdrawn" else {}
    assert gone["call_records"]
    registers = who.Registers(silver["residents"], silver["registrations"])
    wanted = plain.partials(silver["call_records"], silver["transactions"], gone, registers, DAYS)
    for table in (DAILY, PAIRS, PAYEES):
        assert plain.as_rows(home.rows(table), table) == wanted[table]
