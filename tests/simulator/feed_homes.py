"""Small cities with all feeds, and reading what they wrote with plain Python only."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from simulator_helpers import Rows, settings

from simulator.run import simulate
from simulator.settings import FEEDS, Settings

ENCODINGS = {"mobile": "utf-8-sig", "telecom": "utf-8", "wechat": "utf-8-sig", "police": "utf-8", "miniapp": "utf-8"}


def city(home: Path, **changes: object) -> Settings:
    """3,000 residents, 800 of them in the panel from the fourth of ten days on."""
    small = replace(settings(home), residents=3_000, panel=800, feeds=FEEDS, incidence=100.0,
                    start=date(2021, 9, 1), panel_start=date(2021, 9, 4), end=date(2021, 9, 10))  # fmt: skip
    return replace(small, **changes)


def built(home: Path, **changes: object) -> Path:
    """The home of a city."""
    simulate(city(home, **changes))
    return home


def landing(home: Path, last: str = "9999") -> dict[str, bytes]:
    """Every landing file's bytes up to a batch date."""
    found = [path for path in (home / "landing").rglob("*") if path.is_file()]
    return {str(p.relative_to(home / "landing")): p.read_bytes() for p in found if p.parent.name <= last}


def rows(home: Path, feed: str, day: str, source: str, seq: int = 1) -> Rows:
    """The rows of one file by wire name, TABs taken away."""
    suffix = "jsonl" if feed == "registrations" else "csv"
    text = (home / "landing" / feed / day / f"{source}_{day}_{seq}.{suffix}").read_bytes()
    decoded = text.decode("gb18030" if feed == "accounts" else ENCODINGS.get(source, "gb18030"))
    if suffix == "jsonl":
        return [json.loads(line) for line in decoded.splitlines()]
    lines = csv.reader(io.StringIO(decoded.replace("\t", ""), newline=""), delimiter="|" if source == "police" else ",")
    header, *found = lines
    return [dict(zip(header, row, strict=True)) for row in found]
