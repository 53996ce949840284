"""World files on top of others, and the numbers of the trait: each is checked, and each does something."""

import hashlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from panel_helpers import build

from simulator.__main__ import DEFAULT_WORLD
from simulator.conversion import WorldError
from simulator.susceptible import Susceptible
from simulator.world import World, load_world

FOLDER = DEFAULT_WORLD.parent


@lru_cache(maxsize=1)
def demo() -> World:
    return load_world(FOLDER / "demo.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("base: nowhere.yaml", "cannot be read"),
        ("base: ../huzhou.yaml", "expected a file beside this one"),
        ("base: world.yaml", "at most 5 deep"),
        ("base: [a]", "expected a file beside this one"),
        ("base: huzhou.yaml\nregistrations: {exposure: 0}", "registrations.exposure: 0 is not between"),
        ("base: huzhou.yaml\nregistrations: {panel_first: 1}", "registrations.panel_first: expected bool"),
        ("base: demo.yaml\ntrait: {listed: {share: 2}}", "trait.listed.share: 2 is not between 0 and 1"),
        ("base: demo.yaml\ntrait: {responding: {hazard: 0.5}}", "trait.responding.hazard: 0.5 is not between 1"),
        ("base: demo.yaml\ntrait: {listed: {share: 0.1, more: 1}}", "unknown key trait.listed.more"),
    ],
)
def test_a_wrong_base_or_trait_is_named(tmp_path: Path, text: str, message: str) -> None:
    for name in ("huzhou.yaml", "demo.yaml"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    (tmp_path / "world.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(WorldError, match=message):
        load_world(tmp_path / "world.yaml")


def test_sections_are_taken_over_key_by_key() -> None:
    base, own = load_world(DEFAULT_WORLD), demo()
    assert own.panel and base.panel and own.panel.rings.victims_elsewhere == 1.0
    assert own.panel.rings.share == base.panel.rings.share and own.panel.patterns == base.panel.patterns
    assert own.registrations.channels == base.registrations.channels and base.trait is None


@pytest.mark.parametrize(
    "leaf", ["listed.share", "listed.hazard", "listed.calls", "listed.ring_calls"]
    + ["responding." + name for name in ("share", "hazard", "talks", "talk_minutes", "payments", "payment_yuan",
                                         "rebated", "loans", "loan_yuan")],
)  # fmt: skip
def test_every_number_of_the_trait_does_something(leaf: str) -> None:
    face, name = leaf.split(".")
    trait = demo().trait
    assert trait
    section = getattr(trait, face)
    other = replace(section, **{name: 1.0 if name == "hazard" else getattr(section, name) / 2})
    assert of_panel(replace(demo(), trait=replace(trait, **{face: other}))) != clean()


@lru_cache(maxsize=1)
def clean() -> str:
    return of_panel(demo())


def of_panel(world: World) -> str:
    """What a small panel does in three days, and how often each is cheated."""
    place = build(world, 500, 3, incidence=900.0)
    rows = [*place.calls.to_pylist(), *place.transactions.to_pylist()]
    rows += Susceptible(place.panel.people).times.tolist()
    return hashlib.sha256(repr(rows).encode()).hexdigest()
