"""The windows of a small simulated city with late, doubled and withdrawn files, and with full counts a batch that was
loaded behind the others: equal to an independent count over the dumps of silver, and to all of them built anew."""

import csv
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from case_home import Home
from independent_windows import EXACT, SILVER, TABLES, differing

from expectations.settings import REPO
from spark_jobs import build_account_windows, build_money_days, build_resident_days, build_resident_windows
from spark_jobs.load_feeds import feed_of

Row = dict[str, str]
FEEDS = ("residents", "registrations", "accounts", "call_records", "transactions", "cases")
FIRST, LAST, BEHIND = date(2021, 5, 10), date(2021, 5, 22), date(2021, 5, 20)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
#: Files of the first date are replaced in the batch of the second by such that lack every third line.
REPLACED, IN_BATCH = "2021-05-12", "2021-05-16"
#: The first; before and with the withdrawal; before and with the batch that came behind; the last.
DATES = ("2021-05-10", "2021-05-15", "2021-05-16", "2021-05-19", "2021-05-20", "2021-05-22")
WINDOWS = ("features.account_window", "features.resident_window")


@pytest.fixture(scope="module")
def city(new_home: Callable[[], Home], is_full: bool) -> Home:
    """Loaded and built in two steps; with full counts one batch comes behind, and only what it changes is built."""
    home = new_home()
    _simulate(home.folder)
    for place in ("call_records/{}/mobile", "transactions/{}/bank1"):
        _replace(home.folder / "landing", place)
    missing = sorted((home.folder / "landing").glob(f"*/{BEHIND}")) if is_full else []
    for folder in missing:
        folder.rename(folder.with_name("kept"))
    _load(home, FIRST, LAST)
    for days in (DAYS[:5], DAYS[5:]):
        _build(home, days)
    for folder in missing:
        folder.with_name("kept").rename(folder)
    if missing:
        _load(home, BEHIND, BEHIND)
        _build(home, ())
    return home


def _simulate(folder: Path) -> None:
    command = [sys.executable, "-m", "simulator", "--out", str(folder), "--feeds", ",".join(FEEDS)]
    size = ("--residents", "1000", "--panel", "60", "--faults", "0.03", "--incidence", "400", "--seed", "3")
    span = ("--from", str(FIRST), "--to", str(LAST))
    subprocess.run([*command, *size, *span], cwd=REPO, check=True, capture_output=True)


def _replace(landing: Path, place: str) -> None:
    """A sender corrects a file that it delivered days ago."""
    lines = (landing / f"{place.format(REPLACED)}_{REPLACED}_1.csv").read_bytes().splitlines(keepends=True)
    kept = [line for number, line in enumerate(lines) if number % 3 != 1]
    (landing / f"{place.format(IN_BATCH)}_{REPLACED}_9.csv").write_bytes(b"".join(kept))


def _load(home: Home, first: date, last: date) -> None:
    for feed in FEEDS:
        home.load_feed(feed_of(feed), str(first), str(last))


def _build(home: Home, days: Sequence[date]) -> None:
    with home.entered():
        for job in (build_money_days, build_account_windows, build_resident_days, build_resident_windows):
            job.main(list(days))


@pytest.fixture(scope="module")
def dump(city: Home) -> Callable[[str], list[Row]]:
    @cache
    def rows(table: str) -> list[Row]:
        return list(csv.DictReader(city.dump(table)))

    return rows


def test_the_city_has_what_it_is_for(dump: Callable[[str], list[Row]]) -> None:
    gone = {(row["feed"], row["batch_date"]) for row in dump("silver.file_events") if row["event"] == "withdrawn"}
    assert gone >= {("call_records", IN_BATCH), ("transactions", IN_BATCH)}
    assert any(row["reversal_of"] for row in dump("silver.transactions"))
    for feed in ("call_records", "transactions"):
        rows = dump(f"silver.{feed}")
        assert any(row["batch_date"] == str(BEHIND) for row in rows)
        assert any(row["event_date"] < "2021-05-15" < row["batch_date"] for row in rows), "late"


@pytest.fixture(scope="module")
def dumps(city: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dumps as files, to be counted anew."""
    folder = tmp_path_factory.mktemp("dumps")
    for name in TABLES:
        lines = city.dump(f"{'silver' if name in SILVER else 'features'}.{name}")
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return folder


@pytest.mark.parametrize("day", DATES)
def test_windows_equal_an_independent_count(dumps: Path, day: str) -> None:
    assert differing(str(dumps), day) == []


@pytest.mark.parametrize(
    ("table", "measure", "size"),
    [("account_window", "account_in_count_30d", 18), ("resident_window", "resident_calls_in_count_30d", 9)],
)
def test_other_rows_would_be_seen(
    dumps: Path, dump: Callable[[str], list[Row]], tmp_path: Path, table: str, measure: str, size: int
) -> None:
    """The independent count sees a row that is missing, and in each measure a figure that is not its own."""
    rows = dump(f"features.{table}")
    gone, other = [n for n, row in enumerate(rows) if row["as_of_date"] == str(LAST) and int(row[measure] or 0)][:2]
    key, *columns = rows[0]
    exact = {name for name in columns if re.search(EXACT, name)}
    seen = {(rows[gone][key], name) for name in exact if int(rows[gone][name] or 0)}
    changed = [row | (dict.fromkeys(exact, "-1") if n == other else {}) for n, row in enumerate(rows) if n != gone]
    _with(dumps, tmp_path, table, changed)
    assert set(differing(str(tmp_path), str(LAST))) == seen | {(rows[other][key], name) for name in exact}
    assert seen and len(exact) == size


def _with(dumps: Path, folder: Path, table: str, rows: list[Row]) -> None:
    for name in TABLES:
        (folder / f"{name}.csv").symlink_to(dumps / f"{name}.csv")
    (folder / f"{table}.csv").unlink()
    with (folder / f"{table}.csv").open("w") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_every_account_with_a_row_has_movements(dump: Callable[[str], list[Row]]) -> None:
    rows = [row for row in dump(WINDOWS[0]) if row["as_of_date"] == str(LAST)]
    assert rows and all(int(row["account_in_count_30d"]) + int(row["account_out_count_30d"]) for row in rows)


def test_residents_have_cases_numbers_and_registers(dump: Callable[[str], list[Row]]) -> None:
    """Columns that the independent count leaves out are at work in this city."""
    rows = [row for row in dump(WINDOWS[1]) if row["as_of_date"] == str(LAST)]
    filled = {name for row in rows for name, value in row.items() if value not in ("", "0")}
    assert filled >= {
        "resident_foreign_callers_new_count_7d", "resident_payees_new_fen_7d", "resident_cases_count_90d",
        "resident_registered_days", "resident_age_years", "resident_is_female", "resident_drawdown_ratio_7d",
        "resident_call_in_joined_longest_s_30d", "resident_texts_in_count_7d",
    }  # fmt: skip


def test_what_was_built_again_equals_all_built_anew(city: Home) -> None:
    before = {table: city.dump(table) for table in WINDOWS}
    with city.entered():
        for job in (build_account_windows, build_resident_windows):
            job.main(DAYS)
    assert {table: city.dump(table) for table in WINDOWS} == before
