"""receive, rollback, rotate: what front ends do with an export, the way back, and the keys that sign."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from cli import signing
from cli.context import run_job
from exports import receiver
from exports.signing import Keys, keys_document


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the commands of this group."""
    receive = commands.add_parser("receive", help="take a batch of risk codes into a table, as a front end does")
    receive.add_argument("batch", metavar="BATCH", help="folder with a manifest")
    receive.add_argument("store", metavar="STORE", help="SQLite file or postgresql://…")
    receive.add_argument("--keys", type=Path, help="public keys of the publisher; without it those of this checkout")
    receive.add_argument("--name", default="", help="name of the receiver in its acks")
    receive.set_defaults(run=run_receive)
    rollback = commands.add_parser("rollback", help="publish the codes of an earlier sequence again, as a new one")
    rollback.add_argument("sequence", metavar="SEQUENCE", type=int)
    rollback.set_defaults(run=run_rollback)
    rotate = commands.add_parser("rotate", help="add a second key that signs exports, switch to it, drop the old one")
    step = rotate.add_mutually_exclusive_group()
    step.add_argument("--switch", dest="step", action="store_const", const="switch", default="add")
    step.add_argument("--drop", dest="step", action="store_const", const="drop")
    step.add_argument("--show", dest="step", action="store_const", const="show", help="only print the public keys")
    rotate.set_defaults(run=run_rotate)


def run_receive(given: argparse.Namespace) -> int:
    """The reference receiver, which trusts this checkout's keys unless it is told others."""
    name = ["--name", given.name] if given.name else []
    if given.keys:
        return receiver.main([given.batch, given.store, "--keys", str(given.keys), *name])
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "keys.json"
        place.write_text(json.dumps(keys_document(Keys.open().public())))
        return receiver.main([given.batch, given.store, "--keys", str(place), *name])


def run_rollback(given: argparse.Namespace) -> int:
    """The publisher, asked for the way back."""
    run_job("exports.publish_codes", "--rollback", str(given.sequence))
    return 0


def run_rotate(given: argparse.Namespace) -> int:
    """One step; the public keys that receivers must know, as JSON, on stdout."""
    if given.step != "show":
        signing.rotate(given.step)
    json.dump(keys_document(Keys.open().public()), sys.stdout, indent=1)
    print()
    return 0
