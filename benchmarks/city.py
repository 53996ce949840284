"""The data of a benchmark: files of one sender with an exact number of rows, made by the simulator."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import yaml

from benchmarks.measured import Run, measured
from expectations.settings import REPO

WORLD = REPO / "simulator" / "worlds" / "huzhou.yaml"
LAST_DAY = date(2021, 10, 22)
PANEL = 400_000


@dataclass(frozen=True)
class Sender:
    """One feed's wire of a benchmark: whose files, and at least how many rows `PANEL` people make a day."""

    feed: str
    source: str
    rows_of_a_day: int


#: Bank 1 writes GB18030, 34 columns, a TAB after every value; the mobile carrier UTF-8, 30 columns.
TRANSACTIONS = Sender("transactions", "bank1", 450_000)
CALLS = Sender("call_records", "mobile", 1_500_000)


def simulated(home: Path, feeds: list[str], days: int, *options: str) -> Run:
    """Runs the simulator for the last days."""
    first = LAST_DAY - timedelta(days=days - 1)
    command = [sys.executable, "-m", "simulator", "--out", str(home), "--feeds", ",".join(feeds), *options]
    size = ["--residents", str(PANEL), "--panel", str(PANEL), "--from", str(first), "--to", str(LAST_DAY)]
    return measured([*command, *size], {"PYTHONPATH": str(REPO)}, REPO)


def one_bank_world(folder: Path) -> Path:
    """The world in which everybody is at bank 1: its files then hold most of a city's payments."""
    world = yaml.safe_load(WORLD.read_text(encoding="utf-8"))
    world["panel"]["holdings"] |= {"bank1": 1.0, "bank2": 0.0, "wechat": 0.0, "alipay": 0.0}
    path = folder / "one_bank.yaml"
    path.write_text(yaml.safe_dump(world, allow_unicode=True), encoding="utf-8")
    return path


def files_of(sender: Sender, sizes: list[int], scratch: Path) -> dict[int, Path]:
    """{rows: landing folder with one file of so many rows}: the lines of as many days as it takes."""
    home = scratch / "city"
    world = ["--world", str(one_bank_world(scratch))] if sender is TRANSACTIONS else []
    simulated(home, [sender.feed], -(-max(sizes) // sender.rows_of_a_day), *world)
    days = sorted((home / "landing" / sender.feed).glob(f"*/{sender.source}_*.csv"), reverse=True)
    made = {rows: _written(days, rows, scratch / f"landing-{rows}", sender) for rows in sizes}
    shutil.rmtree(home)
    return made


def delivered(landing: Path, sender: Sender) -> Path:
    """The file of a landing folder."""
    name = f"{sender.source}_{LAST_DAY}_1.csv"
    return landing / sender.feed / LAST_DAY.isoformat() / name


def _written(days: list[Path], rows: int, landing: Path, sender: Sender) -> Path:
    target = delivered(landing, sender)
    target.parent.mkdir(parents=True)
    with days[0].open("rb") as first, target.open("wb") as out:
        out.write(first.readline())
        for lines in _blocks(days, rows):
            out.write(lines)
    return landing


def _blocks(days: list[Path], rows: int) -> Iterator[bytes]:
    """Whole lines of the files one after another without their headers, `rows` in all."""
    for path in days:
        with path.open("rb") as file:
            file.readline()
            while rows and (block := file.read(1 << 20) + file.readline()):
                found = block.count(b"\n")
                if found > rows:
                    block, found = b"".join(block.splitlines(keepends=True)[:rows]), rows
                rows -= found
                yield block
    if rows:
        raise ValueError(f"the days hold {rows} rows too few")
