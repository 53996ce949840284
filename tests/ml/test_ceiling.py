"""The ceiling: literal rankings, and what there is to learn in the proof city with its trait and without."""

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from ceiling import Campaign, Ceiling, Resident, captured, ceiling, ceiling_of

from simulator.__main__ import DEFAULT_WORLD, main
from simulator.biography import Biographies
from simulator.codes import load_towns
from simulator.feeds.traits import write_traits
from simulator.incidents import Incidents
from simulator.residents import Population
from simulator.world import load_world

D = date(2021, 8, 26)
PROOF = DEFAULT_WORLD.with_name("proof.yaml")


def after(days: int) -> date:
    return D + timedelta(days=days)


def test_a_tie_group_counts_by_the_part_of_it_inside() -> None:
    ranking = np.array([9.0] + [5.0] * 4 + [1.0] * 95)
    weight = np.array([1.0, 1, 1, 0, 0] + [1.0] + [0.0] * 94)
    found = captured(ranking, weight)
    assert found.at_1 == 1 / 4  # of the four victims the first place holds one
    assert found.at_10 == pytest.approx((3 + 5 / 95) / 4)
    assert np.isnan(captured(ranking, np.zeros(100)).at_10)


def test_shown_campaigns_come_first_and_recent_victims_are_left_out() -> None:
    residents = {n: Resident("", 1.0 + (n < 10), 3.0 if n == 0 else 1.0) for n in range(100)}
    campaigns = [
        Campaign(50, after(30), D),  # has shown itself on the day
        Campaign(60, after(1), after(1)),  # not yet
        Campaign(70, after(31), D),  # too late for the label
        Campaign(80, after(-30), None), Campaign(80, after(5), D),  # left out
        Campaign(90, after(-31), None), Campaign(90, after(5), None),
    ]  # fmt: skip
    found = ceiling_of(residents, campaigns, D)
    assert (found.scored, found.positives, found.signalled) == (99, 3, 1)
    assert found.best.at_10 == pytest.approx(1 / 3)  # nine places: 50, and eight of the highest prior
    assert found.by_hazard.at_10 == 0
    some = ceiling_of(residents, campaigns, D, set(range(50, 100)))
    assert (some.scored, some.positives) == (49, 3)


def test_truth_of_a_run_is_read_and_cases_taken_back_are_no_labels(tmp_path: Path) -> None:
    options = "--residents 1500 --panel 1500 --incidence 300 --from 2021-04-01 --to 2021-05-20 --feeds cases,accounts"
    assert main(["--out", str(tmp_path), "--world", str(PROOF), "--parquet", *options.split()]) == 0
    found = ceiling(tmp_path / "truth", date(2021, 4, 20))
    rows = list(csv.DictReader((tmp_path / "truth" / "victims.csv").open(encoding="utf-8")))
    said = {row["resident"] for row in rows if row["outcome"] in ("reported", "late")
            and "2021-04-20" < row["incident_at"][:10] <= "2021-05-20"}  # fmt: skip
    assert 5 < found.positives < len(said)
    assert found.best.at_10 >= found.by_hazard.at_10
    assert found.expected.at_10 > 0.25


def proof(tmp_path: Path, name: str) -> Ceiling:
    """30 days of cases among 40,000 residents, many times as many as in the proof, so that chance says little."""
    world = load_world(DEFAULT_WORLD.with_name(name))
    people = Population(2, 40_000, world, load_towns(world), date(2021, 1, 1))
    write_traits(tmp_path / "traits.csv", people, people.count)
    incidents = Incidents(Biographies(people, date(2021, 1, 1)), 250.0, -0.45)
    rows = csv.DictReader((tmp_path / "traits.csv").open(encoding="utf-8"))
    residents = {int(r["resident"]): Resident("", float(r["prior"]), float(r["times"])) for r in rows}
    victims = {case.victim for n in range(1, 31) for case in incidents.on(after(n))}
    return ceiling_of(residents, [Campaign(victim, after(7), None) for victim in sorted(victims)], D)


def test_at_the_default_there_is_something_to_learn_and_not_too_much(tmp_path: Path) -> None:
    found = proof(tmp_path, "proof.yaml")
    assert found.positives > 500
    assert 0.03 < found.expected.at_1 < 0.08 and 0.25 < found.expected.at_10 < 0.35
    for share in ("at_1", "at_10"):
        expected, by_hazard, by_prior = (getattr(c, share) for c in (found.expected, found.by_hazard, found.by_prior))
        assert by_hazard == pytest.approx(expected, abs=0.04)
        assert expected > by_prior + 0.03


def test_without_the_trait_age_and_sex_are_all_there_is(tmp_path: Path) -> None:
    found = proof(tmp_path, "proof_without_trait.yaml")
    assert found.best == found.by_hazard == found.by_prior
    assert found.by_prior.at_10 == pytest.approx(found.expected.at_10, abs=0.04)
    assert found.expected.at_10 < 0.26
