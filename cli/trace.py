"""trace: where money that entered an account, or left a victim, went; what is still there and can be held."""

import argparse
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from cli.context import CommandFailed, WrongUse
from cli.trace_picture import picture
from cli.trace_tables import TABLES, csv_text, told
from lake.shanghai import SHANGHAI
from lake.snapshot import Snapshot
from ml.common.params import params
from spark_jobs.graph.allocation import DIRECT, METHODS
from spark_jobs.graph.tracing import HOPS
from spark_jobs.trace import held
from spark_jobs.trace.books import Books
from spark_jobs.trace.following import Start, follow
from spark_jobs.trace.partials import EDGES

KEY = re.compile(r"k[0-9a-f]{15}")
MONEY_DAYS = "money_days"
#: What builds a day, and behind it all that an older version built.
BUILDS = "./afdw day --from {0} --to {0} --until features"
MOST_HOPS, MOST_DAYS = 10, 90


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command of this group."""
    command = commands.add_parser("trace", help="where the money of an account went, and what can still be held")
    command.add_argument("key", metavar="KEY", help="an account, a card, or a victim: k and 15 hex digits")
    command.add_argument("--at", required=True, metavar="T", help="a date, or an instant with its zone")
    command.add_argument("--method", choices=tuple(METHODS), default=DIRECT)
    command.add_argument("--hops", type=_upto(MOST_HOPS), default=HOPS)
    command.add_argument("--days", type=_upto(MOST_DAYS), default=30, help="how far back, the day itself included")
    output = command.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="everything, on stdout (default)")
    output.add_argument("--csv", action="store_true", help="the transfers, on stdout")
    output.add_argument("--svg", type=Path, metavar="FILE", help="a picture")
    output.add_argument("--out", type=Path, metavar="DIR", help="all of these and the lists, as files")
    command.set_defaults(run=run_trace)


def run_trace(given: argparse.Namespace) -> int:
    """Follows the money and tells it in one of the forms."""
    key, (day, until) = key_of(given.key), moment(given.at)
    books = opened(Snapshot.open(), day, given.days, until)
    kind, start = start_of(books, key, given.key)
    trace = trace_of(books, start, given.method, given.hops)
    trace = {"key": given.key, "kind": kind, "as_of_date": day.isoformat(), **trace}
    if given.csv:
        print(csv_text(trace, "transfers"), end="")
    elif given.svg:
        given.svg.write_text(picture(trace), encoding="utf-8")
    elif given.out:
        _write(given.out, trace)
    else:
        print(_json(trace))
    return 0


def trace_of(books: Books, start: Start, method: str, hops: int) -> dict[str, Any]:
    """The whole trace as it is told."""
    found = follow(books, start, method, hops)
    banks = books.banks({*found.rows["payer_key"].to_pylist(), *found.levels})
    states = books.states(found.levels)
    rows = held.accounts(found, states, banks, books.balances(found.levels), books.reported(found.levels))
    freeze = held.freeze(rows, books.until, params("trace")["half_h"])
    return told(found, rows, freeze, method, books, banks)


def key_of(text: str) -> int:
    """A key as it is printed everywhere."""
    if not KEY.fullmatch(text):
        raise WrongUse(f"{text} is no key: a key is k and 15 hex digits, as dump prints it")
    return int(text[1:], 16)


def moment(text: str) -> tuple[date, datetime | None]:
    """The Shanghai date of T, and T itself where it is an instant."""
    try:
        if len(text) == len("2021-10-05"):
            return date.fromisoformat(text), None
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongUse(f"--at {text} is neither a date nor an instant: 2021-10-05, 2021-10-05T14:30+08:00") from error
    if at.tzinfo is None:
        raise WrongUse(f"--at {text} has no zone: write {text}+08:00 for Shanghai")
    at = at.astimezone(UTC)
    return at.astimezone(SHANGHAI).date(), at


def opened(snapshot: Snapshot, day: date, days: int, until: datetime | None) -> Books:
    """The books of a day that has been built."""
    built = snapshot.live(MONEY_DAYS)
    if day not in built:
        there = f"built are {built[0]} to {built[-1]}" if built else "no day is"
        raise CommandFailed(f"the money of {day} is not built: {there} ({BUILDS.format(day)})")
    first = day - timedelta(days=days)  # a batch of the day before may bring events of the first
    named = snapshot.named(MONEY_DAYS)
    if old := [d for d in built if first <= d <= day and EDGES["payee_key"] not in named[d].content]:
        raise CommandFailed(f"the money of {old[0]} does not lie by payee yet ({BUILDS.format(old[0])})")
    return Books.as_of(snapshot, day, days, until)


def start_of(books: Books, key: int, text: str) -> tuple[str, Start]:
    """An account as it is, or under the name of its card; else the accounts named by the cases of a victim."""
    account = books.account_of(key)
    if books.states([account]) or books.transfers([account], has_hubs=True)[0].num_rows:
        return "account", Start(frozenset([account]))
    own, named = books.held_by(key), books.reported_by(key)
    if not own or not named:
        since = books.day - timedelta(days=books.days - 1)
        raise CommandFailed(
            f"{text} is no account that anybody told of up to {books.day}, has no transfer since {since}, and is no"
            " victim with accounts of the own and accounts named in a case"
        )
    return "victim", Start(frozenset(named - own), frozenset(own))


def _write(folder: Path, trace: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "trace.json").write_text(_json(trace) + "\n", encoding="utf-8")
    (folder / "trace.svg").write_text(picture(trace), encoding="utf-8")
    for name in TABLES:
        (folder / f"{name}.csv").write_text(csv_text(trace, name), encoding="utf-8")


def _json(trace: dict[str, Any]) -> str:
    return json.dumps(trace, ensure_ascii=False, indent=1)


def _upto(most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isdigit() or not 1 <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text} is not a number from 1 to {most}")
        return int(text)

    return number
