"""Bytes of the residents and registrations wires, and that their people are those of the cases."""

import json
from datetime import date

import numpy as np
import pytest

from simulator.__main__ import DEFAULT_WORLD
from simulator.codes import load_towns
from simulator.residents import Population
from simulator.wires import registrations, residents
from simulator.wires.text import DAY, EPOCH
from simulator.world import load_world

MIDNIGHT = (date(2021, 10, 22).toordinal() - EPOCH) * DAY


@pytest.fixture(scope="module")
def people() -> Population:
    world = load_world(DEFAULT_WORLD)
    return Population(1, 3_000, world, load_towns(world))


def lines_of(people: Population, who: list[int], changes: int = 0, status: int = 0, operation: str = "I") -> list[str]:
    index = np.array(who, dtype=np.int64)
    numbers, state, at = (np.full(len(index), value) for value in (changes, status, MIDNIGHT))
    cells = residents.cells(people, index, people.town[index].astype(np.int64), numbers, state, at, operation)
    return [line.decode() for line in residents.layout().lines(cells, len(who)).to_pylist()]


def test_header_of_residents() -> None:
    assert (
        residents.layout().header()
        == (
            "证件号码|姓名|性别|出生日期|户籍地区划代码|现住地区划代码|社区代码|职业代码|手机号码|人员状态|更新时间|操作类型\n"
        ).encode()
    )


def test_residents_are_the_people_of_the_cases(people: Population) -> None:
    for index, line in enumerate(lines_of(people, list(range(3_000)))):
        person, cells = people.person(index), line.removesuffix("\n").split("|")
        assert cells[:4] == [person.id_number, person.name, "男" if person.is_male else "女", person.birth_date]
        assert cells[4] == person.id_number[:6] and cells[5] == person.town.code
        assert cells[6].startswith(person.town.code) and len(cells[6]) == 12
        assert cells[7] == person.occupation
        assert cells[8] == person.phone
        assert cells[9:] == ["在册", "2021-10-22 00:00:00", "I"]


def test_some_are_registered_elsewhere(people: Population) -> None:
    places = [line.split("|")[4] for line in lines_of(people, list(range(3_000)))]
    assert 0.17 < sum(not place.startswith("3305") for place in places) / 3_000 < 0.25


def test_changes_are_seen_in_their_columns(people: Population) -> None:
    grown = int(np.flatnonzero(people.band == 3)[0])
    before, after = lines_of(people, [grown])[0], lines_of(people, [grown], changes=1, status=2, operation="U")[0]
    assert after.split("|")[8] != before.split("|")[8] and len(after.split("|")[8]) == 11
    assert after.split("|")[9] == "死亡" and after.endswith("|U\n")
    assert lines_of(people, [grown], status=1)[0].split("|")[9] == "迁出"


def test_registrations_are_objects_of_texts(people: Population) -> None:
    who, events = np.array([11, 11, 12, 13]), np.array([0, 1, 2, 3])
    at = np.array([MIDNIGHT + 33_153] * 4)
    lines = (
        registrations.layout()
        .lines(
            registrations.cells(people, who, people.town[who].astype(np.int64), np.array([0, 0, 0, 1]), events, at), 4
        )
        .to_pylist()
    )
    found = [json.loads(line) for line in lines]
    assert all(line.endswith(b"}\n") for line in lines) and registrations.layout().header() == b""
    assert [row["event"] for row in found] == ["register", "consent", "withdraw", "unregister"]
    assert [row["consent_version"] for row in found] == ["1.0", "1.0", "", ""]
    assert list(found[0]) == list(registrations.COLUMNS)
    assert found[0]["id_number"] == people.person(11).id_number
    assert found[0]["phone"] == people.person(11).phone and found[3]["phone"][:3] == "198"
    assert found[0]["at"] == "2021-10-22T09:12:33+08:00"
    assert found[0]["registration_id"] == found[1]["registration_id"] != found[2]["registration_id"]
    assert lines[0] == registrations.layout().line(list(found[0].values()))


def test_invented_names_are_different_and_hold_no_long_digits() -> None:
    names = registrations.invented(3, np.arange(50_000, dtype=np.int64), "S").to_pylist()
    assert len(set(names)) == 50_000
    assert all(len(n) == 11 and n[0] == "S" and n[1::2].isalpha() and n[2::2].isdigit() for n in names[:500])
