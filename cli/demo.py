"""demo, down and clean: the whole warehouse on one machine, from nothing to the page."""

import argparse
import shutil
import sys
from datetime import date, timedelta
from functools import partial

import psycopg

from cli import airflow, demo_codes, demo_money, environments, home, keys, load, postgres, process, superset
from cli.stages import Stages
from expectations.settings import REPO, postgres_dsn, required
from expectations.settings import home as home_folder
from lake.snapshot import Snapshot

FIRST, LAST = date(2019, 1, 1), date(2021, 10, 25)
RESIDENTS, PANEL, PANEL_FIRST = 150_000, 10_000, date(2021, 6, 28)
#: More of its cases happen to registered users, who fill the panel, and some of them are likelier victims.
WORLD = REPO / "simulator" / "worlds" / "demo.yaml"
BY_AIRFLOW = 3
#: The first batch of each feed, and about how many seconds its range takes; two chains that load beside each other.
CHAINS = (
    {
        "residents": (FIRST, 20),
        "accounts": (PANEL_FIRST, 20),
        "cases": (FIRST, 60),
        "registrations": (FIRST, 20),
        "decisions": (PANEL_FIRST, 5),
    },
    {"call_records": (PANEL_FIRST, 90), "transactions": (PANEL_FIRST, 90)},
)
NOTE = "演示数据，发案强度×25"


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the commands of this group."""
    demo = commands.add_parser("demo", help="everything: set-up, a synthetic city, its history, three days by Airflow")
    demo.set_defaults(run=run_demo)
    down = commands.add_parser("down", help="stop the services of this home")
    down.set_defaults(run=run_down)
    clean = commands.add_parser("clean", help="stop the services and remove the home and what it owns elsewhere")
    clean.set_defaults(run=run_clean)


def run_demo(given: argparse.Namespace) -> int:
    """Finishes what is unfinished, restarts what does not run, and ends with one screen."""
    stages = Stages()
    tools = stages.aside("install dbt and Superset", lambda: environments.ensure("dbt", "superset"))
    flow = stages.aside("install Airflow", lambda: environments.ensure("airflow"))
    stages.run("PostgreSQL", postgres.start, 5)
    if not set(load.FEEDS) <= set(Snapshot.open().products):
        stages.run("simulate a city's feeds", _simulate, 120)
    _load_history(stages)
    tools.result()
    page = stages.aside("Superset: metadata, page, server", lambda: superset.start(NOTE))
    if not _marts_are_there():
        stages.run(
            "history into the marts", lambda: load.load_marts(FIRST, LAST - timedelta(days=BY_AIRFLOW), to_log=True), 30
        )
    flow.result()
    stages.run("Airflow: scheduler, api-server, dag-processor", airflow.start, 25)
    _run_days(stages)
    page.result()
    _show(stages)
    return 0


def run_down(given: argparse.Namespace) -> int:
    """Stops what runs of this home; nothing else."""
    airflow.stop()
    superset.stop()
    postgres.stop()
    return 0


def run_clean(given: argparse.Namespace) -> int:
    """Says what goes and what stays; stops the services, then removes the home."""
    print(f"afdw clean: {_what_goes()}", file=sys.stderr, flush=True)
    run_down(given)
    postgres.remove()
    shutil.rmtree(home_folder(), ignore_errors=True)
    return 0


def _what_goes() -> str:
    """For the eyes of somebody who has typed it in the wrong folder."""
    elsewhere = postgres.owned_elsewhere()
    places = f"{home_folder()} with all that was delivered, loaded and shown"
    if elsewhere.exists():
        places += f", and its database in {elsewhere}"
    kept = f"the keys of this checkout stay in {keys.tokens_file()}" if keys.tokens_file().exists() else "no key goes"
    return f"removes {places}; {kept}"


def _simulate() -> None:
    from simulator.__main__ import main as simulate

    city = ["--world", str(WORLD), "--residents", str(RESIDENTS)]
    panel = ["--panel", str(PANEL), "--panel-from", PANEL_FIRST.isoformat()]
    if simulate(["--out", str(home_folder()), *city, *panel]):
        raise process.ServiceFailed("the simulator failed; its message is above")


def _load_history(stages: Stages) -> None:
    """Everything but the last days, each feed as one range, unless it is published."""
    city, panel = CHAINS
    beside = stages.aside("load the panel's history", lambda: _load_chain(stages, panel))
    seconds = sum(expected for _, expected in city.values())
    stages.run("load the city's history", lambda: _load_chain(stages, city), seconds)
    beside.result()
    demo_codes.build_history(stages, PANEL_FIRST, LAST - timedelta(days=BY_AIRFLOW))


def _load_chain(stages: Stages, chain: dict[str, tuple[date, int]]) -> None:
    last = LAST - timedelta(days=BY_AIRFLOW)
    for feed, (begin, _) in chain.items():
        if last not in Snapshot.open().named(feed):
            stages.timed(f"  load {feed} as one range", partial(load.load_lake, begin, last, [feed], to_log=True))


def _run_days(stages: Stages) -> None:
    """The last dates by Airflow's own scheduler, those of them that are not in the marts yet."""
    days = [LAST - timedelta(days=back) for back in reversed(range(BY_AIRFLOW))]
    without_codes = demo_codes.not_exported(days)
    missing = [day.isoformat() for day in days if day > (_last_in_marts() or FIRST) or day in without_codes]
    if days[0] in without_codes:
        demo_codes.release_first(days[0])
    if missing:
        stages.run(f"{len(missing)} days by Airflow", lambda: airflow.run_dates(missing), 120)
    stages.run("a front end receives the codes", demo_codes.receive, 15)


def _last_in_marts() -> date | None:
    with psycopg.connect(postgres_dsn()) as connection:
        if connection.execute("select to_regclass('marts.mart_case_yoy')").fetchone() == (None,):
            return None
        row = connection.execute("select max(as_of_date) from marts.mart_case_yoy").fetchone()
    return row[0] if row else None


def _marts_are_there() -> bool:
    return _last_in_marts() is not None


def _show(stages: Stages) -> None:
    """The one screen at the end."""
    with psycopg.connect(postgres_dsn()) as connection:
        feeds = connection.execute(
            "select feed, sum(rows), sum(silver), sum(quarantine), min(batch_date), max(batch_date)"
            " from ops.feed_load group by feed order by sum(rows) desc"
        ).fetchall()
        figures = connection.execute(
            "select measure_code, value, same_period_last_year, yoy, period_end from marts.mart_case_yoy"
            " where period_type = 'ytd' and area_code = 'ALL' and scam_type_code = 'ALL'"
            " and period_end = as_of_date and measure_code in ('filings', 'loss_yuan') order by 1"
        ).fetchall()
    print(f"\nAnti-Fraud Warehouse 反诈数仓: ready in {stages.total():.0f} s ({NOTE})\n")
    for feed, rows, silver, rejected, first, last in feeds:
        print(f"  {feed:18} {first} to {last}: {rows:>10,} rows, {silver:>10,} silver, {rejected:>6,} rejected")
    for code, value, base, ratio, end in figures:
        name = {"filings": "filings 立案", "loss_yuan": "loss 损失 (yuan)"}[code]
        change = f"{ratio:+.1%}" if ratio is not None else "—"
        print(f"  {name:18} 1 January to {end}: {value:>16,.0f}   last year {base:>16,.0f}   {change}")
    demo_codes.show()
    demo_money.show(LAST)
    _show_addresses()


def _show_addresses() -> None:
    print(f"\n  page      {superset.url()}   admin / {required('AFDW_SUPERSET_PASSWORD')}")
    print(f"  Airflow   {airflow.url()}   admin / {required('AFDW_AIRFLOW_PASSWORD')}")
    print(f"  log-ins   {home.logins_file()} (only you can read it)")
    print("  stop      make down")
    sys.stdout.flush()
