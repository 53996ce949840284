"""`./afdw <command>`: exit 0 ok, 1 failed, 2 wrong use; data on stdout, logs on stderr."""

import argparse
import sys
from importlib import import_module

import psycopg

from cli import home
from cli.context import CommandFailed, WrongUse
from cli.environments import InstallFailed
from cli.process import ServiceFailed
from cli.stages import StageFailed
from expectations.failures import Failure
from lake import below
from lake.locks import leave

#: The modules of the commands, in the order in which help names them.
GROUPS = {
    "status": ["status"],
    "load": ["simulate", "day"],
    "decide": ["decide"],
    "models": ["train", "model"],
    "evaluate": ["evaluate"],
    "replay": ["replay"],
    "trace": ["trace"],
    "dump": ["dump", "compare"],
    "report": ["load-report", "rejects", "requeue"],
    "stats": ["stats", "chart"],
    "scan": ["scan"],
    "exports": ["receive", "rollback", "rotate"],
    "real": ["real"],
    "demo": ["demo", "down", "clean"],
}
FAILURES = (Failure, CommandFailed, StageFailed, ServiceFailed, InstallFailed, psycopg.Error, OSError)


def main(arguments: list[str]) -> int:
    """Runs one command."""
    parser = argparse.ArgumentParser(prog="afdw", description="Anti-Fraud Warehouse: the operators' command")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for group in _groups(arguments):
        import_module(f"cli.{group}").register(commands)
    given, rest = parser.parse_known_args(arguments)
    if rest and given.command != "simulate":  # the simulator reads its own options
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    given.options = rest
    try:
        home.prepare()
        return int(given.run(given))
    except WrongUse as error:
        print(f"afdw {given.command}: {error}", file=sys.stderr)
        return 2
    except FAILURES as error:
        print(f"afdw {given.command}: {error}", file=sys.stderr)
        return 1


def _groups(arguments: list[str]) -> list[str]:
    """The module of the command that is asked for, since each costs time to load; all where none is."""
    return [group for group, names in GROUPS.items() if arguments[:1] and arguments[0] in names] or list(GROUPS)


if __name__ == "__main__":
    code = main(sys.argv[1:])
    below.end()  # of a command that failed, what still runs beside it
    leave(code)
