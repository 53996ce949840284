"""The world's trait: nothing at all at 0; more calls, payments and losses of its carriers, of any age and sex."""

import hashlib
import random
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
import yaml
from panel_helpers import City, build
from simulator_helpers import truth

from simulator.__main__ import DEFAULT_WORLD, main
from simulator.biography import Biographies
from simulator.codes import load_towns
from simulator.feeds.traits import prior
from simulator.incidents import Incidents
from simulator.registered import registered
from simulator.residents import Population
from simulator.susceptible import Susceptible
from simulator.world import World, load_world

FOLDER = DEFAULT_WORLD.parent
#: Landing of a small run of a world without a trait; to be changed where the simulator writes otherwise on purpose.
BEFORE = "5141fa146d53c2a063a00d7150802298c4a64aee0e6b5542af5193c22c17f514"
NOBODY = {"listed": {"share": 0}, "responding": {"share": 0}}
SIZE = 3000


@lru_cache(maxsize=2)
def demo() -> World:
    return load_world(FOLDER / "demo.yaml")


def people(world: World, count: int) -> Population:
    return Population(3, count, world, load_towns(world), date(2021, 1, 1))


def digest(home: Path, world: Path) -> str:
    """The landing files of four days of a small city with faults."""
    options = "--residents 1200 --panel 800 --incidence 300 --faults 0.01 --seed 3 --from 2021-05-20 --to 2021-05-23"
    assert main(["--out", str(home), "--world", str(world), *options.split()]) == 0
    files = sorted(path for path in (home / "landing").rglob("*") if path.is_file())
    whole = b"".join(str(path.relative_to(home)).encode() + path.read_bytes() for path in files)
    return hashlib.sha256(whole).hexdigest()


def test_a_trait_of_nobody_changes_no_byte(tmp_path: Path) -> None:
    zero = yaml.safe_load((FOLDER / "demo.yaml").read_text(encoding="utf-8"))["trait"]
    for face, section in NOBODY.items():
        zero[face].update(section)
    (tmp_path / "huzhou.yaml").write_bytes(DEFAULT_WORLD.read_bytes())
    world = tmp_path / "zero.yaml"
    world.write_text(yaml.safe_dump({"base": "huzhou.yaml", "trait": zero}), encoding="utf-8")
    assert digest(tmp_path / "shipped", DEFAULT_WORLD) == BEFORE
    assert digest(tmp_path / "zero", world) == BEFORE
    rows = truth(tmp_path / "zero", "traits.csv")
    assert len(rows) > 600 and {(row["listed"], row["times"]) for row in rows} == {("0.0", "1.0")}


def test_carriers_are_chosen_more_often_and_nobody_of_another_age_or_sex() -> None:
    """At the strengths of the demo, without the registered: 1 + (hazard - 1) x strength, faces multiplied."""
    world = load_world(FOLDER / "proof.yaml")
    assert world.trait
    city = people(world, 20_000)
    carriers, rng = Susceptible(city), random.Random(1)
    assert (carriers.listed > 0).mean() == pytest.approx(world.trait.listed.share * city.has_phone.mean(), rel=0.1)
    band, is_male = 3, True
    group = np.flatnonzero((city.band == band) & (city.is_male == is_male))
    chosen = np.array([carriers.choose(rng, band, is_male) for _ in range(12_000)])
    assert set(chosen) <= set(group.tolist())
    times = carriers.times
    for strength in (carriers.listed, carriers.responding):
        expected = times[group][strength[group] > 0].sum() / times[group].sum()
        assert expected > 1.8 * (strength[group] > 0).mean()
        assert (strength[chosen] > 0).mean() == pytest.approx(expected, rel=0.06)
    strong = carriers.listed[group] >= 1
    assert times[group][strong].mean() > times[group][(carriers.listed[group] > 0) & ~strong].mean()


@lru_cache(maxsize=1)
def panels() -> tuple[City, City]:
    """The same days of the same people without and with crime: incidence 0 and 300 times the usual."""
    world = replace(demo(), registrations=replace(demo().registrations, exposure=1.0))
    return build(world, SIZE, 8, incidence=0.0), build(world, SIZE, 8, incidence=300.0)


def cold(calls: pa.Table, panel: City, carriers: np.ndarray) -> float:
    """Calls and messages from virtual and 400 numbers, of a resident and day."""
    numbers = pa.array([str(number) for number in panel.panel.lives.phone[carriers].tolist()])
    mine = calls.filter(pc.is_in(calls["own_number"], numbers))
    heads = pc.match_substring_regex(mine["peer_number"], "^(400[0-9]{7}|(162|165|167|170|171)[0-9]{8})$")
    return float(pc.sum(heads).as_py()) / len(carriers)


def test_numbers_on_lists_are_called_more_and_no_less_without_any_loss() -> None:
    quiet, crime = panels()
    strength = Susceptible(crime.panel.people).listed
    users = np.flatnonzero(crime.panel.people.has_phone)
    listed, others = users[strength[users] > 0], users[strength[users] == 0]
    for place in (quiet, crime):
        assert cold(place.calls, place, listed) > 2.5 * cold(place.calls, place, others)
    robbed = {row["resident"] for row in crime.truth("victims") if row["first_loss_at"]}
    assert len(robbed & set(listed.tolist())) >= 5


def test_strangers_do_the_same_whether_or_not_anybody_is_cheated() -> None:
    """What happens around a loss is the campaign's own; calls of strangers neither begin nor end with it."""
    quiet, crime = panels()
    columns = ["own_number", "peer_number", "at", "duration_s"]
    before, after = ({tuple(r.values()) for r in place.calls.select(columns).to_pylist()} for place in (quiet, crime))
    rings = [line for kind in ("foreign", "virtual", "tollfree", "mobile") for ring in quiet.panel.rings.rings
             for line in quiet.panel.rings.lines(ring, kind)]  # fmt: skip
    gone = {row for row in before - after if row[1] not in rings}
    assert gone == set() and len(before) > 80_000


def test_who_responds_talks_pays_and_borrows_more() -> None:
    quiet, _ = panels()
    strength = Susceptible(quiet.panel.people).responding
    users = np.flatnonzero(quiet.panel.people.has_phone)
    share = float((strength[users] > 0).mean())
    base = quiet.panel.base
    owner = base.owner[np.asarray(quiet.transactions["account_index"].combine_chunks())]
    is_theirs = strength[np.minimum(owner, SIZE - 1)] > 0
    loans = np.asarray(pc.equal(quiet.transactions["kind"].cast(pa.string()), "贷款发放"))
    assert is_theirs[loans].mean() > 3 * share
    phones = pa.array([str(number) for number in quiet.panel.lives.phone[users[strength[users] > 0]].tolist()])
    talks = quiet.calls.filter(pc.and_(pc.greater_equal(quiet.calls["duration_s"], 600),
                                       pc.equal(quiet.calls["direction"].cast(pa.string()), "in")))  # fmt: skip
    assert pc.mean(pc.is_in(talks["own_number"], phones).cast(pa.int8())).as_py() > 2 * share


def test_who_registers_is_first_in_the_panel_only_where_the_world_says_so() -> None:
    city = people(demo(), 20_000)
    found = registered(city)
    assert found.tolist() == np.flatnonzero(city.has_phone)[: len(found)].tolist()
    assert len(found) == round(demo().registrations.coverage * 20_000)
    rates = replace(demo().registrations, panel_first=False)
    anywhere = registered(people(replace(demo(), registrations=rates), 20_000))
    assert len(anywhere) == pytest.approx(len(found), rel=0.05) and anywhere.mean() == pytest.approx(10_000, rel=0.05)


def cases(world: World, first: date, days: int) -> tuple[Population, list[int]]:
    """The victims of the demo's city."""
    city = Population(1, 150_000, world, load_towns(world), date(2019, 1, 1))
    incidents = Incidents(Biographies(city, date(2019, 1, 1)), 25.0, -0.45)
    return city, [case.victim for n in range(days) for case in incidents.on(first + timedelta(days=n))]


def test_the_demo_has_enough_victims_in_its_panel_and_the_city_as_many_cases_as_ever() -> None:
    """As-of dates with 30 days of data before them, labels mature by 25 October 2021."""
    first, days = date(2021, 7, 29), 59
    city, victims = cases(demo(), first, days)
    usual_city, usual = cases(load_world(DEFAULT_WORLD), first, days)
    assert (registered(city) < 10_000).mean() > 0.85
    assert len({victim for victim in victims if victim < 10_000}) >= 100
    assert len(victims) == len(usual)
    for column in ("band", "is_male"):  # the same case by case, but for who has left, or is cheated again
        assert (getattr(city, column)[victims] == getattr(usual_city, column)[usual]).mean() > 0.9


def test_the_prior_is_what_age_and_sex_say() -> None:
    city = people(demo(), 20_000)
    found = prior(city)
    assert found[city.has_phone].mean() == pytest.approx(1.0) and (found[~city.has_phone] == 0).all()
    groups = {(int(band), bool(sex)) for band, sex in zip(city.band, city.is_male, strict=True)}
    assert len(np.unique(found[city.has_phone])) <= len(groups)
    young_women = (city.band == 2) & ~city.is_male
    assert found[young_women].mean() == pytest.approx(0.234 * 0.59 / (0.094 * 0.48), rel=0.12)
