"""simulate and day: a synthetic city's feeds, and batches through the warehouse without Airflow."""

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from cli.context import WrongUse, database, dbt_build, run_job
from dags.common.feeds import DUE, FEEDS
from expectations.settings import home

__all__ = ["FEEDS", "load_lake", "load_marts", "register"]

#: How far a day goes. Each stage but the last contains those before it; `marts` is the lake and PostgreSQL alone.
STAGES = ("lake", "features", "codes", "exports", "marts")
#: The jobs of a stage beyond the features, in order.
JOBS = {"codes": ("ml.score_residents", "ml.assign_codes", "ml.score_accounts"), "exports": ("exports.publish_codes",)}


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the commands of this group."""
    simulate = commands.add_parser("simulate", help="write a synthetic city's feeds and their truth", add_help=False)
    simulate.set_defaults(run=run_simulate)
    day = commands.add_parser("day", help="load exactly these batches, as one range")
    day.add_argument("--from", dest="first", type=date.fromisoformat, required=True)
    day.add_argument("--to", dest="last", type=date.fromisoformat, required=True)
    day.add_argument("--landing", type=Path)
    day.add_argument("--feeds", default=",".join(FEEDS))
    day.add_argument("--until", choices=STAGES, default=STAGES[-1])
    day.add_argument("--engine", default=None, help="sail, local or sc://host:port")
    day.set_defaults(run=run_day)


def run_simulate(given: argparse.Namespace) -> int:
    """Hands over to the simulator, which has its own options."""
    from simulator.__main__ import main as simulate

    options = given.options if "--out" in given.options else ["--out", str(home()), *given.options]
    return simulate(options)


def run_day(given: argparse.Namespace) -> int:
    """Loads, checks and publishes the batches of each feed; then what is derived from them, or the warehouse."""
    if given.first > given.last:
        raise WrongUse(f"--from {given.first} is after --to {given.last}")
    unknown = set(given.feeds.split(",")) - set(FEEDS)
    if unknown:
        raise WrongUse(f"unknown feeds {sorted(unknown)}; known are {', '.join(FEEDS)}")
    feeds = _present(given.feeds.split(","), given.landing)
    load_lake(given.first, given.last, feeds, given.landing, given.engine)
    if given.until == "marts":
        with database():
            load_marts(given.first, given.last)
    elif given.until != "lake":
        derive(given.first, given.last, feeds, given.until, given.engine)
    return 0


def _present(feeds: list[str], landing: Path | None) -> list[str]:
    """The feeds that this landing zone has at all, and those of which nothing is due; one that merely did not come in a
    batch is named by its load."""
    zone = landing or home() / "landing"
    absent = [feed for feed in feeds if feed in DUE and not (zone / feed).is_dir()]
    for feed in absent:
        print(f"warning: no feed {feed}: {zone / feed} does not exist", file=sys.stderr)
    return [feed for feed in feeds if feed not in absent]


def load_lake(
    first: date,
    last: date,
    feeds: list[str],
    landing: Path | None = None,
    engine: str | None = None,
    to_log: bool = False,
) -> None:
    """landing → published lake, for each feed as one range; the landing folder is read in place."""
    if not feeds:
        return
    place = ["--landing", str(landing.resolve())] if landing else []
    job = [f"spark_jobs.load_{feeds[0]}"] if len(feeds) == 1 else ["spark_jobs.load_feeds", "--feeds", ",".join(feeds)]
    run_job(*job, *_span(first, last), *place, environment=_engine(engine), to_log=to_log)


def derive(
    first: date, last: date, feeds: list[str], until: str, engine: str | None = None, to_log: bool = False
) -> None:
    """lake → features of these days and of those that have become stale, as far as the feeds suffice; then the codes of
    each day, and what front ends receive of them."""
    chosen = ["--feeds", ",".join(feeds)]
    run_job("spark_jobs.build_features", *_span(first, last), *chosen, environment=_engine(engine), to_log=to_log)
    for stage, jobs in JOBS.items():
        for job in jobs if STAGES.index(stage) <= STAGES.index(until) else ():
            run_job(job, *_span(first, last), environment=_engine(engine), to_log=to_log)


def load_marts(first: date, last: date, *options: str, to_log: bool = False) -> None:
    """published lake → PostgreSQL → marts. The database must be running."""
    run_job("spark_jobs.load_warehouse", *_span(first, last), to_log=to_log)
    dbt_build("--exclude-resource-type", "unit_test", "--exclude", "tag:proof", *options, to_log=to_log)


def _span(first: date, last: date) -> list[str]:
    return ["--from", first.isoformat(), "--to", last.isoformat()]


def _engine(engine: str | None) -> dict[str, str] | None:
    return {"SPARK_REMOTE": _address(engine)} if engine else None


def _address(engine: str) -> str:
    """What `SPARK_REMOTE` says for an engine; `local` is Apache Spark in process with every core."""
    if engine == "sail" or engine.startswith("sc://"):
        return engine
    if engine == "local":
        return f"local[{os.cpu_count() or 1}]"
    raise WrongUse(f"--engine is sail, local or sc://host:port, not {engine}")
