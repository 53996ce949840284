"""The world file: every number the simulator believes, read and checked once."""

from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import yaml


class WorldError(ValueError):
    """The world file lacks a key, has one too many, or holds a wrong value."""


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
    """All parameters of one city. Populations are in 10,000 residents, ages in years."""

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


LENGTHS = {"service_start": 2, "monthly": 12, "weekday": 7, "hourly": 24}


def load_world(path: Path) -> World:
    """Read a world file; raise WorldError naming the key that is wrong."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise WorldError(f"{path}: cannot be read: {error}") from error
    try:
        world: World = _convert(World, content, "")
        _check(world)
    except WorldError as error:
        raise WorldError(f"{path}: {error}") from None
    return world


def _convert(wanted: Any, value: Any, key: str) -> Any:
    if hasattr(wanted, "__dataclass_fields__"):
        return _build(wanted, value, key)
    if get_origin(wanted) is list:
        return _list(wanted, value, key)
    if get_origin(wanted) is dict:
        return _dict(wanted, value, key)
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, wanted) or isinstance(value, bool):
        raise WorldError(f"key {key}: expected {wanted.__name__}, found {value!r}")
    return value


def _build(cls: Any, value: Any, key: str) -> Any:
    if not isinstance(value, dict):
        raise WorldError(f"key {key or '(top)'}: expected a mapping, found {value!r}")
    dot = f"{key}." if key else ""
    names = [field.name for field in fields(cls)]
    for name in value:
        if name not in names:
            raise WorldError(f"unknown key {dot}{name}")
    for name in names:
        if name not in value:
            raise WorldError(f"missing key {dot}{name}")
    hints = get_type_hints(cls)
    return cls(**{name: _convert(hints[name], value[name], dot + name) for name in names})


def _list(wanted: Any, value: Any, key: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise WorldError(f"key {key}: expected a list, found {value!r}")
    return [_convert(get_args(wanted)[0], item, f"{key}[{i}]") for i, item in enumerate(value)]


def _dict(wanted: Any, value: Any, key: str) -> dict[Any, Any]:
    if not isinstance(value, dict) or not value:
        raise WorldError(f"key {key}: expected a mapping, found {value!r}")
    of_key, of_value = get_args(wanted)
    return {
        _convert(of_key, name, f"{key}.{name}"): _convert(of_value, item, f"{key}.{name}")
        for name, item in value.items()
    }


def _check(world: World) -> None:
    for key, length in LENGTHS.items():
        _check_length(key, getattr(world, key), length)
    bands = len(world.age_upper)
    _check_length("age_share", world.age_share, bands)
    for code, scam in world.scam_types.items():
        _check_length(f"scam_types.{code}.age", scam.age, bands)
    for name, value in vars(world.life).items():
        if value < 0 or (value > 1 and not name.endswith(("hours", "days"))):
            raise WorldError(f"key life.{name}: {value} is not a share between 0 and 1")
    if world.service_start[0] > world.service_start[1]:
        raise WorldError("key service_start: the first day is after the last")


def _check_length(key: str, values: list[Any], length: int) -> None:
    if len(values) != length:
        raise WorldError(f"key {key}: expected {length} items, found {len(values)}")
