"""The registers over time: changes of residents, registrations around the service's start, incidents drawn once."""

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from simulator.__main__ import DEFAULT_WORLD
from simulator.case import Case
from simulator.codes import load_towns
from simulator.feeds.book import IncidentBook
from simulator.feeds.registrations import Registrations
from simulator.feeds.residents import DEATH, MOVE, NUMBER, Changes, ResidentRegister
from simulator.residents import Population
from simulator.wires import residents
from simulator.wires.layout import cell_texts
from simulator.wires.registrations import EVENTS
from simulator.world import load_world

START = date(2021, 6, 1)
WORLD = load_world(DEFAULT_WORLD)


@pytest.fixture(scope="module")
def people() -> Population:
    return Population(5, 40_000, WORLD, load_towns(WORLD))


def texts(cells: object, count: int) -> list[dict[str, str]]:
    layout = residents.layout()
    return [dict(zip(layout.keys, cell_texts(layout, cells, n), strict=True)) for n in range(count)]  # type: ignore[arg-type]


def year_of(people: Population, panel: int) -> list[dict[str, str]]:
    """Half a year of changes."""
    register = ResidentRegister(people, panel)
    found = []
    for n in range(1, 183):
        found += texts(*register.next_day(START + timedelta(days=n), Changes.none()))
    return found


def test_the_first_day_has_everybody_once(people: Population) -> None:
    found = [row for block in ResidentRegister(people, 0).full(START) for row in texts(*block)]
    assert len({row["证件号码"] for row in found}) == len(found) == 40_000
    assert {(row["人员状态"], row["操作类型"], row["更新时间"]) for row in found} == {
        ("在册", "I", "2021-06-01 00:00:00")
    }


def test_people_move_leave_die_and_change_numbers_at_their_rates(people: Population) -> None:
    states = Counter(row["人员状态"] for row in year_of(people, 0))
    assert states["迁出"] == pytest.approx(240, rel=0.25)
    assert 120 < states["死亡"] < 260
    assert states["在册"] == pytest.approx(0.085 * 20_000, rel=0.15)


def test_nobody_changes_after_death_or_leaving(people: Population) -> None:
    gone: set[str] = set()
    for row in year_of(people, 0):
        assert row["证件号码"] not in gone
        if row["人员状态"] != "在册":
            gone.add(row["证件号码"])


def test_members_of_the_panel_change_only_as_the_panel_says(people: Population) -> None:
    members = {people.person(i).id_number for i in range(0, 20_000, 50)}
    assert not members & {row["证件号码"] for row in year_of(people, 20_000)}
    register = ResidentRegister(people, 40_000)
    told = Changes(np.array([3, 4, 5, 3]), np.array([MOVE, DEATH, NUMBER, DEATH]), np.array([2, 0, 0, 0]))
    found = texts(*register.next_day(START + timedelta(days=1), told))
    by_id = {row["证件号码"]: row for row in found}
    moved, dead, changed = (by_id[people.person(i).id_number] for i in (3, 4, 5))
    assert len(found) == 3 and moved["现住地区划代码"] == people.towns[2].code and moved["人员状态"] == "死亡"
    assert dead["人员状态"] == "死亡" and changed["手机号码"] != people.person(5).phone
    later = texts(*register.next_day(START + timedelta(days=2), told))
    assert [row["证件号码"] for row in later] == [people.person(5).id_number]


def test_a_third_is_registered_after_the_ramp(people: Population) -> None:
    found = Registrations(people, WORLD)
    registered = next(when for event, when in found.days if EVENTS[event] == "register")
    first, last = WORLD.service_start
    assert registered.min() >= first.toordinal()
    assert len(found.who) / people.count == pytest.approx(0.332, abs=0.01)
    by_october = (registered <= date(2021, 10, 22).toordinal()).sum()
    assert 0.95 < by_october / len(found.who) < 1.0
    assert (registered <= last.toordinal()).mean() > 0.15


def count(registrations: Registrations, day: date, is_first: bool) -> int:
    return sum(rows for _, rows in registrations.on(day, is_first))


def test_the_first_day_brings_all_that_was_before(people: Population) -> None:
    days = [date(2021, 5, 1) + timedelta(days=n) for n in range(4)]
    late, early = Registrations(people, WORLD), Registrations(people, WORLD)
    assert count(late, date(2020, 1, 1), True) == count(late, date(2020, 1, 1), False) == 0
    one_by_one = sum(count(early, day, day == days[0]) for day in days)
    assert one_by_one == count(late, days[-1], True) > 5_000


def test_events_of_a_registration_come_in_order(people: Population) -> None:
    ((cells, rows),) = Registrations(people, WORLD).on(date(2022, 6, 1), True)
    seen: dict[str, list[str]] = {}
    for name, event in zip(cells["registration_id"].to_pylist(), cells["event"].to_pylist(), strict=True):
        seen.setdefault(name, []).append(event)
    shapes = Counter(tuple(events) for events in seen.values())
    assert rows == sum(len(events) for events in seen.values())
    assert set(shapes) == {
        ("register",), ("register", "consent"), ("register", "consent", "withdraw"),
        ("register", "consent", "withdraw", "consent"), ("register", "consent", "unregister"),
        ("register", "unregister"),
    }  # fmt: skip
    assert shapes["register", "consent"] / len(seen) > 0.9


def test_incidents_are_drawn_once_and_in_order() -> None:
    asked: list[date] = []

    def draw(day: date) -> list[Case]:
        asked.append(day)
        return []

    book, days = IncidentBook(draw, START), [START + timedelta(days=n) for n in range(4)]
    assert book.on(days[2]) is book.on(days[2]) and book.on(days[0]) == []
    book.forget(days[2])
    book.on(days[3])
    assert asked == days
    with pytest.raises(KeyError):
        book.on(days[0])
