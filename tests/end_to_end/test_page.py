"""What a leader sees: every tile is the mart's figure, and a case changed in a later batch moves it."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from homes import Row, afdw, simulate, status, table

from cli import postgres
from cli.context import in_home

DAY, NEXT = "2021-02-21", "2021-02-22"
RAISED = Decimal("1000000.00")


@pytest.fixture(scope="module")
def city(make_home: Callable[[str], Path]) -> Path:
    """A home with fourteen months of cases."""
    place = simulate(make_home("page"), "2020-01-01", DAY, "--effect", "0")
    afdw(place, "day", "--from", "2020-01-01", "--to", DAY)
    return place


def test_a_changed_case_moves_the_tile(city: Path) -> None:
    before = {row["period_type"]: row for row in table(city, "chart", "headline")}
    _raise_loss_of_one_case(city)
    afdw(city, "day", "--from", NEXT, "--to", NEXT)
    after = {row["period_type"]: row for row in table(city, "chart", "headline")}
    for period in ("ytd", "month"):
        assert Decimal(after[period]["loss_yuan"]) == Decimal(before[period]["loss_yuan"]) + RAISED
        assert after[period]["filings"] == before[period]["filings"]
    assert [row["as_of_date"] for row in after.values()] == [NEXT, NEXT]
    _tiles_equal_the_mart(city, after)


def _raise_loss_of_one_case(city: Path) -> None:
    """Sends the last case filed in February again, a day later, with a million more."""
    full = city / "landing" / "cases" / DAY / f"full_police_{DAY}_1.csv"
    rows = list(csv.DictReader(io.StringIO(full.read_bytes().decode("gb18030"), newline="")))
    live = [r for r in rows if not (r["撤案时间"] or r["移送单位代码"] or r["主案编号"])]
    case = max(live, key=lambda row: row["立案时间"])
    assert case["立案时间"] >= "2021-02-01"
    for column in ("损失金额", "被骗金额"):
        case[column] = str(Decimal(case[column]) + RAISED)
    case["更新时间"], case["操作类型"] = f"{NEXT} 09:00:00", "U"
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(case))
    writer.writeheader()
    writer.writerow(case)
    folder = city / "landing" / "cases" / NEXT
    folder.mkdir()
    (folder / f"police_{NEXT}_1.csv").write_bytes(text.getvalue().encode("gb18030"))


def _tiles_equal_the_mart(city: Path, tiles: dict[str, Row]) -> None:
    query = (
        "select period_type, measure_code, value, same_period_last_year, yoy from marts.mart_case_yoy"
        " where area_code = 'ALL' and scam_type_code = 'ALL' and period_end = as_of_date and period_type <> 'day'"
        " and measure_code in ('filings', 'loss_yuan')"
    )
    with in_home(city):
        postgres.start()
        with psycopg.connect(status(city)["dsn"]) as connection:
            rows = connection.execute(query).fetchall()
        postgres.stop()
    assert len(rows) == 4
    for period, measure, value, last_year, yoy in rows:
        name = measure.removesuffix("_yuan")
        assert Decimal(tiles[period][measure]) == value
        assert Decimal(tiles[period][f"{measure}_last_year"]) == last_year
        assert (Decimal(tiles[period][f"{name}_yoy"]) if tiles[period][f"{name}_yoy"] else None) == yoy
