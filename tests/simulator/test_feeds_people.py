"""The registers over time: changes of residents, registrations around the service's start, incidents drawn once."""

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from simulator.__main__ import DEFAULT_WORLD
from simulator.biography import Biographies, Standing
from simulator.case import Case
from simulator.codes import load_towns
from simulator.feeds.book import IncidentBook
from simulator.feeds.registrations import Registrations
from simulator.feeds.residents import ResidentRegister
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


@pytest.fixture(scope="module")
def half_a_year(people: Population) -> list[dict[str, str]]:
    """The rows of half a year of changes."""
    standing, found = Standing(Biographies(people, START)), []
    register = ResidentRegister(standing)
    for day in (START + timedelta(days=n) for n in range(183)):
        found += texts(*register.changed(day, standing.advance(day.toordinal())))
    return found


def test_the_first_day_has_everybody_once(people: Population) -> None:
    found = [
        row for block in ResidentRegister(Standing(Biographies(people, START))).full(START) for row in texts(*block)
    ]
    assert len({row["证件号码"] for row in found}) == len(found) == 40_000
    assert {(row["人员状态"], row["操作类型"], row["更新时间"]) for row in found} == {
        ("在册", "I", "2021-06-01 00:00:00")
    }


def test_people_move_leave_die_and_change_numbers_at_their_rates(half_a_year: list[dict[str, str]]) -> None:
    states = Counter(row["人员状态"] for row in half_a_year)
    assert states["迁出"] == pytest.approx(240, rel=0.25)
    assert 120 < states["死亡"] < 260
    assert states["在册"] == pytest.approx((0.035 + 0.05 * 0.9) * 20_000, rel=0.15)


def test_nobody_changes_after_death_or_leaving(half_a_year: list[dict[str, str]]) -> None:
    gone: set[str] = set()
    for row in half_a_year:
        assert row["证件号码"] not in gone
        if row["人员状态"] != "在册":
            gone.add(row["证件号码"])


def test_who_is_asked_for_alone_is_who_stands_on_the_register(people: Population) -> None:
    lives, day = Biographies(people, START), START + timedelta(days=900)
    standing = Standing(lives)
    standing.advance(day.toordinal())
    alone = Biographies(people, START)
    moved = np.flatnonzero(standing.town != people.town)
    assert len(moved) > 2_000 and standing.numbers.max() >= 2
    for who in [*moved[:150].tolist(), *np.flatnonzero(standing.numbers)[:150].tolist(), *range(100)]:
        person = alone.person(who, day.toordinal())
        assert person.town is people.towns[standing.town[who]]
        changed = person.phone != people.person(who).phone
        assert changed == bool(standing.numbers[who])
        assert alone.is_here(who, day.toordinal()) == (standing.status[who] == 0)


def test_nothing_happens_on_the_first_day_and_days_do_not_know_later_ones(people: Population) -> None:
    early, late = Biographies(people, START), Biographies(people, START)
    assert len(early.changes_on(START.toordinal()).who) == 0
    late.know(START.toordinal() + 2_000)
    for n in (1, 365, 366, 730):
        ordinal = START.toordinal() + n
        assert early.changes_on(ordinal).who.tolist() == late.changes_on(ordinal).who.tolist() != []


def test_a_third_is_registered_after_the_ramp(people: Population) -> None:
    found = Registrations(Standing(Biographies(people, START)))
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
    late, early = (
        Registrations(Standing(Biographies(people, START))),
        Registrations(Standing(Biographies(people, START))),
    )
    assert count(late, date(2020, 1, 1), True) == count(late, date(2020, 1, 1), False) == 0
    one_by_one = sum(count(early, day, day == days[0]) for day in days)
    assert one_by_one == count(late, days[-1], True) > 5_000


def test_events_of_a_registration_come_in_order(people: Population) -> None:
    ((cells, rows),) = Registrations(Standing(Biographies(people, START))).on(date(2022, 6, 1), True)
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
