"""The people of the city: columns by index, a person's text only when asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from simulator.codes import Area
from simulator.conversion import WorldError
from simulator.phones import phones
from simulator.texts import GIVEN, RARE_GIVEN, SURNAMES
from simulator.world import World

Indices = npt.NDArray[np.int64]
CHECK_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
YEAR = 365.2425  # days
ADULT = 18  # by law
ORDERS = 499  # ID numbers of one place, day and sex
RARE_NAME_EVERY = 400  # one name in so many has a character outside GBK


@dataclass(frozen=True)
class Person:
    """One resident as a sender would write them; all values are invented; no phone: empty."""

    id_number: str
    name: str
    is_male: bool
    birth_date: str
    phone: str
    town: Area
    occupation: str


def check_digit(first17: str) -> str:
    """The 18th character of an ID number (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, CHECK_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def uniform(seed: int, salt: int, indices: Indices) -> npt.NDArray[np.float64]:
    """A number in [0, 1) for each index: the same whichever other indices are asked for."""
    with np.errstate(over="ignore"):
        x = indices.astype(np.uint64) + np.uint64((seed * 1_000_003 + salt) % 2**32) * np.uint64(0x9E3779B97F4A7C15)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1)):
            x = (x ^ (x >> np.uint64(shift))) * np.uint64(factor)
    return (x >> np.uint64(11)).astype(np.float64) / 2.0**53


class Population:
    """`count` residents from a seed: about 30 bytes of memory each. Ages are those of the first day."""

    def __init__(
        self, seed: int, count: int, world: World, towns: Sequence[Area], first_day: date | None = None
    ) -> None:  # fmt: skip
        """Without a first day ages are those of the world's day of reference."""
        self.seed, self.count, self.towns, self.world = seed, count, towns, world
        self.first_day = first_day or world.age_reference
        self.occupations = list(world.occupations)
        everyone = np.arange(count, dtype=np.int64)
        self.town = _pick([t.share for t in towns], uniform(seed, 1, everyone)).astype(np.uint8)
        self.is_male = uniform(seed, 2, everyone) < world.male_share
        self.band = _pick(world.age_share, uniform(seed, 3, everyone)).astype(np.uint8)
        self.birth = _birth_ordinals(world, self.band, uniform(seed, 4, everyone))
        self.job = _pick(list(world.occupations.values()), uniform(seed, 5, everyone)).astype(np.uint8)
        self.home = self._homes(uniform(seed, 32, everyone))
        self.sequence = self._sequences()
        self.has_phone = self.aged(world.residents.phone_from)
        self._groups = self._group_by_age_and_sex(len(world.age_upper))

    def aged(self, years: float, below: float = np.inf) -> npt.NDArray[np.bool_]:
        """Who is so many years old on the first day, and not yet `below`: the one answer to who may do what."""
        today = self.first_day.toordinal()
        lived = today - self.birth
        result: npt.NDArray[np.bool_] = (lived >= years * YEAR) & (lived < below * YEAR)
        return result

    def birthdays(self, who: Indices, years: float) -> Indices:
        """The day (proleptic ordinal) from which on each is so many years old."""
        result: Indices = np.ceil(self.birth[who] + years * YEAR).astype(np.int64)
        return result

    def town_counties(self) -> Indices:
        """The six-digit county of every resident."""
        return np.array([int(t.county) for t in self.towns], dtype=np.int64)[self.town]

    def _homes(self, chance: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
        """Where each is registered, six digits: the county of the first town here, or a migrant's home elsewhere."""
        rates = self.world.residents
        homes = np.array([int(code) for code in rates.migrant_homes])
        elsewhere = homes[_pick(list(rates.migrant_homes.values()), chance / max(rates.migrants, 1e-9))]
        return np.where(chance < rates.migrants, elsewhere, self.town_counties()).astype(np.int32)

    def _sequences(self) -> npt.NDArray[np.int16]:
        """Rank among those born on the same day, in the same place and of the same sex: makes ID numbers unique."""
        key = (self.home.astype(np.int64) * 1_000_000 + self.birth) * 2 + self.is_male
        order = np.argsort(key, kind="stable")
        ordered = key[order]
        first = np.r_[True, ordered[1:] != ordered[:-1]]
        starts = np.flatnonzero(first)
        rank = np.arange(self.count) - np.repeat(starts, np.diff(np.r_[starts, self.count]))
        sequence = np.empty(self.count, dtype=np.int16)
        if self.count and rank.max() >= ORDERS:
            raise WorldError(f"key age_upper: over {ORDERS} of a sex and place born on one day: too many residents")
        sequence[order] = rank
        return sequence

    def _group_by_age_and_sex(self, bands: int) -> list[npt.NDArray[np.int32]]:
        group = self.band.astype(np.int16) * 2 + self.is_male
        return [np.flatnonzero(group == g).astype(np.int32) for g in range(bands * 2)]

    def choose(self, band: int, is_male: bool, chance: float) -> int:
        """The index of a resident of an age band and sex; `chance` in [0, 1) says which."""
        members = self._groups[band * 2 + is_male]
        if len(members) == 0:  # tiny populations
            return int(chance * self.count)
        return int(members[int(chance * len(members))])

    def person(self, index: int) -> Person:
        """The resident in full."""
        town = self.towns[int(self.town[index])]
        is_male = bool(self.is_male[index])
        birth = date.fromordinal(int(self.birth[index])).strftime("%Y%m%d")
        number = f"{self.home[index]}{birth}{int(self.sequence[index]) * 2 + 2 - is_male:03d}"
        return Person(
            number + check_digit(number), self._name(index), is_male, birth,
            self._phone(index),
            town, self.occupations[int(self.job[index])],
        )  # fmt: skip

    def _name(self, index: int) -> str:
        one = np.array([index], dtype=np.int64)
        chances = [float(uniform(self.seed, salt, one)[0]) for salt in (6, 7, 8)]
        surname = SURNAMES[int(chances[0] ** 2 * len(SURNAMES))]  # the first are the commonest
        given = GIVEN[int(chances[1] * len(GIVEN))]
        if index % RARE_NAME_EVERY == 7:
            return surname + RARE_GIVEN[index // RARE_NAME_EVERY % len(RARE_GIVEN)]
        return surname + given + (GIVEN[int(chances[2] * len(GIVEN))] if chances[2] < 0.8 else "")

    def _phone(self, index: int) -> str:
        return str(phones(self.seed, np.array([index], dtype=np.int64))[0]) if self.has_phone[index] else ""


def _pick(weights: Sequence[float], chances: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    edges = np.cumsum(np.array(weights) / sum(weights))[:-1]
    return np.searchsorted(edges, chances, side="right").astype(np.int64)


def _birth_ordinals(
    world: World, band: npt.NDArray[np.uint8], chances: npt.NDArray[np.float64]
) -> npt.NDArray[np.int32]:
    """Birth days (proleptic ordinal) spread evenly over the band's ages on the reference day."""
    upper = np.array(world.age_upper, dtype=np.float64) + 1
    lower = np.r_[0.0, upper[:-1]]
    age_days = (lower[band] + chances * (upper - lower)[band]) * YEAR
    days: npt.NDArray[np.int32] = (world.age_reference.toordinal() - age_days).astype(np.int32)
    return days
