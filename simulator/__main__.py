"""`python -m simulator`: write the feeds of a synthetic city, and the truth about them."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from simulator.conversion import WorldError
from simulator.run import simulate
from simulator.settings import FEEDS, PANEL_FEEDS, Settings
from simulator.world import load_world

DEFAULT_WORLD = Path(__file__).parent / "worlds" / "huzhou.yaml"


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code: 0 written, 1 failed, 2 wrong use."""
    arguments = _parser().parse_args(argv)
    wrong = _wrong_use(arguments)
    if wrong:
        print(f"simulate: {wrong}", file=sys.stderr)
        return 2
    try:
        world = load_world(arguments.world)
        summary = simulate(Settings.of(arguments, world))
    except (WorldError, OSError) as error:
        print(f"simulate: {error}", file=sys.stderr)
        return 2 if isinstance(error, WorldError) else 1
    print(f"simulate: {summary}", file=sys.stderr)
    return 0


def _wrong_use(arguments: argparse.Namespace) -> str:
    """What is wrong with the options together; empty if nothing."""
    named = set((arguments.feeds or "").split(",")) - {""}
    if named - set(FEEDS):
        return f"feeds not known: {sorted(named - set(FEEDS))}"
    if named & set(PANEL_FEEDS) and not arguments.panel:
        return f"{', '.join(sorted(named & set(PANEL_FEEDS)))}: needs --panel, the number of residents who call and pay"
    if arguments.panel > arguments.residents:
        return "--panel is more than --residents"
    if arguments.panel_start and arguments.panel_start < arguments.start:
        return "--panel-from is before --from"
    return "--from is after --to" if arguments.start > arguments.end else ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="simulate", description=__doc__)
    add = parser.add_argument
    add("--out", type=Path, required=True, help="home: landing/ and truth/ are written below it")
    add("--seed", type=_at_least_zero, default=1)
    add("--residents", type=_positive, default=150_000)
    add("--panel", type=_at_least_zero, default=0, help="residents who also have calls, accounts and money")
    add("--panel-from", dest="panel_start", type=date.fromisoformat, help="first day of theirs; default --from")
    add("--parquet", action="store_true", help="calls and money as Parquet in OUT/parquet instead of wires")
    add("--incidence", type=_not_negative, default=25.0, help="times the world's base incidence")
    add("--effect", type=_effect, default=-0.45, help="change of incidence after the service's start")
    add("--faults", type=_share, default=0.0, help="probability of a fault per row of the daily files")
    add("--world", type=Path, default=DEFAULT_WORLD)
    add("--from", dest="start", type=date.fromisoformat, default=date(2019, 1, 1))
    add("--to", dest="end", type=date.fromisoformat, default=date(2021, 10, 25))
    add("--feeds", help=f"comma-separated, of {','.join(FEEDS)}; default all that the panel allows")
    return parser


def _in_range(value: float, lowest: float, highest: float = 1e9) -> float:
    if not lowest <= value <= highest:
        raise argparse.ArgumentTypeError(f"{value:g} is not between {lowest:g} and {highest:g}")
    return value


def _at_least_zero(text: str) -> int:
    return int(_in_range(int(text), 0))


def _positive(text: str) -> int:
    return int(_in_range(int(text), 1))


def _not_negative(text: str) -> float:
    return _in_range(float(text), 0)


def _effect(text: str) -> float:
    return _in_range(float(text), -1)


def _share(text: str) -> float:
    return _in_range(float(text), 0, 1)


if __name__ == "__main__":
    sys.exit(main())
