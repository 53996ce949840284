"""The measures of accounts and residents that others recompute, counted anew from what `./afdw dump` prints of silver:
no code of the warehouse, no dates but text.

Run as a program: `python independent_windows.py HOME D…` prints the rows that differ from those of the window tables.
"""

import csv
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

Row = dict[str, str]
Dump = Callable[[str], list[Row]]
Measures = dict[str, dict[str, int]]
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


def accounts(dump: Dump, as_of: str) -> Measures:
    """account → measure → value."""
    legs = [row for row in known(dump, "transactions", as_of) if row["is_success"] == "true"]
    taken_back = {(row["source"], row["account_key"], row["reversal_of"]) for row in legs if row["reversal_of"]}
    found: Measures = defaultdict(lambda: defaultdict(int))
    peers = defaultdict(set)
    for leg in legs:
        is_reversed = (leg["source"], leg["account_key"], leg["serial_no"]) in taken_back
        if leg["currency"] != "CNY" or leg["reversal_of"] or is_reversed or leg["event_date"] > as_of:
            continue
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


def differing(dump: Dump, as_of: str) -> list[tuple[str, str]]:
    """(key, column) of what the window tables tell otherwise as of a date."""
    found = []
    for table, key, measures in (("account_window", "account_key", accounts(dump, as_of)),):
        told = {row[key]: row for row in dump(f"features.{table}") if row["as_of_date"] == as_of}
        found += [(name, "row") for name in told.keys() ^ measures.keys()]
        for name in told.keys() & measures.keys():
            columns = [column for column in told[name] if column not in (key, "as_of_date")]
            found += [(name, c) for c in columns if int(told[name][c]) != measures[name][c]]
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
