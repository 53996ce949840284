"""python -m benchmarks STAGE…: each stage beside its peer, in one run. See README.md."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks import codes, features, graph, history, load, patterns, simulator
from benchmarks.measured import RunFailed
from benchmarks.report import Figure, Size, table, write_json
from expectations.settings import home

STAGES = {
    "load": (load.figures,),
    "history": (history.figures,),
    "features": (features.figures,),
    "codes": (codes.figures,),
    "graph": (graph.figures, patterns.figures),
    "simulator": (simulator.figures,),
}


def main(argv: list[str] | None = None) -> int:
    """0 measured, whatever the figures; 1 something failed to run; 2 wrong use."""
    given = _parser().parse_args(argv)
    factors = tuple(int(part) for part in given.factors.split(",")) if given.factors else None
    size = Size(given.scale, factors, given.repeats)
    place = home()
    place.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix="bench-", dir=given.scratch or place) as scratch:
            found = _measure(given.stages or ["load"], Path(scratch), size)
    except RunFailed as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    target = given.json or place / "bench.json"
    write_json(found, target)
    print(table(found))
    print(f"figures in {target}", file=sys.stderr)
    return 0


def _measure(stages: list[str], scratch: Path, size: Size) -> list[Figure]:
    found = []
    for figures in (figures for stage in stages for figures in STAGES[stage]):
        for figure in figures(scratch, size):
            told = {"stage": figure.stage, "rows": figure.rows, "s": round(figure.ours.seconds, 1)}
            print(json.dumps(told), file=sys.stderr)
            found.append(figure)
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    add = parser.add_argument
    add("stages", nargs="*", choices=[*STAGES, []], help="default: load")
    add("--scale", type=float, default=1.0, help="times the rows")
    add("--factors", help="sizes of the curve, comma-separated; default 1,2,4")
    add("--repeats", type=int, help="runs at the first size, of which the median counts; default 3")
    add("--scratch", type=Path, help="folder for the data while it runs; default the home")
    add("--json", type=Path, help="default HOME/bench.json")
    return parser


if __name__ == "__main__":
    sys.exit(main())
