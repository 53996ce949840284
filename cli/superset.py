"""Superset of a home: metadata prepared and dashboards deployed in one process, then served on loopback."""

import os
import subprocess
import urllib.error
import urllib.request

from cli import process
from cli.home import move_port
from expectations.settings import REPO, home, required

NAME = "superset"
PROGRAMS = REPO / ".venv" / "superset" / "bin"
PAGE = "/superset/dashboard/overview/"
TRIES = 3


def start(note: str | None = None) -> bool:
    """Serves Superset unless it runs; returns whether it was started here. Needs PostgreSQL.

    `note` deploys the dashboards first (and prepares the metadata, if that is still to do); without it a home
    is served as it was left.
    """
    if note is not None:
        deploy(note)
    if process.running(NAME) and _healthy():
        return False
    process.stop(NAME)
    for attempt in range(1, TRIES + 1):
        _launch()
        try:
            process.wait_until(NAME, _healthy, seconds=120)
            return True
        except process.ServiceFailed:
            process.stop(NAME)
            if attempt == TRIES:
                raise
            move_port("AFDW_SUPERSET_PORT")
    return False


def stop() -> None:
    """Stops the server of this home."""
    process.stop(NAME)


def deploy(note: str = "") -> None:
    """Makes Superset's content equal to the files; the first time it prepares the metadata database as well."""
    run("dashboards.deploy", "--note", note)


def url() -> str:
    """Where the overview is."""
    return f"http://127.0.0.1:{required('AFDW_SUPERSET_PORT')}{PAGE}"


def chart(slug: str) -> int:
    """Prints the rows behind a chart as CSV; returns the exit code, 2 for an unknown slug. Needs PostgreSQL only."""
    command = [str(PROGRAMS / "python"), "-m", "dashboards.query_chart", slug]
    return subprocess.run(command, env=environment(), cwd=REPO, check=False).returncode


def run(module: str, *arguments: str) -> None:
    """Runs a module of dashboards/ in the Superset environment; its log gets everything, a failure its last lines."""
    command = [str(PROGRAMS / "python"), "-m", module, *arguments]
    log = process.log_path("superset-deploy")
    with log.open("ab") as file:
        done = subprocess.run(command, env=environment(), cwd=REPO, stdout=file, stderr=file, check=False)
    if done.returncode:
        last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-1:]
        raise process.ServiceFailed(f"{module} failed with {done.returncode}: {' '.join(last)}; see {log}")


def environment() -> dict[str, str]:
    """What Superset needs beside the home's settings."""
    folder = home() / "superset"
    folder.mkdir(parents=True, exist_ok=True)
    return os.environ | {
        "PYTHONPATH": str(REPO),
        "SUPERSET_CONFIG_PATH": str(REPO / "dashboards" / "superset_config.py"),
        "SUPERSET_HOME": str(folder),
        "FLASK_DEBUG": "0",
    }


def _launch() -> None:
    """One worker with threads: 350 MB, enough for a wall and a handful of people."""
    bind = f"127.0.0.1:{required('AFDW_SUPERSET_PORT')}"
    worker = ["-w", "1", "-k", "gthread", "--threads", "8", "--timeout", "120", "-b", bind]
    process.start(NAME, [str(PROGRAMS / "gunicorn"), *worker, "superset.app:create_app()"], environment())


def _healthy() -> bool:
    """`/health` answers; that it is ours follows from the process that we started still holding the port."""
    address = f"http://127.0.0.1:{required('AFDW_SUPERSET_PORT')}/health"
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
