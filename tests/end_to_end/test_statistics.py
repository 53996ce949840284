"""The published statistics equal an independent count over the landing files, as of any date."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from homes import table
from independent import Cells, count, current_cases

EFFECTS = ("-0.45", "0", "0.2")
#: As-of date, period, end: leap day inside, partial month, complete month, a day, between two Sundays.
QUESTIONS = (
    ("2021-06-27", "ytd", "2021-06-27"),
    ("2021-06-27", "month", "2021-05-31"),
    ("2021-03-10", "month", "2021-03-09"),
    ("2021-02-20", "ytd", "2021-01-31"),
    ("2020-03-05", "month", "2020-02-29"),
    ("2021-04-21", "day", "2021-04-19"),
)
CUTS: dict[str, Callable[[str, str], bool]] = {
    "city": lambda area, scam_type: area == scam_type == "ALL",
    "type": lambda area, scam_type: area == "ALL" != scam_type,
    "county": lambda area, scam_type: len(area) == 6 and scam_type == "ALL",
    "town": lambda area, scam_type: len(area) == 9 and scam_type == "ALL",
}


@pytest.mark.sampled("effect", EFFECTS, EFFECTS[:1])
@pytest.mark.parametrize(("as_of", "period", "end"), QUESTIONS)
def test_stats_equal_an_independent_count(
    cities: Callable[[str], Path], effect: str, as_of: str, period: str, end: str
) -> None:
    home = cities(effect)
    cases = current_cases(home, as_of)
    first = {"day": end, "month": end[:8] + "01", "ytd": end[:4] + "-01-01"}[period]
    now, before = count(cases, first, end), count(cases, _year_before(first), _year_before(end))
    for cut, is_in in CUTS.items():
        found = table(home, "stats", "--as-of", as_of, "--period", period, "--end", end, "--by", cut)
        published = {
            (row["area_code"], row["scam_type_code"], row["measure_code"]): (row["value"], row["same_period_last_year"])
            for row in found
        }
        expected = {
            key: (_text(now, key), _text(before, key)) for key in set(now) | set(before) if is_in(key[0], key[1])
        }
        assert published == expected, cut
    assert now[("ALL", "ALL", "filings")] > 0


def test_the_cases_change_between_the_as_of_dates(cities: Callable[[str], Path]) -> None:
    """The comparison above means little unless cases were corrected, withdrawn, merged and deleted in between."""
    versions = table(cities(EFFECTS[0]), "dump", "silver.cases")
    late = [row for row in versions if row["batch_date"] > "2021-02-20"]
    for column in ("withdrawn_date", "transferred_to", "merged_into_case_no", "solved_date"):
        assert any(row[column] for row in late), column
    assert any(row["op"] == "D" for row in late)
    assert any(row["op"] == "D" and row["line_no"] == "0" for row in versions)
    by_case: dict[str, list[str]] = {}
    for row in versions:
        by_case.setdefault(row["case_no"], []).append(row["withdrawn_date"])
    assert any("" in dates[index:] for dates in by_case.values() for index, d in enumerate(dates) if d), "none reopened"


def _year_before(day: str) -> str:
    then = date.fromisoformat(day)
    return str(then.replace(year=then.year - 1, day=28 if (then.month, then.day) == (2, 29) else then.day))


def _text(cells: Cells, key: tuple[str, str, str]) -> str:
    value = cells[key]
    return f"{value // 100}.{value % 100:02d}" if key[2].endswith("_yuan") else str(value)
