"""The world file: every number the simulator believes, read and checked once."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from simulator.conversion import WorldError, convert
from simulator.panel_world import PanelParams
from simulator.trait_world import Trait
from simulator.world_checks import check_world
from simulator.world_file import read_world_file


@dataclass(frozen=True)
class ScamType:
    """One way of cheating: who falls for it, for how much, over which channel."""

    share: float
    age: list[float]
    women: float
    loss_median_yuan: float
    loss_sigma: float
    rebate_max: float
    hours: float
    channels: dict[str, float]


@dataclass(frozen=True)
class Residents:
    """Who the residents are and what happens to them: shares, of events in a year; `deaths` by band of age."""

    phone_from: int
    migrants: float
    migrant_homes: dict[str, float]
    communities: int
    moves: float
    leaves: float
    numbers: float
    deaths: list[float]


@dataclass(frozen=True)
class Registrations:
    """Who registers for the service, how soon after its start (means in days), and what follows (shares).

    `panel_first`: the panel is filled with them before anybody else. `exposure`: how many times as often as others
    they are cheated; the number of cases stays.
    """

    coverage: float
    ramp_days: float
    consented: float
    withdrawn: float
    back: float
    unregistered: float
    later_days: float
    county_only: float
    channels: dict[str, float]
    panel_first: bool = False
    exposure: float = 1.0


@dataclass(frozen=True)
class Life:
    """Probabilities (0..1) and medians of the events in the life of a case."""

    late_report_share: float
    report_hours: float
    late_report_days: float
    accept_hours: float
    file_days: float
    refused: float
    solved: float
    solve_days: float
    withdrawn: float
    reopened: float
    transferred: float
    merged: float
    deleted: float
    vanished: float
    loss_corrected: float
    type_corrected: float
    county_only: float
    area_corrected: float
    out_of_order: float
    resent: float
    doubled: float


@dataclass(frozen=True)
class World:
    """All parameters of one city. Populations are in 10,000 residents, ages in years.

    `panel` may be left out as a whole: such a world has cases, but nobody calls or pays in it. Without `trait` nobody
    is a likelier victim than age and sex say.
    """

    name: str
    incidence_per_10k: float
    service_start: list[date]
    county_population: dict[str, float]
    male_share: float
    age_reference: date
    age_upper: list[int]
    age_share: list[float]
    yearly: dict[int, float]
    monthly: list[float]
    weekday: list[float]
    hourly: list[float]
    loss_cap_yuan: float
    attempt_share: float
    several_victims_share: float
    repeat_victim_share: float
    scam_types: dict[str, ScamType]
    residents: Residents
    registrations: Registrations
    life: Life
    payments: dict[str, float]
    occupations: dict[str, float]
    panel: PanelParams | None = None
    trait: Trait | None = None


def load_world(path: Path) -> World:
    """Read a world file; raise WorldError naming the key that is wrong."""
    content = read_world_file(path)
    try:
        world: World = convert(World, content, "")
        check_world(world)
    except WorldError as error:
        raise WorldError(f"{path}: {error}") from None
    return world
