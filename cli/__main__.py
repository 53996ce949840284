"""`./afdw <command>`: exit 0 ok, 1 failed, 2 wrong use; data on stdout, logs on stderr."""

import argparse
import sys
from collections.abc import Callable

import psycopg

from cli import (
    decide,
    demo,
    dump,
    evaluate,
    exports,
    home,
    load,
    models,
    real,
    replay,
    report,
    scan,
    stats,
    status,
    trace,
)
from cli.context import CommandFailed, WrongUse
from cli.environments import InstallFailed
from cli.process import ServiceFailed
from cli.stages import StageFailed
from expectations.failures import Failure
from lake import below
from lake.locks import leave

Command = Callable[[argparse.Namespace], int]
GROUPS = (status, load, decide, models, evaluate, replay, trace, dump, report, stats, scan, exports, real, demo)
FAILURES = (Failure, CommandFailed, StageFailed, ServiceFailed, InstallFailed, psycopg.Error, OSError)


def main(arguments: list[str]) -> int:
    """Runs one command."""
    parser = argparse.ArgumentParser(prog="afdw", description="Anti-Fraud Warehouse: the operators' command")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for group in GROUPS:
        group.register(commands)
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


if __name__ == "__main__":
    code = main(sys.argv[1:])
    below.end()  # of a command that failed, what still runs beside it
    leave(code)
