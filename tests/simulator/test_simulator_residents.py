"""Residents: valid and unique ID numbers, a population that fits the world file."""

from collections import Counter

import numpy as np
import pytest

from simulator.__main__ import DEFAULT_WORLD
from simulator.codes import load_towns
from simulator.residents import Population, check_digit, uniform
from simulator.world import load_world


@pytest.fixture(scope="module")
def people() -> Population:
    world = load_world(DEFAULT_WORLD)
    return Population(1, 60_000, world, load_towns(world))


@pytest.mark.parametrize(
    ("first17", "expected"),
    [("11010519491231002", "X"), ("44052418800101001", "4"), ("34052419800101001", "X")],
)
def test_check_digit_of_published_examples(first17: str, expected: str) -> None:
    assert check_digit(first17) == expected


def test_id_numbers_are_unique_and_fit_the_person(people: Population) -> None:
    persons = [people.person(i) for i in range(0, 60_000, 20)]
    assert len({p.id_number for p in persons}) == len(persons) == 3000
    for p in persons:
        assert (
            p.id_number[:6] == p.town.county or p.id_number[:6] in people.world.residents.migrant_homes
        ) and p.id_number[6:14] == p.birth_date
        assert (int(p.id_number[16]) % 2 == 1) == p.is_male
        assert p.id_number[17] == check_digit(p.id_number[:17])


def test_no_two_residents_share_an_id_number(people: Population) -> None:
    keys = Counter(zip(people.home, people.birth, people.is_male, people.sequence, strict=True))
    assert max(keys.values()) == 1


def test_phones_are_mobile_and_unique(people: Population) -> None:
    persons = [people.person(i) for i in range(5000)]
    phones = {person.phone for person in persons if person.phone}
    assert len(phones) == int(people.has_phone[:5000].sum()) > 4000
    assert all(len(phone) == 11 and phone[0] == "1" and phone[1] in "3456789" for phone in phones)


def test_population_follows_the_world(people: Population) -> None:
    counties = Counter(people.town_counties())
    assert counties[330502] / 60_000 == pytest.approx(103.6 / 340.7, abs=0.01)
    assert people.is_male.mean() == pytest.approx(0.5186, abs=0.01)
    assert len(set(people.town.tolist())) == 72


def test_some_names_need_four_bytes(people: Population) -> None:
    assert people.person(7).name[1:] in "㛃䶮㻏㭎𬱖"
    with pytest.raises(UnicodeEncodeError):
        people.person(7).name.encode("gbk")


def test_a_resident_does_not_depend_on_the_company() -> None:
    alone = uniform(3, 1, np.array([41], dtype=np.int64))[0]
    assert uniform(3, 1, np.arange(100, dtype=np.int64))[41] == alone
    assert uniform(4, 1, np.array([41], dtype=np.int64))[0] != alone
