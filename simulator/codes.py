"""Code lists shared with the warehouse: its seeds, read as plain CSV."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.conversion import WorldError

if TYPE_CHECKING:
    from simulator.world import World

SEEDS = Path(__file__).resolve().parent.parent / "dbt_project" / "seeds"


@dataclass(frozen=True)
class Area:
    """A town or county with the share of the city's residents that live in it (0..1)."""

    code: str
    name: str
    county: str
    county_name: str
    share: float


def _rows(seed: str) -> list[dict[str, str]]:
    with (SEEDS / seed).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_towns(world: "World") -> list[Area]:
    """All towns of the world's counties, in code order; equal shares inside a county."""
    rows = _rows("areas.csv")
    names = {row["area_code"]: row["area_name"] for row in rows}
    total = sum(world.county_population.values())
    towns = []
    for county, population in sorted(world.county_population.items()):
        own = sorted(r["area_code"] for r in rows if r["parent_code"] == county and r["area_level"] == "town")
        if county not in names or not own:
            raise WorldError(f"key county_population.{county}: the seed areas.csv has no town of it")
        share = population / total / len(own)
        towns += [Area(code, names[code], county, names[county], share) for code in own]
    return towns


def check_codes(world: "World") -> None:
    """The world may only use areas, types, channels and banks that the warehouse knows."""
    load_towns(world)
    types = {row["scam_type_code"] for row in _rows("scam_types.csv")}
    channels = {row["channel_name"] for row in _rows("contact_channels.csv")}
    for code, scam in world.scam_types.items():
        if code not in types:
            raise WorldError(f"key scam_types.{code}: not in the seed scam_types.csv")
        for name in sorted(set(scam.channels) - channels):
            raise WorldError(f"key scam_types.{code}.channels.{name}: not in the seed contact_channels.csv")
    _check_banks(world.panel.banks if world.panel else {})


def _check_banks(banks: dict[str, str]) -> None:
    """Account rows name the bank, its branch after it: readers know it by the beginning."""
    known = tuple(row["bank_name"] for row in _rows("banks.csv"))
    for source, name in banks.items():
        if not name.startswith(known):
            raise WorldError(f"key panel.banks.{source}: {name!r} begins with no name of the seed banks.csv")
