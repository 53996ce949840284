"""real: reports of the Canadian Anti-Fraud Centre through the same warehouse, in a home of its own."""

import argparse
import json
import re
import shutil
import sys
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

from cli import home, load, postgres
from cli.context import WrongUse, connected, database, in_home, print_csv
from cli.dump import lake_rows
from expectations.settings import home as home_folder

SOURCE = "cafc"
RECEIVED = re.compile(rb'^"?[^,"]*"?,"?(\d{4}-\d{2}-\d{2})"?,')
CODES = {"code_system": "_cafc", "all_areas_name": "Everywhere", "all_scam_types_name": "All categories"}
HEADER = ("year", "reports", "victims", "loss", "reports_yoy", "loss_yoy")
BY_YEAR = """
with ends as (
    select max(period_end) as period_end
    from marts.mart_case_yoy where period_type = 'ytd' group by extract(year from period_end)
)
select
    extract(year from period_end)::int,
    max(value) filter (where measure_code = 'filings')::int,
    max(value) filter (where measure_code = 'victims')::int,
    max(value) filter (where measure_code = 'loss_yuan')::numeric(18, 2),
    max(yoy) filter (where measure_code = 'filings'),
    max(yoy) filter (where measure_code = 'loss_yuan')
from marts.mart_case_yoy inner join ends using (period_end)
where period_type = 'ytd' and area_code = 'ALL' and scam_type_code = 'ALL'
group by period_end order by period_end
"""


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command."""
    real = commands.add_parser("real", help="load the CAFC zip and print its years from the mart")
    real.add_argument("zip", type=Path)
    real.set_defaults(run=run_real)


def run_real(given: argparse.Namespace) -> int:
    """One file of one batch, dated by its last received date; years on stdout, rejects by reason on stderr."""
    if not zipfile.is_zipfile(given.zip):
        raise WrongUse(f"{given.zip} is no zip file")
    folder = home_folder().with_name(home_folder().name + "-real")
    with in_home(folder):
        _begin_anew()
        batch = _deliver(given.zip)
        load.load_lake(batch, batch, ["cases"])
        with database():
            load.load_marts(batch, batch, "--vars", json.dumps(CODES))
            with connected() as connection:
                years = connection.execute(BY_YEAR).fetchall()
        print_csv(HEADER, years)
        _tell_rejects()
    return 0


def _begin_anew() -> None:
    """This home holds one zip: what an earlier one left is removed."""
    postgres.remove()
    shutil.rmtree(home_folder())
    home.prepare()


def _deliver(archive: Path) -> date:
    """Unpacks the CSV as a delivery of the day on which its last report was received."""
    with zipfile.ZipFile(archive) as opened:
        names = [name for name in opened.namelist() if name.lower().endswith(".csv")]
        if len(names) != 1:
            raise WrongUse(f"{archive} holds {len(names)} CSV files, expected one")
        with opened.open(names[0]) as file:
            days = [match[1] for line in file if (match := RECEIVED.match(line))]
        batch = _last(archive, days)
        target = home_folder() / "landing" / "cases" / batch.isoformat() / f"{SOURCE}_{batch}_1.csv"
        target.parent.mkdir(parents=True)
        with opened.open(names[0]) as file, target.open("wb") as copy:
            shutil.copyfileobj(file, copy)
    return batch


def _last(archive: Path, days: list[bytes]) -> date:
    found = []
    for day in set(days):
        try:
            found.append(date.fromisoformat(day.decode()))
        except ValueError:
            continue  # an impossible date is the loader's to reject, with its line
    if not found:
        raise WrongUse(f"{archive} has no received date in its second column")
    return max(found)


def _tell_rejects() -> None:
    reasons = Counter(row["reason_code"] for row in lake_rows("quarantine.cases").to_pylist())
    counts = lake_rows("ops.feed_load").to_pylist()
    outcome = {name: sum(row[name] for row in counts) for name in ("rows", "silver", "duplicate", "quarantine")}
    print(", ".join(f"{name} {value}" for name, value in outcome.items()), file=sys.stderr)
    for reason, count in sorted(reasons.items()):
        print(f"rejected {reason}: {count}", file=sys.stderr)
