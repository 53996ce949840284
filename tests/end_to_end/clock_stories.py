"""The example of the design's first section for every feed: what happened on the 5th is delivered on the 9th and
corrected or withdrawn on the 12th. Files of two more senders stand beside it, so that order could matter."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from case_home import Row
from case_wire import line as case
from case_wire import wire
from wires import bank1, holders, miniapp, mobile, police

FIFTH, NINTH, TWELFTH = "2021-10-05", "2021-10-09", "2021-10-12"
ON_5, ON_9, ON_12 = (f"{day} 10:00:00" for day in (FIFTH, NINTH, TWELFTH))
AT_5, AT_12 = f"{FIFTH}T10:00:00+08:00", f"{TWELFTH}T10:00:00+08:00"
DAY_4 = date(2021, 10, 4)
#: (batch, file) → content
Files = dict[tuple[str, str], bytes]
#: What a reader computes from the rows as of a day, and the figures that the design's table gives for 5, 9 and 12.
Figure = Callable[[list[Row], date], int]
Figures = dict[str, tuple[Figure, tuple[int, int, int]]]


@dataclass(frozen=True)
class Story:
    """A feed's files and what readers as of the three days see."""

    files: Files
    figures: Figures


def in_window(days: int, source: str) -> Figure:
    """Events of a sender in the window of so many days that ends on the as-of day."""
    return lambda rows, day: sum(
        row["source"] == source and timedelta(0) <= day - row["event_date"] < timedelta(days) for row in rows
    )


def latest(rows: list[Row], key: str, number: str) -> dict[str, Row]:
    """The last known version of every entity."""
    return {str(row[key]): row for row in sorted(rows, key=lambda row: int(row[number]))}


def _calls() -> Story:
    abroad = {"对方号码": "0085251234567", "对方归属运营商": ""}
    late = mobile.FORM.line(通信记录唯一标识="LATE", 呼叫开始时间=ON_5, **abroad)
    other = mobile.FORM.line(通信记录唯一标识="OTHER", 呼叫开始时间=ON_9)
    return Story(*_ledger(mobile.FORM.file, late, other))


def _transactions() -> Story:
    late = bank1.FORM.line(交易流水号="LATE", 交易时间=ON_5)
    other = bank1.FORM.line(交易流水号="OTHER", 交易时间=ON_9)
    return Story(*_ledger(bank1.FORM.file, late, other))


def _ledger(file: Callable[..., bytes], late: bytes, other: bytes) -> tuple[Files, Figures]:
    """`stays` delivers the row of the 5th on the 9th; `corrects` takes it back on the 12th by a higher number."""
    files = {
        (FIFTH, f"first_{FIFTH}_1.csv"): file(other.replace(NINTH.encode(), FIFTH.encode())),
        (NINTH, f"stays_{NINTH}_1.csv"): file(late),
        (NINTH, f"corrects_{NINTH}_1.csv"): file(late, other),
        (TWELFTH, f"corrects_{NINTH}_2.csv"): file(other),
        (TWELFTH, f"first_{TWELFTH}_1.csv"): file(late.replace(b"LATE", b"FIRST")),
    }
    return files, {
        "7 days": (in_window(7, "stays"), (0, 1, 0)),
        "30 days": (in_window(30, "stays"), (0, 1, 1)),
        "7 days, taken back": (in_window(7, "corrects"), (0, 2, 1)),
        "30 days, taken back": (in_window(30, "corrects"), (0, 2, 1)),
    }


def _cases() -> Story:
    """Incident on the 5th, filed on the 9th, withdrawn on the 12th."""
    times = {"发案时间起": ON_5, "发案时间止": ON_5, "报案时间": ON_9, "受案时间": ON_9, "立案时间": ON_9}
    filed = case("A1", **times, 更新时间=ON_9)
    withdrawn = case("A1", **times, 更新时间=ON_12, 撤案时间=ON_12, 案件状态="撤案", 操作类型="U")

    def standing(rows: list[Row]) -> list[Row]:
        return [row for row in latest(rows, "case_no", "version_no").values() if not row["withdrawn_date"]]

    def filings(rows: list[Row], day: date) -> int:
        return sum(row["case_no"] == "A1" and str(row["filed_date"]) == NINTH for row in standing(rows))

    def label(rows: list[Row], day: date) -> int:
        return sum(row["case_no"] == "A1" and 0 < (row["incident_date"] - DAY_4).days <= 30 for row in standing(rows))

    first = dict.fromkeys(("发案时间起", "发案时间止", "报案时间", "受案时间", "立案时间", "更新时间"), ON_5)
    files = {
        (FIFTH, f"police_{FIFTH}_1.csv"): wire(case("A0", **first)),
        (NINTH, f"county_{NINTH}_1.csv"): wire(case("A0", **first)),
        (NINTH, f"police_{NINTH}_1.csv"): wire(filed),
        (TWELFTH, f"police_{TWELFTH}_1.csv"): wire(withdrawn),
    }
    return Story(files, {"filings of the 9th": (filings, (0, 1, 0)), "label for the 4th": (label, (0, 1, 0))})


def _registers(key: str, moved: str, files: list[bytes], other: bytes) -> Story:
    """A change of the 5th delivered on the 9th and taken back on the 12th; two other senders tell of somebody else."""

    def changed(rows: list[Row], day: date) -> int:
        own = [row for row in rows if row["source"] == "first"]
        return sum(row["status_code"] == moved for row in latest(own, key, "version_no").values())

    days = (FIFTH, NINTH, TWELFTH)
    found = {(day, f"first_{day}_1.csv"): content for day, content in zip(days, files, strict=True)}
    found |= {(NINTH, f"beside_{NINTH}_1.csv"): other, (NINTH, f"again_{FIFTH}_1.csv"): other}
    versions: Figure = lambda rows, day: sum(row["source"] == "first" for row in rows)  # noqa: E731
    return Story(found, {"changed": (changed, (0, 1, 0)), "versions": (versions, (1, 2, 3))})


def _residents() -> Story:
    line, file = police.FORM.line, police.FORM.file
    states = [
        line(更新时间="2021-10-01 08:00:00"),
        line(更新时间=ON_5, 人员状态="迁出", 操作类型="U"),
        line(更新时间=ON_12, 操作类型="U"),
    ]
    other = file(line(证件号码="33052119770311108X", 更新时间=ON_5))
    return _registers("resident_key", "moved_out", [file(state) for state in states], other)


def _accounts() -> Story:
    line, file = holders.FORM.line, holders.FORM.file
    at = {"最后交易时间": "2021-10-01 08:00:00"}
    # Byte for byte the file of the 5th would be no news on the 12th: content seen before loads nothing.
    states = [line(**at), line(账户状态="止付", 最后交易时间=ON_5), line(最后交易时间=ON_12)]
    return _registers(
        "account_key", "stopped", [file(state) for state in states], file(line(交易账号="33001234599999999", **at))
    )


def _registrations() -> Story:
    """Registered on the 5th, told on the 9th, withdrawn on the 12th."""
    told = miniapp.line("R1", miniapp.AT, AT_5)
    withdrawn = miniapp.line("R1", '"register"', '"withdraw"', miniapp.AT, AT_12)

    def registered(rows: list[Row], day: date) -> int:
        last = latest(rows, "registration_id", "event_no")
        return sum(number == "R1" and row["event_code"] == "register" for number, row in last.items())

    files = {
        (FIFTH, f"miniapp_{FIFTH}_1.jsonl"): miniapp.line("R0"),
        (NINTH, f"miniapp_{NINTH}_1.jsonl"): told,
        (NINTH, f"hotline_{NINTH}_1.jsonl"): told + b"\n" + miniapp.line("R2"),
        (TWELFTH, f"miniapp_{TWELFTH}_1.jsonl"): withdrawn,
    }
    return Story(files, {"registered": (registered, (0, 1, 0))})


STORIES: dict[str, Callable[[], Story]] = {
    "call_records": _calls, "transactions": _transactions, "cases": _cases, "residents": _residents,
    "accounts": _accounts, "registrations": _registrations,
}  # fmt: skip
