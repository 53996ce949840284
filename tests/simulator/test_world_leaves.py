"""Every number of a world does something: changing it changes what a small city does."""

import copy
import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from feed_homes import built, landing
from panel_helpers import build

from simulator.__main__ import DEFAULT_WORLD
from simulator.codes import load_towns
from simulator.conversion import convert
from simulator.panel.accounts import Accounts
from simulator.panel.plan import Origin, draw_campaign
from simulator.panel.rings import Rings
from simulator.residents import Population
from simulator.wire import DAY
from simulator.world import World

Content = dict[str, Any]
Path_ = tuple[Any, ...]
#: What so small a city does not show within ten days, by name: what follows a report weeks later, what a ring does once
#: in its life, what needs more rings than two, and who is cheated a second time.
UNSEEN = {
    "panel.freezes.share", "panel.freezes.stop_days", "panel.freezes.freeze_days", "panel.freezes.tries_days",
    "panel.rings.life_days", "panel.rings.careful", "panel.rings.tests", "panel.rings.own_address",
    "panel.rings.typologies.random", "panel.victims.again",
}  # fmt: skip
REDUCED = 12  # with reduced counts one leaf in so many


def leaves(node: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The place of every number."""
    if isinstance(node, (int, float)):
        yield path
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield from leaves(value, (*path, key))


def content() -> Content:
    """The shipped world, with a holiday in the days that are simulated, several rings, and many who withdraw."""
    found: Content = yaml.safe_load(DEFAULT_WORLD.read_text(encoding="utf-8"))
    holidays = found["panel"]["holidays"]
    found["panel"]["holidays"] = [{**holidays[0], "first": date(2021, 2, 2), "last": date(2021, 2, 4)}]
    found["panel"]["rings"].update(share=0.02, size=6, shared=0.5)
    found["registrations"].update(withdrawn=0.3, later_days=10)
    found["panel"]["lookalikes"].update(treasurer=0.6)
    return found


def changed(path: Path_) -> World:
    """The world with another number at one place."""
    whole: Content = copy.deepcopy(content())
    node: Any = whole
    for key in path[:-1]:
        node = node[key]
    value = node[path[-1]]
    node[path[-1]] = {"local_area": 571, "phone_from": 30, "oldest": 40}.get(
        path[-1],
        29
        if "away_areas" in path
        else value * 2 + 1
        if isinstance(value, int)
        else value / 2 + (0.3 if value < 0.4 else 0),
    )
    world: World = convert(World, whole, "")
    return world


def places(section: str, *without: str) -> list[Path_]:
    return [(section, *path) for path in leaves(content()[section]) if path[0] not in without]


def of_register(home: Path, world: World) -> str:
    feeds = ("residents", "registrations")
    built(home, world=world, panel=0, panel_start=None, feeds=feeds, start=date(2021, 4, 1), end=date(2021, 6, 10))
    return hashlib.sha256(b"".join(text for _, text in sorted(landing(home).items()))).hexdigest()


def test_numbers_of_residents_and_registrations_change_the_registers(tmp_path: Path) -> None:
    clean = of_register(tmp_path / "clean", convert(World, content(), ""))
    found = [place for place in places("residents") + places("registrations")
             if of_register(tmp_path / ".".join(map(str, place)), changed(place)) == clean]  # fmt: skip
    assert found == []


def plans(world: World, rings: Rings, code: str) -> str:
    """What eight hundred campaigns of a type do."""
    assert world.panel is not None
    day = date(2021, 2, 10).toordinal() * DAY
    origins = [Origin(f"o{n}", n, code, day + n * 331, day + n * 331 + DAY, 0, 900_000 + n * 7001, 60_000, "银行卡转账")
               for n in range(800)]  # fmt: skip
    return repr([draw_campaign(rings, world.panel.patterns[code], origin) for origin in origins])


def test_numbers_of_patterns_change_campaigns() -> None:
    world: World = convert(World, content(), "")
    people = Population(5, 1500, world, load_towns(world))
    rings = Rings(Accounts(5, world, people, 1500))
    clean = {code: plans(world, rings, code) for code in world.scam_types}
    found = [path for path in places("panel") if path[1] == "patterns"
             and plans(changed(path), rings, path[2]) == clean[path[2]]]  # fmt: skip
    assert found == []


def of_panel(world: World) -> str:
    """What a small panel does in ten days."""
    city = build(world, 1200, 10, incidence=400.0)
    texts = [city.panel.accounts(), *(table for day in city.days for table in (day.calls, day.transactions))]
    digest = hashlib.sha256(repr(city.panel.truth_accounts()).encode())
    for table in texts:
        for row in table.to_pylist():
            digest.update(repr(tuple(row.values())).encode())
    for day in city.days:
        digest.update(repr((day.account_changes.to_pylist(), day.truth)).encode())
    return digest.hexdigest()


def test_numbers_of_the_panel_change_what_it_does(is_full: bool) -> None:
    clean = of_panel(convert(World, content(), ""))
    wanted = places("panel", "patterns")[:: 1 if is_full else REDUCED]
    found = {".".join(map(str, place)) for place in wanted if of_panel(changed(place)) == clean}
    assert found <= UNSEEN


@pytest.mark.parametrize("section", ["panel", "residents", "registrations"])
def test_there_are_numbers(section: str) -> None:
    assert len(places(section)) > 9
