"""decide: what officers have decided, checked by the rules of the load and laid into the landing zone of its batch."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from cli.context import WrongUse, code_of_job, print_csv
from expectations.settings import home
from lake.locks import exclusive
from lake.snapshot import Snapshot
from spark_jobs.feed.trial import Trial, tried
from spark_jobs.load_decisions import FEED
from spark_jobs.wire.deliver import next_file, put

SOURCE = "officers"
#: Brings urgent decisions to the front ends on the day itself.
PUBLISHER = "exports.publish_codes"


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the commands of this group."""
    decide = commands.add_parser("decide", help="check decisions (JSON lines) and deliver them to their batch")
    decide.add_argument("file", type=Path)
    decide.add_argument("--batch-date", type=date.fromisoformat, required=True)
    decide.add_argument("--urgent", action="store_true", help="publish them as an extra sequence at once")
    decide.set_defaults(run=run_decide)


def run_decide(given: argparse.Namespace) -> int:
    """Delivers the lines of a file, all or none; says by JSON what became of them, or by CSV which are at fault."""
    if not given.file.is_file():
        raise WrongUse(f"{given.file} is no file")
    with exclusive(FEED.name):
        target, trial = _delivered(given.file, given.batch_date)
    if trial.refused:
        print_csv(("file", "line", "column", "reason"), [(given.file.name, *fault) for fault in trial.refused])
        _say(f"{len(trial.refused)} of {trial.lines} lines are at fault; nothing is written")
        return 1
    told = {"file": target, "lines": trial.lines, "new": trial.news, "duplicate": trial.duplicates}
    print(json.dumps(told, ensure_ascii=False))
    if given.urgent and target:
        return code_of_job(PUBLISHER, "--urgent", target)
    return 0


def _delivered(source: Path, day: date) -> tuple[str | None, Trial]:
    """The address of the file that holds the lines, and what they are. Nothing is written where one is at fault, or
    where all are known."""
    landing, content = str(home() / "landing"), source.read_bytes()
    target = next_file(landing, FEED.name, day, SOURCE)
    trial = tried(FEED, landing, target.at(source))
    if not trial.lines:
        raise WrongUse(f"{source} holds no line")
    if trial.refused:
        return None, trial
    if not trial.news:
        _say(f"all {trial.lines} lines are known already; nothing is written")
        return trial.same_as, trial
    if day in Snapshot.open().named(FEED.name):
        _say(f"warning: batch {day} is published already: load it again, or give the decisions to a later one")
    return put(target, content), trial


def _say(words: str) -> None:
    print(f"afdw decide: {words}", file=sys.stderr, flush=True)
