"""The order of a case's life on a handful of literal rows: (case, file, line, operation, content)."""

from datetime import date, datetime

import pytest
from case_versions import COLUMNS, History, Told, full, history, nine, of
from pyspark.sql import SparkSession

from spark_jobs.news.case_history import versions
from spark_jobs.news.full_files import FullFile, Judges, Waiting

__all__ = ["history"]


def test_a_repeat_is_no_news_and_a_correction_is(history: History) -> None:
    found, _ = history([("A", 0, 2, "I", 1), ("A", 0, 3, "I", 1), ("A", 1, 2, "U", 2), ("A", 1, 3, "U", 1)])
    assert found == [("A", 0, 2, 1, "I"), ("A", 1, 2, 2, "U"), ("A", 1, 3, 3, "U")]


def test_a_second_deletion_is_no_news_and_a_return_is(history: History) -> None:
    found, _ = history([("A", 0, 2, "I", 1), ("A", 1, 2, "D", 9), ("A", 2, 2, "D", 9), ("A", 3, 2, "U", 1)])
    assert found == [("A", 0, 2, 1, "I"), ("A", 1, 2, 2, "D"), ("A", 3, 2, 3, "U")]


def test_numbers_go_on_from_what_was_known(history: History) -> None:
    events = [("A", -1, 0, "U", 5), ("A", 0, 2, "U", 5), ("A", 0, 3, "U", 6), ("B", 0, 4, "I", 7)]
    found, _ = history(events, known={"A": 4})
    assert found == [("A", 0, 3, 5, "U"), ("B", 0, 4, 1, "I")]


def test_absence_from_a_full_file_is_a_deletion_at_its_line_0(history: History) -> None:
    found = history([("A", 0, 12, "I", 50), *nine(0), *nine(1)], [full(1)])
    assert found[0] == [("A", 0, 12, 1, "I"), ("A", 1, 0, 2, "D")] + [(f"S{i}", 0, 2 + i, 1, "I") for i in range(9)]
    assert found[1] == []


def test_absence_takes_the_newest_time_that_was_known(history: History, spark: SparkSession) -> None:
    rows = [
        ("police", "A", 0, 2 + i, date(2021, 10, 1), "U", i, datetime(2021, 10, 1, h), None)
        for i, h in [(0, 15), (1, 9)]
    ]
    rows += [
        ("police", f"S{i}", n, 9 + i, date(2021, 10, 1), "I", i, datetime(2021, 10, 1), None)
        for i in range(9)
        for n in (0, 1)
    ]
    news, _ = versions(spark.createDataFrame(rows, COLUMNS), [full(1)])
    (deleted,) = news.where("op = 'D'").collect()
    assert (deleted["case_no"], deleted["updated_at"].hour, deleted["version_no"]) == ("A", 15, 3)


def test_a_full_file_deletes_what_was_known_before(history: History) -> None:
    known = {"A": 3} | {f"S{i}": 1 for i in range(9)}
    before = [("A", -1, 0, "U", 50), *[(c, -1, 0, o, k) for c, _, _, o, k in nine(0)]]
    found = history([*before, *nine(0)], [full(0)], known=known)
    assert found[0] == [("A", 0, 0, 4, "D")]


def test_a_case_that_a_full_file_names_first_is_a_version(history: History) -> None:
    found = history([*nine(0), *nine(1), ("N", 1, 20, "I", 70)], [full(1)])
    assert of("N", found) == [("N", 1, 20, 1, "I")]


def test_a_deleted_case_is_not_deleted_again_and_may_come_back(history: History) -> None:
    events = [("A", 0, 12, "I", 50), *nine(0), *nine(1), *nine(2), ("A", 3, 2, "U", 50), ("D", 0, 30, "D", 8)]
    found = history(events, [full(1), full(2)])
    assert of("A", found) == [("A", 0, 12, 1, "I"), ("A", 1, 0, 2, "D"), ("A", 3, 2, 3, "U")]
    assert of("D", found) == [("D", 0, 30, 1, "D")]


def test_a_full_file_speaks_for_its_own_source_only(history: History) -> None:
    found = history([("A", 0, 2, "I", 1), *nine(1), *nine(2)], [full(2)], sources={0: "traffic"})
    assert of("A", found) == [("A", 0, 2, 1, "I")] and found[1] == []


@pytest.mark.parametrize(("missing", "silent"), [(1, []), (2, [1])])
def test_a_full_file_that_misses_many_deletes_nothing(history: History, missing: int, silent: list[int]) -> None:
    """Of seven cases one is few by number, two are many by number and share."""
    gone = [(name, 0, 50 + i, "I", 1) for i, name in enumerate(("A", "B")[:missing])]
    found = history([*gone, *nine(0)[:6], *nine(1)[:6]], [full(1)])
    assert found[1] == silent
    assert [told for told in found[0] if told[4] == "D"] == ([] if silent else [("A", 1, 0, 2, "D")])


def test_a_few_among_many_are_deleted_at_once(history: History) -> None:
    events = [("A", 0, 50, "I", 1), ("B", 0, 51, "I", 1), *nine(0), *nine(1)]
    assert history(events, [full(1)])[1] == [1], "two of eleven"
    assert history(events, [full(1)], judges=Judges(share=0.2, cases=1))[1] == []
    assert history(events, [full(1)], judges=Judges(share=0.1, cases=2))[1] == []
    assert history(events, [full(1)], judges=Judges(0.1, 1, confirmed=frozenset({"sha1"})))[1] == [], "a decision"


def test_a_silent_full_file_leaves_the_next_one_its_say(history: History) -> None:
    """The second file is measured against all ten cases, as the first one deleted none."""
    events = [("A", 0, 12, "I", 50), *nine(0), *nine(1)[:3], *nine(2)]
    found = history(events, [full(1), full(2)])
    assert found[1] == [1]
    assert [told for told in found[0] if told[4] == "D"] == [("A", 2, 0, 2, "D")]


LOST = [(name, 0, 50 + i, "I", 1) for i, name in enumerate("ABCD")]


def dead(found: tuple[list[Told], list[int]]) -> list[tuple[str, int]]:
    return [(case, file) for case, file, _, _, op in found[0] if op == "D"]


def test_the_next_full_file_that_misses_the_same_cases_deletes_them(history: History) -> None:
    found = history([*LOST, *nine(0), *nine(1), *nine(2)], [full(1), full(2)])
    assert found[1] == [1] and dead(found) == [(name, 2) for name in "ABCD"]


def test_the_next_full_file_that_misses_others_waits_too(history: History) -> None:
    named = [(name, 1, 50 + i, "I", 1) for i, name in enumerate("AB")]
    later = [("C", 2, 2, "U", 2), ("D", 2, 3, "U", 2)]  # heard of in between
    found = history([*LOST, *nine(0), *named, *nine(1), *later, *nine(3)], [full(1), full(3)])
    assert found[1] == [1, 3] and dead(found) == []


def test_the_same_full_file_again_deletes_what_was_not_heard_of_since(history: History) -> None:
    same = FullFile(1, "police", date(2021, 10, 30), "same")
    events = [*LOST, *nine(0), *nine(1), ("D", 2, 2, "U", 2)]
    found = history(events, [same, full(3, again=True)])
    assert found[1] == [1] and dead(found) == [("A", 3), ("B", 3), ("C", 3)]
    assert len(found[0]) == 4 + 9 + 1 + 3, "what it names is no news"
    assert dead(history(events, [full(1), full(3, again=True)])) == [], "another file is no answer"


@pytest.mark.parametrize(("names", "silent"), [("", []), ("ABC", [0])])
def test_a_file_that_waits_from_before_is_answered(history: History, names: str, silent: list[int]) -> None:
    known = dict.fromkeys("ABCD", 1) | {f"S{i}": 1 for i in range(9)}
    before = [(case, -1, 0, "I", 1) for case in "ABCD"] + [(c, -1, 0, o, k) for c, _, _, o, k in nine(0)]
    told = Waiting("same", frozenset({*names, *(f"S{i}" for i in range(9))}))
    judges = Judges(0.1, 1, waiting={"police": told})
    assert history([*before, *nine(0)], [full(0)], known=known, judges=judges)[1] == silent
    again = history(before, [full(0, again=True)], known=known, judges=judges)
    assert dead(again) == [(case, 0) for case in "ABCD" if case not in names]


def test_a_late_full_file_does_not_delete_what_came_in_files_about_later_days(history: History) -> None:
    events = [*nine(0), ("A", 0, 12, "I", 50), ("L", 1, 2, "I", 60), *nine(2)]
    found = history(events, [full(2, day=15)], days={0: 14, 1: 16, 2: 15})
    assert of("A", found) == [("A", 0, 12, 1, "I"), ("A", 2, 0, 2, "D")]
    assert of("L", found) == [("L", 1, 2, 1, "I")]


def test_an_older_time_is_kept_as_a_version(history: History) -> None:
    found, _ = history([("A", 0, 2, "I", 1), ("A", 1, 2, "U", 2)], hours={(0, 2): 15, (1, 2): 9})
    assert found == [("A", 0, 2, 1, "I"), ("A", 1, 2, 2, "U")]


def test_two_senders_may_use_the_same_number(history: History) -> None:
    found, _ = history([("A", 0, 2, "I", 1), ("A", 1, 2, "I", 1)], sources={1: "traffic"})
    assert found == [("A", 0, 2, 1, "I"), ("A", 1, 2, 1, "I")]
