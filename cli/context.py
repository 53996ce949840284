"""What commands share: the home made ready, PostgreSQL running while it is needed, and how commands fail."""

import csv
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from cli import environments, home, postgres
from expectations.settings import REPO, postgres_dsn, required


class CommandFailed(RuntimeError):
    """A command could not do its work (exit 1); the message says why."""


class WrongUse(ValueError):
    """The command was called wrongly (exit 2); the message says how."""


@contextmanager
def database() -> Iterator[None]:
    """PostgreSQL of this home, started if it was not running and then stopped again."""
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


def run_job(module: str, *arguments: str, environment: dict[str, str] | None = None) -> None:
    """Runs a job of the data environment as an engineer would type it; its output goes to stderr."""
    run([required("DATA_PYTHON"), "-m", module, *arguments], module, environment)


def dbt_build(*options: str) -> None:
    """Builds everything inside PostgreSQL; dbt's own files stay in the home."""
    environments.ensure("dbt")
    places = ["--project-dir", str(REPO / "dbt_project"), "--profiles-dir", str(REPO / "dbt_project")]
    run([required("DBT_BIN"), "--quiet", "--warn-error", "build", *places, *options], "dbt build", home.dbt_places())


def run(command: Sequence[str], name: str, environment: dict[str, str] | None = None) -> None:
    """Runs a program with its output on stderr; a failure is named."""
    paths = {"PYTHONPATH": str(REPO)}
    done = subprocess.run(
        command, cwd=REPO, env=os.environ | paths | (environment or {}), stdout=sys.stderr, check=False
    )
    if done.returncode:
        raise CommandFailed(f"{name} failed with exit code {done.returncode}")


def print_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """CSV on stdout: UTF-8, LF, header, NULL empty."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
