"""Homes for end-to-end tests: a small city simulated, loaded through ./afdw, and cleaned away."""

import csv
import io
import json
import os
import subprocess
from pathlib import Path
from typing import Any

from expectations.settings import REPO

Row = dict[str, str]


def afdw(home: Path, *arguments: str, code: int = 0) -> str:
    """Runs the operators' command in a home; any other exit code than expected fails with its log."""
    done = subprocess.run(
        [str(REPO / "afdw"), *arguments], env=os.environ | {"AFDW_HOME": str(home)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == code, f"afdw {' '.join(arguments)}: exit {done.returncode}\n{done.stderr[-4000:]}"
    return done.stdout if code == 0 else done.stdout + done.stderr


def table(home: Path, *arguments: str) -> list[Row]:
    """The rows of a command that prints CSV."""
    lines = [line for line in afdw(home, *arguments).splitlines(keepends=True) if not line.startswith("# ")]
    return list(csv.DictReader(io.StringIO("".join(lines))))


def status(home: Path) -> dict[str, Any]:
    """The home's status document."""
    document: dict[str, Any] = json.loads(afdw(home, "status"))
    return document


def simulate(home: Path, first: str, last: str, *options: str) -> Path:
    """Writes a small city's landing zone."""
    size = ("--residents", "20000", "--incidence", "25", "--seed", "7")
    afdw(home, "simulate", "--out", str(home), "--from", first, "--to", last, *size, *options)
    return home
