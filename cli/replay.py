"""replay: why a person had a code on a day, built again from the lake."""

import argparse
import json
from datetime import date

from lake.snapshot import Snapshot


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command of this group."""
    command = commands.add_parser("replay", help="a person's code of a day, built again from the lake")
    command.add_argument("subscriber")
    command.add_argument("day", type=date.fromisoformat, help="the as-of date")
    command.set_defaults(run=run_replay)


def run_replay(given: argparse.Namespace) -> int:
    """JSON: features, model, rank, reasons, evidence, the line of the policy, and whether that equals what was told."""
    from cli.windows_of_one import window_of  # an engine, which no other command needs
    from ml.codes.replay import replay

    snapshot = Snapshot.open()
    told = replay(snapshot, given.subscriber, given.day, lambda key, day: window_of(snapshot, key, day))
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 0
