"""Airflow of a home: three processes on its metadata database, and running batch dates through them.

`python -m cli.airflow run-dates D… [--feeds F,…]` does the latter; any other arguments go to Airflow's own command
line, with the environment of the home.
"""

import argparse
import hashlib
import json
import os
import socket
import subprocess
import sys

import psycopg

from cli import airflow_api as api
from cli import home, process
from cli.airflow_api import url
from cli.airflow_days import DAGS, RunFailed, run_dates
from dags.common.feeds import FEEDS
from dags.common.notice import log_folder
from expectations.settings import REPO, required
from expectations.settings import home as home_folder

PROGRAM = str(REPO / ".venv/airflow/bin/airflow")
#: In the order of stopping: first the one that starts tasks. Not `airflow standalone`: it orphans its children.
SERVICES = {
    "airflow-scheduler": [PROGRAM, "scheduler", "--skip-serve-logs"],  # the api-server reads the same log files
    "airflow-dags": [PROGRAM, "dag-processor"],
    "airflow-api": [PROGRAM, "api-server"],
}

__all__ = ["RunFailed", "environment", "run_dates", "start", "stop", "url"]


def start() -> bool:
    """Starts what does not run; returns whether anything was started. PostgreSQL must be up."""
    if not _ended() and _ready():
        return False
    if not process.running("airflow-api") and _taken():
        stop()  # the others know the old address
        home.move_port("AFDW_AIRFLOW_PORT")
    _write_password()
    _migrate()
    for name, command in SERVICES.items():
        if not process.running(name):
            process.start(name, command, environment())
    process.wait_until("airflow-api", lambda: _ready() or bool(_ended()), 120)
    if ended := _ended():
        raise process.ServiceFailed(f"{ended[0]} ended by itself; see {process.log_path(ended[0])}")
    return True


def stop() -> None:
    """Stops the three processes."""
    for name in SERVICES:
        process.stop(name)


def environment() -> dict[str, str]:
    """What the three processes and every task see: the home's settings and Airflow's own."""
    own = {"AIRFLOW_HOME": str(home_folder() / "airflow"), "PYTHONPATH": str(REPO)}
    return dict(os.environ) | own | {f"AIRFLOW__{name}": value for name, value in _options().items()}


def _options() -> dict[str, str]:
    return {
        "CORE__DAGS_FOLDER": str(REPO / "dags"),
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "CORE__EXECUTOR": "LocalExecutor",
        "CORE__PARALLELISM": "2",
        "CORE__FERNET_KEY": required("AFDW_AIRFLOW_FERNET"),
        "CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home_folder() / "airflow" / "passwords.json"),
        "CORE__EXECUTION_API_SERVER_URL": f"{url()}/execution/",
        "DATABASE__SQL_ALCHEMY_CONN": required("AFDW_AIRFLOW_DSN"),
        "LOGGING__BASE_LOG_FOLDER": str(log_folder()),
        "LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(log_folder() / "dag_processor"),
        "DAG_PROCESSOR__PARSING_PROCESSES": "1",
        "API__HOST": "127.0.0.1",
        "API__PORT": required("AFDW_AIRFLOW_PORT"),
        "API__BASE_URL": url(),
        "API__WORKERS": "1",
        "API__SECRET_KEY": required("AFDW_AIRFLOW_SECRET"),
        "API_AUTH__JWT_SECRET": required("AFDW_AIRFLOW_SECRET"),
    }


def _write_password() -> None:
    path = home_folder() / "airflow" / "passwords.json"
    path.parent.mkdir(exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps({"admin": required("AFDW_AIRFLOW_PASSWORD")}) + "\n")


def _migrate() -> None:
    """Creates or upgrades the metadata, unless the database is where these very packages left it."""
    mark = home_folder() / "airflow" / "migrated"
    packages = hashlib.sha256((REPO / "dags/requirements.txt").read_bytes()).hexdigest()
    if mark.exists() and mark.read_text() == f"{packages} {_revision()}\n":
        return
    log = process.log_path("airflow-migrate")
    with log.open("ab") as out:
        command = [PROGRAM, "db", "migrate"]
        done = subprocess.run(command, env=environment(), cwd=REPO, stdout=out, stderr=out, check=False)
    if done.returncode:
        raise process.ServiceFailed(f"airflow db migrate failed with {done.returncode}; see {log}")
    mark.write_text(f"{packages} {_revision()}\n")


def _revision() -> str:
    """Airflow's own mark in its database; empty where there is none yet."""
    with psycopg.connect(required("AFDW_AIRFLOW_DSN").replace("+psycopg2", "")) as connection:
        if connection.execute("select to_regclass('alembic_version')").fetchone() == (None,):
            return ""
        row = connection.execute("select version_num from alembic_version").fetchone()
    return str(row[0]) if row else ""


def _ended() -> list[str]:
    return [name for name in SERVICES if not process.running(name)]


def _taken() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(required("AFDW_AIRFLOW_PORT")))) == 0


def _ready() -> bool:
    """All three beat and have read our DAGs; while they come up nobody answers, or a proxy of nobody."""
    try:
        return api.healthy() and api.known_dags(api.token()) >= DAGS
    except OSError:
        return False


def _main(arguments: list[str]) -> None:
    home.prepare()
    if arguments[:1] == ["run-dates"]:
        return run_dates(**vars(_run_dates_options(arguments[1:])))
    os.execve(PROGRAM, [PROGRAM, *arguments], environment())


def _run_dates_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m cli.airflow run-dates")
    parser.add_argument("dates", nargs="+", metavar="date")
    parser.add_argument("--feeds", type=lambda text: text.split(","), default=list(FEEDS))
    return parser.parse_args(arguments)


if __name__ == "__main__":
    _main(sys.argv[1:])
