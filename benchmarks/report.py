"""What a benchmark tells: a table for people, JSON for programs."""

import json
import os
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.measured import Run

HEADER = ("stage", "rows", "ours s", "CPU s", "rows/s", "MB", "peer s", "CPU s", "MB", "ratio", "CPU ratio", "growth")


@dataclass(frozen=True)
class Size:
    """How much is measured: rows times `scale`; None where the stage decides."""

    scale: float = 1.0
    factors: tuple[int, ...] | None = None
    repeats: int | None = None


@dataclass(frozen=True)
class Figure:
    """One line: a stage at a number of rows, its run and, where there is one, the peer's."""

    stage: str
    rows: int
    ours: Run
    peer: Run | None = None


def table(figures: list[Figure]) -> str:
    """The figures in columns. `growth` is our time against the same stage with fewer rows, further up."""
    before: dict[str, Figure] = {}
    lines: list[tuple[str, ...]] = [HEADER]
    for figure in figures:
        lines.append(_cells(figure, before.get(figure.stage)))
        before[figure.stage] = figure
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADER))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def write_json(figures: list[Figure], target: Path) -> None:
    """The figures with what is needed to read them: cores, load of the machine, Python."""
    machine = {"cores": os.cpu_count(), "load": os.getloadavg(), "python": platform.python_version()}
    document = {"machine": machine, "figures": [asdict(figure) for figure in figures]}
    target.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def _cells(figure: Figure, before: Figure | None) -> tuple[str, ...]:
    return (figure.stage, str(figure.rows), *_of_run(figure), *_of_peer(figure), _growth(figure, before))


def _of_run(figure: Figure) -> Iterator[str]:
    run = figure.ours
    yield from (f"{run.seconds:.1f}", f"{run.cpu_s:.1f}", f"{figure.rows / run.seconds:.0f}", _megabytes(run))


def _of_peer(figure: Figure) -> Iterator[str]:
    if figure.peer is None:
        yield from ("-",) * 5
        return
    peer, ours = figure.peer, figure.ours
    yield from (f"{peer.seconds:.1f}", f"{peer.cpu_s:.1f}", _megabytes(peer))
    yield from (f"{ours.seconds / peer.seconds:.2f}", f"{ours.cpu_s / peer.cpu_s:.2f}")


def _growth(figure: Figure, before: Figure | None) -> str:
    if before is None:
        return "-"
    return f"{figure.ours.seconds / before.ours.seconds:.2f} at x{figure.rows / before.rows:.0f}"


def _megabytes(run: Run) -> str:
    return f"{run.peak_bytes / 1e6:.0f}"
