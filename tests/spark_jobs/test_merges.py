"""Merged cases whose main case is not there: named in the log, counted, told of the batch."""

from datetime import date

import pytest
from case_home import Home
from case_wire import line, wire

from spark_jobs.news.merges import Merge, nowhere

ONE, TWO = "2021-10-22", "2021-10-23"
DAY = date(2021, 10, 22)


def merge(case: str, main: str, day: int = 22) -> Merge:
    return Merge(date(2021, 10, day), "police", case, 1, main)


@pytest.mark.parametrize(
    ("own", "others", "why"),
    [
        (merge("A", "A"), [], "itself"),
        (merge("A", "M"), [], "M, which never came"),
        (merge("A", "B"), [merge("B", "A")], "B, which leads back to it"),
        (merge("A", "B"), [merge("B", "C"), merge("C", "A")], "B, which leads back to it"),
        (merge("A", "B"), [merge("B", "C"), merge("C", "B")], None),  # it hangs on a circle
        (merge("A", "B"), [merge("B", "A", 23)], None),  # a day later it will
        (merge("A", "B"), [], None),
    ],
)
def test_a_merge_that_leads_nowhere_is_told_why(own: Merge, others: list[Merge], why: str | None) -> None:
    since = {("police", case): DAY for case in "ABC"}
    assert nowhere([own], [own, *others], since) == ({own: why} if why else {})


def test_the_load_names_them_and_counts_them(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    home.deliver(
        ONE, f"police_{ONE}_1.csv", wire(line("A01", 主案编号="A01"), line("A02"), line("A03", 主案编号="A09"))
    )
    home.deliver(TWO, f"police_{TWO}_1.csv", wire(line("A04", 主案编号="A02"), line("A05", 主案编号="A06")))
    home.load(ONE).load(TWO)
    said = [text for text in capsys.readouterr().out.splitlines() if "is merged into" in text]
    assert [text.split(": ")[2] for text in said] == [
        "A01 of police is merged into itself",
        "A03 of police is merged into A09, which never came",
        "A05 of police is merged into A06, which never came",
    ]
    checks = [row for row in home.rows("ops.batch_checks") if row["check_code"] == "merged_nowhere_rows"]
    assert sorted((str(r["batch_date"]), r["value"], r["outcome"]) for r in checks) == [
        (ONE, 2, "warned"),
        (TWO, 1, "warned"),
    ]
