"""Checks of a world as a whole: values that have the right type and still make no city; WorldError names the key."""

import re
from typing import TYPE_CHECKING

from simulator.checks import check_length, check_names, check_range, check_text, check_weights
from simulator.codes import check_codes
from simulator.conversion import WorldError
from simulator.panel_checks import check_params
from simulator.trait_world import check_trait

if TYPE_CHECKING:
    from simulator.world import Life, ScamType, World

OLDEST = 120
CHANNELS = ("wechat_qr", "community", "family", "hotline")  # of registration, as readers know them
YEARS = (1990, 2100)  # of people and service: their days of birth and registration are dates with four digits
LARGEST_LOSS = 1e8  # yuan: amounts of many merged cases still are amounts to the loader
MOST_SIGMA = 5.0
MOST_OCCUPATIONS = 250  # a resident's is kept in a byte


def check_world(world: "World") -> None:
    """Everything about a world; with it each row that is written can be read."""
    _check_people(world)
    _check_residents(world)
    _check_registrations(world)
    _check_rates(world)
    check_weights("scam_types.*.share", [scam.share for scam in world.scam_types.values()])
    for code, scam in world.scam_types.items():
        _check_type(f"scam_types.{code}", scam, len(world.age_upper))
    _check_life(world.life)
    if world.panel is not None:
        check_params(world.panel, world.scam_types)
    if world.trait is not None:
        check_trait(world.trait)
    check_codes(world)


def _check_people(world: "World") -> None:
    check_length("age_share", world.age_share, len(world.age_upper))
    check_weights("age_share", world.age_share)
    if world.age_upper != sorted(set(world.age_upper)) or world.age_upper[0] < 0 or world.age_upper[-1] > OLDEST:
        raise WorldError(f"key age_upper: ages must rise from band to band, from 0 to {OLDEST} at most")
    check_range("age_reference: year", world.age_reference.year, *YEARS)
    check_range("male_share", world.male_share, 0, 1)
    check_weights("county_population", world.county_population.values())
    check_weights("occupations", world.occupations.values())
    check_range("occupations: number", len(world.occupations), 1, MOST_OCCUPATIONS)
    for code in world.occupations:
        if re.fullmatch("[0-9]{2,6}", code) is None:
            raise WorldError(f"key occupations.{code}: a code has two to six digits")


def _check_residents(world: "World") -> None:
    rates, counties = world.residents, world.county_population
    check_range("residents.phone_from", rates.phone_from, 0, OLDEST)
    check_range("residents.communities", rates.communities, 1, 999)
    for name in ("migrants", "moves", "leaves", "numbers"):
        check_range(f"residents.{name}", getattr(rates, name), 0, 1)
    check_length("residents.deaths", rates.deaths, len(world.age_upper))
    for share in rates.deaths:
        check_range("residents.deaths", share, 0, 1)
    check_weights("residents.migrant_homes", rates.migrant_homes.values())
    for code in rates.migrant_homes:
        if re.fullmatch("[1-9][0-9]{5}", code) is None or code[:4] in {county[:4] for county in counties}:
            raise WorldError(f"key residents.migrant_homes.{code}: not six digits of a place elsewhere")


def _check_registrations(world: "World") -> None:
    for name, value in vars(world.registrations).items():
        if isinstance(value, float):
            bounds = (0.01, 1e5) if name.endswith("_days") else (0.01, 100) if name == "exposure" else (0, 1)
            check_range(f"registrations.{name}", value, *bounds)
    check_names("registrations.channels", world.registrations.channels, CHANNELS)
    check_weights("registrations.channels", world.registrations.channels.values())


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
