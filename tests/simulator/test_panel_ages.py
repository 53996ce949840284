"""What people may do follows their years, however a world cuts the bands."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from feed_homes import built, city, rows
from panel_helpers import FIRST, build
from panel_helpers import city as panel_city
from simulator_helpers import truth

from simulator.__main__ import DEFAULT_WORLD
from simulator.run import simulate
from simulator.world import World, load_world

DAYS = ("2021-09-01", "2021-09-02")


def two_bands() -> World:
    """A world with two bands of age: everybody up to 40, and everybody older."""
    world = load_world(DEFAULT_WORLD)
    types = {code: replace(scam, age=[1.0, 1.0]) for code, scam in world.scam_types.items()}
    return replace(world, age_upper=[40, 99], age_share=[0.5, 0.5], scam_types=types)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(
        tmp_path_factory.mktemp("bands"),
        world=two_bands(),
        panel=1_500,
        panel_start=None,
        end=date.fromisoformat(DAYS[1]),
    )


def test_phones_belong_to_whoever_is_twelve(home: Path) -> None:
    register = rows(home, "residents", DAYS[0], "police")
    with_phone = {row["出生日期"] for row in register if row["手机号码"]}
    without = {row["出生日期"] for row in register if not row["手机号码"]}
    assert max(with_phone) <= "20090901" and min(without) >= "20090901"
    assert len(with_phone) > 3 * len(without) > 300


def test_callers_and_holders_stand_on_the_register_and_are_old_enough(home: Path) -> None:
    register = rows(home, "residents", DAYS[0], "police")
    phones = {row["手机号码"] for row in register} - {""}
    for source in ("mobile", "telecom"):
        assert {row["本机号码"] for row in rows(home, "call_records", DAYS[0], source)} <= phones
    born = {row["证件号码"]: row["出生日期"] for row in register}
    known = [row for s in ("bank1", "wechat") for row in rows(home, "accounts", DAYS[0], s)]
    ages = [
        int(row["账号开户时间"][:10].replace("-", "")) - int(born.get(row["开户人证件号码"], "19000101"))
        for row in known
    ]
    assert len(known) > 1_000 and min(ages) >= 12_0000


def test_there_are_mules_among_two_bands(home: Path) -> None:
    assert len(truth(home, "mules.csv")) > 5


def test_nobody_opens_an_account_as_a_child() -> None:
    panel = panel_city().panel
    born = panel.people.birth[panel.base.owner[panel.base.owner < panel.size]]
    years = (panel.opened[panel.base.owner < panel.size] - born) / 365.2425
    assert years.min() >= 12 and (years < 13).sum() > 20


def test_members_of_rings_are_adults_up_to_seventy() -> None:
    found = panel_city()
    ages = [(FIRST.toordinal() - found.panel.people.birth[row["resident"]]) / 365.2425
            for row in found.truth("mules") if row["resident"] != ""]  # fmt: skip
    assert ages and min(ages) >= 18 and max(ages) < 72


def test_a_city_without_the_rings_it_asked_for_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    end = date.fromisoformat(DAYS[0])
    simulate(city(tmp_path / "1", panel=20, panel_start=None, end=end))
    assert "no mule rings" in capsys.readouterr().err
    simulate(city(tmp_path / "2", panel=1_500, panel_start=None, end=end))
    assert "no mule rings" not in capsys.readouterr().err


def test_too_many_of_one_birthday_are_refused() -> None:
    world = two_bands()
    with pytest.raises(ValueError, match="over 499 of a sex and place born on one day"):
        build(replace(world, age_upper=[0, 1], county_population={"330523": 1.0}), 10, 0, residents=1_600_000)
