"""scan: looks for raw ID numbers, bank cards and phone numbers in files and databases; 1 on a hit."""

import argparse
import sys
from pathlib import Path

from cli import postgres
from cli.context import WrongUse, database, print_csv
from cli.home import RAW_FOLDERS
from cli.scan_files import files_below, scan_file
from cli.scan_postgres import scan_databases
from expectations.settings import home

Hit = tuple[str, int, str]
#: Raw by nature, the data files of the server (which is asked instead), and Apache Spark's programs.
NOT_SCANNED = frozenset({*RAW_FOLDERS, "postgres", "spark"})


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command."""
    scan = commands.add_parser(
        "scan", help="look for raw ID numbers, cards and phones; without PATH in all of the home but what is delivered"
    )
    scan.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    scan.set_defaults(run=run_scan)


def run_scan(given: argparse.Namespace) -> int:
    """path, offset (byte, or row of a table), kind; never the finding itself."""
    missing = [path for path in given.paths if not path.exists()]
    if missing:
        raise WrongUse(f"no such path: {missing[0]}")
    files = [file for path in given.paths or home_paths() for file in files_below(path)]
    hits = [hit for file in sorted(set(files)) for hit in scan_file(file)]
    if not given.paths:
        hits += _in_databases()
    print(f"scan: {len(files)} files{'' if given.paths else ' and the databases'}: {len(hits)} hits", file=sys.stderr)
    print_csv(("path", "offset", "kind"), hits)
    return 1 if hits else 0


def home_paths() -> list[Path]:
    """Everything in the home that may hold no identifier, new folders included, and what the database server says."""
    inside = [path for path in sorted(home().iterdir()) if path.name not in NOT_SCANNED]
    server_log = postgres.data_folder().parent / "postgres.log"
    return [*inside, server_log] if server_log.is_file() and home() not in server_log.parents else inside


def _in_databases() -> list[Hit]:
    """The findings in the home's databases, if it has any; the server is started for it."""
    if not (postgres.data_folder() / "PG_VERSION").exists():
        return []
    with database():
        return list(scan_databases())
