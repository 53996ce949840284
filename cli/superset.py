"""Superset of a home: metadata prepared and dashboards deployed in one process, then served on loopback."""

import hashlib
import os
import socket
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from cli import process
from cli.home import move_port
from expectations.settings import REPO, home, required

NAME = "superset"
PROGRAMS = REPO / ".venv" / "superset" / "bin"
FILES = REPO / "dashboards"
PAGE = "/superset/dashboard/overview/"


def start(note: str | None = None) -> bool:
    """Serves Superset unless it runs; returns whether it was started here. Needs PostgreSQL.

    Deploys first where files, note or database changed; without a note the home keeps the one it has.
    """
    make_current(note)
    if process.running(NAME) and _healthy():
        return False
    process.stop(NAME)
    if not _is_free(required("AFDW_SUPERSET_PORT")):
        move_port("AFDW_SUPERSET_PORT")
    _launch()
    process.wait_until(NAME, _healthy, seconds=180)
    return True


def make_current(note: str | None = None) -> None:
    """Deploys unless files, note and database are those of the last deploy."""
    wanted = _remembered_note() if note is None else note
    if _deployed() != _fingerprint(wanted):
        deploy(wanted)


def stop() -> None:
    """Stops the server of this home."""
    process.stop(NAME)


def deploy(note: str = "") -> None:
    """Makes Superset's content equal to the files; the first time it prepares the metadata database as well."""
    run("dashboards.deploy", "--note", note)
    _note_file().write_text(note, encoding="utf-8")
    _mark().write_text(_fingerprint(note))


def url() -> str:
    """Where the overview is."""
    return f"http://127.0.0.1:{required('AFDW_SUPERSET_PORT')}{PAGE}"


def chart(slug: str) -> int:
    """Prints the rows behind a chart as CSV; returns the exit code, 2 for an unknown slug. Needs PostgreSQL only."""
    make_current()
    command = [str(PROGRAMS / "python"), "-m", "dashboards.query_chart", slug]
    return subprocess.run(command, env=environment(), cwd=REPO, process_group=0, check=False).returncode


def run(module: str, *arguments: str) -> None:
    """Runs a module of dashboards/ in the Superset environment; its log gets everything, a failure its last line."""
    command = [str(PROGRAMS / "python"), "-m", module, *arguments]
    log = process.log_path("superset-deploy")
    with log.open("ab") as file:
        done = subprocess.run(command, env=environment(), cwd=REPO, stdout=file, stderr=file, check=False)
    if done.returncode:
        last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-1:]
        raise process.ServiceFailed(f"{module} failed with {done.returncode}: {' '.join(last)}; see {log}")


def environment() -> dict[str, str]:
    """What Superset needs beside the home's settings."""
    return os.environ | {
        "PYTHONPATH": str(REPO),
        "SUPERSET_CONFIG_PATH": str(FILES / "superset_config.py"),
        "SUPERSET_HOME": str(_folder()),
        "FLASK_DEBUG": "0",
    }


def _launch() -> None:
    """One worker with threads: 350 MB, enough for a wall and a handful of people."""
    bind = f"127.0.0.1:{required('AFDW_SUPERSET_PORT')}"
    worker = ["-w", "1", "-k", "gthread", "--threads", "8", "--timeout", "120", "-b", bind]
    process.start(NAME, [str(PROGRAMS / "gunicorn"), *worker, "superset.app:create_app()"], environment())


def _healthy() -> bool:
    """`/health` answers; the port was free before our process took it, so the answer is ours."""
    address = f"http://127.0.0.1:{required('AFDW_SUPERSET_PORT')}/health"
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _is_free(port: str) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError:
            return False
    return True


def _fingerprint(note: str) -> str:
    """Names what a deploy depends on: note, warehouse address, password and every file of dashboards/."""
    names = ("AFDW_PG_HOST", "AFDW_PG_PORT", "AFDW_PG_DATABASE", "AFDW_SUPERSET_DSN", "AFDW_SUPERSET_PASSWORD")
    parts = [note, *(os.environ.get(name, "") for name in names)]
    files = sorted([*FILES.glob("*.py"), *FILES.glob("*.yaml"), *FILES.rglob("assets/**/*.yaml")])
    digest = hashlib.sha256("\n".join(parts).encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _deployed() -> str:
    return _mark().read_text() if _mark().exists() else ""


def _remembered_note() -> str:
    return _note_file().read_text(encoding="utf-8") if _note_file().exists() else ""


def _mark() -> Path:
    return _folder() / "deployed"


def _note_file() -> Path:
    return _folder() / "note"


def _folder() -> Path:
    folder = home() / "superset"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
