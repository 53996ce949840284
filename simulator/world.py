"""The world file: every number the simulator believes, read and checked once."""

from collections.abc import Iterable, Sized
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from simulator.conversion import WorldError, convert
from simulator.panel_checks import check_params
from simulator.panel_world import PanelParams


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

    `panel` may be left out as a whole: such a world has cases, but nobody calls or pays in it.
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
    life: Life
    payments: dict[str, float]
    occupations: dict[str, float]
    panel: PanelParams | None = None


LENGTHS = {"service_start": 2, "monthly": 12, "weekday": 7, "hourly": 24}


def load_world(path: Path) -> World:
    """Read a world file; raise WorldError naming the key that is wrong."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise WorldError(f"{path}: cannot be read: {error}") from error
    try:
        world: World = convert(World, content, "")
        _check(world)
    except WorldError as error:
        raise WorldError(f"{path}: {error}") from None
    return world


def _check(world: World) -> None:
    """Values that have the right type and still make no city."""
    for key, length in LENGTHS.items():
        _check_length(key, getattr(world, key), length)
    _check_length("age_share", world.age_share, len(world.age_upper))
    if world.age_upper != sorted(set(world.age_upper)) or world.age_upper[0] < 0:
        raise WorldError("key age_upper: ages must rise from band to band")
    if world.service_start[0] > world.service_start[1]:
        raise WorldError("key service_start: the first day is after the last")
    for key in ("male_share", "attempt_share", "several_victims_share", "repeat_victim_share"):
        _check_range(key, getattr(world, key), 1)
    for key in ("yearly", "county_population", "payments", "occupations"):
        _check_weights(key, getattr(world, key).values())
    for key in ("age_share", "monthly", "weekday", "hourly"):
        _check_weights(key, getattr(world, key))
    _check_range("incidence_per_10k", world.incidence_per_10k, 10_000)
    _check_types(world)
    _check_life(world.life)
    if world.panel is not None:
        check_params(world.panel, world.scam_types)


def _check_types(world: World) -> None:
    _check_weights("scam_types.*.share", [scam.share for scam in world.scam_types.values()])
    for code, scam in world.scam_types.items():
        key = f"scam_types.{code}"
        _check_length(f"{key}.age", scam.age, len(world.age_upper))
        _check_weights(f"{key}.age", scam.age)
        _check_weights(f"{key}.channels", scam.channels.values())
        _check_range(f"{key}.women", scam.women, 1)
        _check_range(f"{key}.rebate_max", scam.rebate_max, 1)
        for name in ("loss_median_yuan", "hours"):
            _check_range(f"{key}.{name}", getattr(scam, name), 1e9, lowest=1e-6)


def _check_life(life: Life) -> None:
    """Medians are positive; shares lie between 0 and 1, and those of the fates together."""
    for name, value in vars(life).items():
        is_time = name.endswith(("hours", "days"))
        _check_range(f"life.{name}", value, 1e6 if is_time else 1, lowest=1e-6 if is_time else 0)
    fates = life.refused + life.withdrawn + life.transferred + life.merged + life.deleted + life.vanished
    _check_range("life: refused + withdrawn + transferred + merged + deleted + vanished", fates, 1)


def _check_length(key: str, values: Sized, length: int) -> None:
    if len(values) != length:
        raise WorldError(f"key {key}: expected {length} items, found {len(values)}")


def _check_range(key: str, value: float, highest: float, lowest: float = 0) -> None:
    if not lowest <= value <= highest:
        raise WorldError(f"key {key}: {value:g} is not between {lowest:g} and {highest:g}")


def _check_weights(key: str, values: Iterable[float]) -> None:
    weights = list(values)
    if not (all(weight >= 0 for weight in weights) and 0 < sum(weights) < float("inf")):
        raise WorldError(f"key {key}: weights must not be negative, nor all zero")
