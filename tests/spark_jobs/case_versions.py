"""Numbers the versions of cases of a handful of literal rows, for tests of a case's life."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from pyspark.sql import SparkSession

from spark_jobs.news.case_history import KNOWN_BEFORE, versions
from spark_jobs.news.full_files import FullFile, Judges

Event = tuple[str, int, int, str, int | None]
Told = tuple[str, int, int, int, str]
COLUMNS = (
    "source string, case_no string, file_no int, line_no int, data_date date, op string, content_key bigint,"
    " updated_at timestamp, version_no int"
)
History = Callable[..., tuple[list[Told], list[int]]]


#: One file may delete one case, or a tenth of those that it knows.
FEW = Judges(share=0.1, cases=1)


def full(file_no: int, day: int = 30, source: str = "police", again: bool = False) -> FullFile:
    return FullFile(file_no, source, date(2021, 10, day), "same" if again else f"sha{file_no}", is_repeat=again)


@pytest.fixture
def history(spark: SparkSession) -> History:
    """Numbers the news: [(case, file, line, version, op)] and the file numbers of silent full files.

    `days` says which day a file is about (default the 20th), `known` the last version of cases known before,
    `hours` an event's 更新时间 by (file, line), `sources` a file's sender.
    """

    def _history(
        events: list[Event],
        full_files: list[FullFile] | None = None,
        days: dict[int, int] | None = None,
        known: dict[str, int] | None = None,
        hours: dict[tuple[int, int], int] | None = None,
        sources: dict[int, str] | None = None,
        judges: Judges = FEW,
    ) -> tuple[list[Told], list[int]]:
        def row(case: str, file: int, line: int, op: str, content: int | None) -> tuple[object, ...]:
            day = date(2021, 10, (days or {}).get(file, 20))
            updated = datetime(2021, 10, 1, (hours or {}).get((file, line), 12))
            number = (known or {}).get(case) if file == KNOWN_BEFORE else None
            return (sources or {}).get(file, "police"), case, file, line, day, op, content, updated, number

        frame = spark.createDataFrame([row(*event) for event in events], COLUMNS)
        news, silent = versions(frame, full_files or [], judges)
        told = [(r["case_no"], r["file_no"], r["line_no"], r["version_no"], r["op"]) for r in news.collect()]
        return sorted(told), [file.file_no for file in silent]

    return _history


def nine(file: int, first_line: int = 2) -> list[Event]:
    """Nine cases that stay: with one more they make the 90 % of a full file."""
    return [(f"S{i}", file, first_line + i, "I", i) for i in range(9)]


def of(case: str, found: tuple[list[Told], list[int]]) -> list[Told]:
    return [told for told in found[0] if told[0] == case]
