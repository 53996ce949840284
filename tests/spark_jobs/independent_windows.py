"""The measures of accounts and residents that others recompute, counted anew from what `./afdw dump` prints of silver:
no code of the warehouse, no dates but text.

Run as a program: `python independent_windows.py HOME D…` prints the rows that differ from those of the window tables.
"""

import csv
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

Row = dict[str, str]
Dump = Callable[[str], list[Row]]
Measures = dict[str, dict[str, int]]
#: Measures that are compared: those of accounts, and of residents those of calls in and of money that has a holder.
EXACT = re.compile(
    r"account_(in|out)_(count|fen)_\d+d|account_\w+_distinct_count_\d+d"
    r"|resident_(calls_in_count|calls_in_foreign_count|call_in_longest_s|out_count|out_fen|in_fen)_\d+d"
)
AFDW = Path(__file__).parents[2] / "afdw"


def known(dump: Dump, feed: str, as_of: str) -> list[Row]:
    """The rows of a feed's files that are in by a date and not withdrawn."""
    events = [row for row in dump("silver.file_events") if row["feed"] == feed and row["event"] == "withdrawn"]
    gone = {row["file_sha256"] for row in events if row["batch_date"] <= as_of}
    return [row for row in dump(f"silver.{feed}") if row["batch_date"] <= as_of and row["file_sha256"] not in gone]


def windows(as_of: str) -> Iterator[tuple[str, str]]:
    """(name, first day) of each window."""
    for days in (1, 7, 30):
        yield f"{days}d", (date.fromisoformat(as_of) - timedelta(days=days - 1)).isoformat()


def counting_legs(dump: Dump, as_of: str) -> list[Row]:
    """Successful, in CNY, neither a reversal nor reversed, and happened by the date."""
    legs = [row for row in known(dump, "transactions", as_of) if row["is_success"] == "true"]
    taken_back = {(row["source"], row["account_key"], row["reversal_of"]) for row in legs if row["reversal_of"]}
    own = [leg for leg in legs if leg["currency"] == "CNY" and not leg["reversal_of"] and leg["event_date"] <= as_of]
    return [leg for leg in own if (leg["source"], leg["account_key"], leg["serial_no"]) not in taken_back]


def accounts(dump: Dump, as_of: str) -> Measures:
    """account → measure → value."""
    found: Measures = defaultdict(lambda: defaultdict(int))
    peers = defaultdict(set)
    for leg in counting_legs(dump, as_of):
        way, others = leg["direction_code"], "payers" if leg["direction_code"] == "in" else "payees"
        for name, first in windows(as_of):
            if leg["event_date"] >= first:
                own = found[leg["account_key"]]
                own[f"account_{way}_count_{name}"] += 1
                own[f"account_{way}_fen_{name}"] += int(leg["amount_fen"])
                peers[leg["account_key"], f"account_{others}_distinct_count_{name}"].add(leg["peer_account_key"])
    for (account, name), keys in peers.items():
        found[account][name] = len(keys - {""})
    return found


def holders(dump: Dump, batch: str) -> dict[str, str]:
    """number → the one resident who has it by a batch: by the newest version of the register, else registration."""
    numbers: dict[str, str] = {}
    for table, said_at, number in (
        ("registrations", "event_at", "event_no"),
        ("residents", "updated_at", "version_no"),
    ):
        rows = [row for row in dump(f"silver.{table}") if row["batch_date"] <= batch]
        order = sorted(
            rows,
            key=lambda row: (
                row[said_at],
                row["batch_date"],
                row["registration_id"] if said_at == "event_at" else "",
                int(row[number]),
            ),
        )
        newest = {
            row["resident_key"]: row["phone_key"] for row in order if row.get("event_code", "register") == "register"
        }
        numbers |= {person: phone for person, phone in newest.items() if phone}
    shared = Counter(numbers.values())
    return {phone: person for person, phone in numbers.items() if shared[phone] == 1}


def residents(dump: Dump, as_of: str) -> Measures:
    """resident → measure → value, of everybody with data in the 30 days."""
    found: Measures = defaultdict(lambda: defaultdict(int))
    calls = known(dump, "call_records", as_of)
    owner = {batch: holders(dump, batch) for batch in {row["batch_date"] for row in calls}}
    for call in calls:
        person = owner[call["batch_date"]].get(call["own_key"])
        is_call, is_answered = call["call_type_code"] in ("voice", "video"), call["duration_s"] not in ("", "0")
        way = call["direction_code"]
        is_data = (way == "forward" and is_call) or (way == "in" and not is_call) or (is_call and is_answered)
        for name, first in windows(as_of):
            if person and first <= call["event_date"] <= as_of and is_data:
                own = found[person]
                if way == "in" and is_call:
                    longest = f"resident_call_in_longest_s_{name}"
                    own[f"resident_calls_in_count_{name}"] += 1
                    own[f"resident_calls_in_foreign_count_{name}"] += call["peer_class_code"] == "foreign"
                    own[longest] = max(own[longest], int(call["duration_s"]))
    for leg in counting_legs(dump, as_of):
        for name, first in windows(as_of):
            if leg["holder_key"] and leg["event_date"] >= first:
                own = found[leg["holder_key"]]
                own[f"resident_{leg['direction_code']}_count_{name}"] += 1
                own[f"resident_{leg['direction_code']}_fen_{name}"] += int(leg["amount_fen"])
    return found


def differing(dump: Dump, as_of: str) -> list[tuple[str, str]]:
    """(key, column) of what the window tables tell otherwise as of a date; who has no row, or one too many."""
    found = []
    for table, measures in (("account_window", accounts(dump, as_of)), ("resident_window", residents(dump, as_of))):
        key, *_ = columns = dump(f"features.{table}")[0]
        told = {row[key]: row for row in dump(f"features.{table}") if row["as_of_date"] == as_of}
        found += [(name, "row") for name in told.keys() ^ measures.keys()]
        ours = [column for column in columns if EXACT.fullmatch(column)]
        assert len(ours) == (18 if table == "account_window" else 16)
        for name in told.keys() & measures.keys():
            found += [(name, column) for column in ours if int(told[name][column] or 0) != measures[name][column]]
    return found


def dump_of(home: Path) -> Dump:
    """Reads tables of a home, each once."""
    read: dict[str, list[Row]] = {}

    def dump(table: str) -> list[Row]:
        if table not in read:
            command, place = [str(AFDW), "dump", table], os.environ | {"AFDW_HOME": str(home)}
            lines = subprocess.run(
                command, env=place, stdout=subprocess.PIPE, text=True, check=True
            ).stdout.splitlines()
            read[table] = list(csv.DictReader(line for line in lines if not line.startswith("# ")))
        return read[table]

    return dump


if __name__ == "__main__":
    dump = dump_of(Path(sys.argv[1]))
    for day in sys.argv[2:]:
        print(day, differing(dump, day))
