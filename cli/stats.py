"""stats and chart: the published statistics as of any date, and the rows behind a chart of the page."""

import argparse
from datetime import date
from decimal import Decimal

from cli import environments, superset
from cli.context import WrongUse, connected, database, print_csv

COLUMNS = (
    "period_type", "period_end", "as_of_date", "area_code", "scam_type_code", "measure_code", "value",
    "same_period_last_year", "prior_period", "yoy", "mom", "yoy_note_codes", "mom_note_codes",
)  # fmt: skip
AMOUNTS = {"value", "same_period_last_year", "prior_period"}
RATIOS = {"yoy", "mom"}
CUTS = {
    "city": "area_code = 'ALL' and scam_type_code = 'ALL'",
    "type": "area_code = 'ALL' and scam_type_code <> 'ALL'",
    "county": "area_level = 'county' and scam_type_code = 'ALL'",
    "town": "area_level = 'town' and scam_type_code = 'ALL'",
}


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the commands of this group."""
    stats = commands.add_parser("stats", help="marts.case_stats as CSV")
    stats.add_argument("--as-of", type=date.fromisoformat, required=True)
    stats.add_argument("--period", choices=("day", "month", "ytd"), required=True)
    stats.add_argument("--end", type=date.fromisoformat, required=True)
    stats.add_argument("--by", choices=tuple(CUTS), required=True)
    stats.set_defaults(run=run_stats)
    chart = commands.add_parser("chart", help="the rows that Superset returns for a chart")
    chart.add_argument("slug")
    chart.set_defaults(run=run_chart)


def run_stats(given: argparse.Namespace) -> int:
    """One period of the statistics, cut by city, county, town or type, as known on a date."""
    if given.end > given.as_of:
        raise WrongUse(f"--end {given.end} is after --as-of {given.as_of}: nobody knew it then")
    query = (
        f"select {', '.join('s.' + name for name in COLUMNS)} from marts.case_stats(%s, %s) as s"
        " left join marts.dim_area as a using (area_code)"
        f" where s.period_type = %s and {CUTS[given.by]}"
        ' order by s.area_code collate "C", s.scam_type_code collate "C", s.measure_code collate "C"'
    )
    with connected() as connection:
        rows = connection.execute(query.encode(), (given.as_of, given.end, given.period)).fetchall()
    print_csv(COLUMNS, [_formatted(row) for row in rows])
    return 0


def run_chart(given: argparse.Namespace) -> int:
    """Asks Superset itself."""
    environments.ensure("superset")
    with database():
        return superset.chart(given.slug)


def _formatted(row: tuple[object, ...]) -> list[str]:
    named = dict(zip(COLUMNS, row, strict=True))
    is_money = str(named["measure_code"]).endswith("_yuan")
    return [_cell(name, value, is_money) for name, value in named.items()]


def _cell(name: str, value: object, is_money: bool) -> str:
    """Counts whole, money with two decimals, ratios with nine places, NULL empty."""
    if value is None:
        return ""
    if name in AMOUNTS:
        return f"{Decimal(str(value)):.2f}" if is_money else f"{Decimal(str(value)):.0f}"
    if name in RATIOS:
        return f"{Decimal(str(value)):.9f}"
    return str(value)
