"""What commands share: the home made ready, PostgreSQL running while it is needed, and how commands fail."""

import csv
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO

import psycopg

from cli import environments, home, postgres
from cli.process import log_path
from expectations.settings import REPO, postgres_dsn, required
from lake import interrupt


class CommandFailed(RuntimeError):
    """A command could not do its work (exit 1); the message says why."""


class WrongUse(ValueError):
    """The command was called wrongly (exit 2); the message says how."""


@contextmanager
def database() -> Iterator[None]:
    """PostgreSQL of this home, started if it was not running and then stopped again, also by an interrupt."""
    with nullcontext() if postgres.is_running() else interrupt.undone_by(postgres.drop):
        started = postgres.start()
        try:
            yield
        finally:
            if started:
                postgres.stop()


@contextmanager
def connected() -> Iterator[psycopg.Connection]:
    """A connection to the warehouse of this home."""
    with database(), psycopg.connect(postgres_dsn()) as connection:
        yield connection


@contextmanager
def in_home(folder: Path) -> Iterator[None]:
    """Another home for a while; its ports and passwords come with it."""
    before = dict(os.environ)
    os.environ["AFDW_HOME"] = str(folder.resolve())
    try:
        home.prepare()
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def run_job(module: str, *arguments: str, environment: dict[str, str] | None = None, to_log: bool = False) -> None:
    """Runs a job of the data environment as an engineer would type it."""
    run([required("DATA_PYTHON"), "-m", module, *arguments], module, environment, to_log)


def code_of_job(module: str, *arguments: str) -> int:
    """Runs a job in the same way and returns its exit code, for a command that passes it on."""
    return _code([required("DATA_PYTHON"), "-m", module, *arguments], None, sys.stderr)


def dbt_build(*options: str, to_log: bool = False) -> None:
    """Builds everything inside PostgreSQL; dbt's own files stay in the home."""
    environments.ensure("dbt")
    places = ["--project-dir", str(REPO / "dbt_project"), "--profiles-dir", str(REPO / "dbt_project")]
    command = [required("DBT_BIN"), "--quiet", "--warn-error", "build", *places, *options]
    run(command, "dbt_build", home.dbt_places(), to_log)


def run(command: Sequence[str], name: str, environment: dict[str, str] | None = None, to_log: bool = False) -> None:
    """Runs a program with its output on stderr, or in the home's logs; a failure is named with its last words."""
    if not to_log:
        code = _code(command, environment, sys.stderr)
        if code:
            raise CommandFailed(f"{name} failed with exit code {code}")
        return
    path = log_path(name)
    with path.open("ab") as log:
        code = _code(command, environment, log)
    if code:
        last = path.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
        raise CommandFailed(f"{name} failed with exit code {code}: {' '.join(last)}; see {path}")


def _code(command: Sequence[str], environment: dict[str, str] | None, output: IO[str] | IO[bytes]) -> int:
    """Runs a program in a group of its own, which a terminal's Ctrl-C does not reach: the command ends it."""
    everything = os.environ | {"PYTHONPATH": str(REPO)} | (environment or {})
    return subprocess.run(
        command, cwd=REPO, env=everything, stdin=subprocess.DEVNULL, stdout=output, stderr=output, process_group=0,
        check=False,
    ).returncode  # fmt: skip


def print_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """CSV on stdout: UTF-8, LF, header, NULL empty."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
