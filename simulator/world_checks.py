"""Checks of a world as a whole: values that have the right type and still make no city; WorldError names the key."""

import re
from typing import TYPE_CHECKING

from simulator.checks import check_length, check_range, check_text, check_weights
from simulator.codes import check_codes
from simulator.conversion import WorldError
from simulator.panel_checks import check_params

if TYPE_CHECKING:
    from simulator.world import Life, ScamType, World

OLDEST = 120
YEARS = (1990, 2100)  # of people and service: their days of birth and registration are dates with four digits
LARGEST_LOSS = 1e8  # yuan: amounts of many merged cases still are amounts to the loader
MOST_SIGMA = 5.0
MOST_OCCUPATIONS = 250  # a resident's is kept in a byte


def check_world(world: "World") -> None:
    """Everything about a world; with it each row that is written can be read."""
    _check_people(world)
    _check_rates(world)
    check_weights("scam_types.*.share", [scam.share for scam in world.scam_types.values()])
    for code, scam in world.scam_types.items():
        _check_type(f"scam_types.{code}", scam, len(world.age_upper))
    _check_life(world.life)
    if world.panel is not None:
        check_params(world.panel, world.scam_types)
    check_codes(world)


def _check_people(world: "World") -> None:
    check_length("age_share", world.age_share, len(world.age_upper))
    check_weights("age_share", world.age_share)
    if world.age_upper != sorted(set(world.age_upper)) or world.age_upper[0] < 0 or world.age_upper[-1] > OLDEST:
        raise WorldError(f"key age_upper: ages must rise from band to band, from 0 to {OLDEST} at most")
    check_range("age_reference: year", world.age_reference.year, *YEARS)
    check_range("residents.phone_from", world.residents.phone_from, 0, OLDEST)
    check_range("male_share", world.male_share, 0, 1)
    check_weights("county_population", world.county_population.values())
    check_weights("occupations", world.occupations.values())
    check_range("occupations: number", len(world.occupations), 1, MOST_OCCUPATIONS)
    for code in world.occupations:
        if re.fullmatch("[0-9]{2,6}", code) is None:
            raise WorldError(f"key occupations.{code}: a code has two to six digits")


def _check_rates(world: "World") -> None:
    check_length("service_start", world.service_start, 2)
    for day in world.service_start:
        check_range("service_start: year", day.year, *YEARS)
    if world.service_start[0] > world.service_start[1]:
        raise WorldError("key service_start: the first day is after the last")
    check_range("incidence_per_10k", world.incidence_per_10k, 0, 10_000)
    check_weights("yearly", world.yearly.values())
    for year, factor in world.yearly.items():
        check_range(f"yearly.{year}", factor, 0, 1000)
    for key, length in (("monthly", 12), ("weekday", 7), ("hourly", 24)):
        check_weights(key, getattr(world, key), length)
    for key in ("attempt_share", "several_victims_share", "repeat_victim_share"):
        check_range(key, getattr(world, key), 0, 1)
    check_range("loss_cap_yuan", world.loss_cap_yuan, 1, LARGEST_LOSS)
    check_weights("payments", world.payments.values())
    for name in world.payments:
        check_text(f"payments.{name}", name)


def _check_type(key: str, scam: "ScamType", bands: int) -> None:
    check_weights(f"{key}.age", scam.age, bands)
    check_weights(f"{key}.channels", scam.channels.values())
    check_range(f"{key}.women", scam.women, 0, 1)
    check_range(f"{key}.rebate_max", scam.rebate_max, 0, 1)
    check_range(f"{key}.loss_sigma", scam.loss_sigma, 0, MOST_SIGMA)
    for name in ("loss_median_yuan", "hours"):
        check_range(f"{key}.{name}", getattr(scam, name), 1e-6, 1e9)


def _check_life(life: "Life") -> None:
    """Medians are positive; shares lie between 0 and 1, and those of the fates together."""
    for name, value in vars(life).items():
        is_time = name.endswith(("hours", "days"))
        check_range(f"life.{name}", value, 1e-6 if is_time else 0, 1e6 if is_time else 1)
    fates = life.refused + life.withdrawn + life.transferred + life.merged + life.deleted + life.vanished
    check_range("life: refused + withdrawn + transferred + merged + deleted + vanished", fates, 0, 1)
