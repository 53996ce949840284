"""A few invented residents who are registered, with their calls, delivered as senders deliver and taken by the jobs
up to the codes."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

from wires import miniapp, mobile, officers, police

from ml import assign_codes, score_residents
from spark_jobs import build_resident_days, build_resident_windows
from spark_jobs.feed.run import run
from spark_jobs.load_feeds import feed_of

FEEDS = ("residents", "registrations", "call_records", "transactions", "cases", "decisions")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(number: int) -> str:
    """An invented ID number that passes its check digit."""
    digits = f"3305021980010{number:04d}"
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11]


def phone(number: int) -> str:
    """An invented mobile number."""
    return f"1380000{number:04d}"


class City:
    """One home."""

    def __init__(self, home: Path) -> None:
        self.landing = home / "landing"

    def deliver(self, feed: str, batch: str, name: str, content: bytes) -> None:
        """Puts a file into the landing zone."""
        place = self.landing / feed / batch / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)

    def settle(self, batch: str, numbers: Iterable[int]) -> None:
        """People who are in the register, register for the service and consent."""
        register, events = [], []
        for number in numbers:
            own = {"证件号码": id_number(number), "手机号码": phone(number), "更新时间": f"{batch} 06:30:00"}
            register.append(police.FORM.line(**own))
            swaps = ("330502199001011236", id_number(number), "13800000001", phone(number), "SA0001", f"s{number}",
                     "2021-04-27", batch)  # fmt: skip
            events.append(miniapp.line(f"r{number}", *swaps))
            events.append(miniapp.line(f"r{number}", *swaps, '"register"', '"consent"', "06:12:33", "06:13:00"))
        self.deliver("residents", batch, f"police_{batch}_1.csv", police.FORM.file(*register))
        self.deliver("registrations", batch, f"miniapp_{batch}_1.jsonl", b"\n".join(events) + b"\n")

    def calls(self, batch: str, *calls: Mapping[str, str]) -> None:
        """Calls of a day as a carrier tells them."""
        lines = [mobile.FORM.line(**{"通信记录唯一标识": f"M{batch}{n}", "话单类型": mobile.IN} | dict(call))
                 for n, call in enumerate(calls)]  # fmt: skip
        self.deliver("call_records", batch, f"mobile_{batch}_1.csv", mobile.FORM.file(*lines))

    def decide(self, batch: str, name: str, *swaps: str) -> None:
        """A decision of two officers."""
        self.deliver("decisions", batch, f"officers_{batch}_1.jsonl", officers.line(name, *swaps) + b"\n")

    def load(self, first: date, last: date) -> None:
        """landing → lake → features."""
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        for feed in FEEDS:
            run(feed_of(feed), str(self.landing), days)
        build_resident_days.main(days)

    def code(self, *days: date) -> None:
        """features → scores → codes as of some days."""
        build_resident_windows.main(list(days))
        score_residents.main(list(days))
        assign_codes.main(list(days))


def call(number: int, day: str, peer: str = "13900000002", seconds: int = 60) -> dict[str, str]:
    """A call that somebody gets."""
    return {"本机号码": phone(number), "对方号码": peer, "呼叫开始时间": f"{day} 06:30:00", "呼叫时长": str(seconds)}
