"""World files of panels: optional as a whole, checked in detail, frozen, and anybody's."""

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from panel_helpers import OTHER_WORLD, build, city, other_city, where, world_file

from simulator.__main__ import DEFAULT_WORLD
from simulator.conversion import WorldError
from simulator.panel import Panel
from simulator.world import load_world

FROZEN = {
    "huzhou.yaml": "88023a60cbfe97a1eb18340920330a88ec386124e1899fe26b30d864827cc611",
    "demo.yaml": "1b079505f07fae469491c4f9d53603edefe3617dbd8170407fa0aac249d38b5a",
    "proof.yaml": "168e1c8ae2dede55af780ae7ecb227c5c357805acf5369c98d07bb89f5f79812",
    "proof_without_trait.yaml": "44fcf22804ae0a99c9c686b2eb0b69f260a4d1834b045e23519acba16da7345e",
    "lakeside.yaml": "36acdfa3a5ba4f78361bda72b58f9cefed093f4a413465c17b9b53e10af39396",
    "mules.yaml": "d93a4dea9870c2e5295cc5baaa5f8c127ed34b2866358b8bfa3610e20847e2bb",
    "mules_lakeside.yaml": "d7477524f4cbe89c7c121c4d901ab148a39401534a2afa09734eed9a60834352",
}


def changed(tmp_path: Path, path: str, value: object) -> Path:
    """The shipped world with one value replaced (None: left out)."""
    content = yaml.safe_load(DEFAULT_WORLD.read_text(encoding="utf-8"))
    *sections, name = path.split(".")
    section = content
    for key in sections:
        section = section[key]
    section[name] = value
    if value is None:
        del section[name]
    target = tmp_path / "world.yaml"
    target.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return target


def test_shipped_worlds_are_frozen() -> None:
    """Whoever changes a world changes every figure measured on it: then change the hash too, and say so."""
    folder = DEFAULT_WORLD.parent
    assert {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.glob("*.yaml")} == FROZEN


def test_a_world_without_a_panel_loads_and_is_refused_as_a_panel(tmp_path: Path) -> None:
    world = load_world(changed(tmp_path, "panel", None))
    assert world.panel is None
    with pytest.raises(WorldError, match="missing key panel"):
        build(world, 10, 1)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("panel.money", None, "missing key panel.money"),
        ("panel.money.rent", 3, "unknown key panel.money.rent"),
        ("panel.money.failed", 1.5, "key panel.money.failed: 1.5 is not between 0 and 1"),
        ("panel.money.lump", None, "missing key panel.money.lump"),
        ("panel.money.web_share", -0.1, "key panel.money.web_share: -0.1 is not between 0 and 1"),
        ("panel.freezes.share", 2, "key panel.freezes.share: 2 is not between 0 and 1"),
        ("panel.freezes.stop_days", None, "missing key panel.freezes.stop_days"),
        ("panel.calls.spam_texts", 1.2, "key panel.calls.spam_texts: 1.2 is not between 0 and 1"),
        ("panel.calls_rhythm.hours", [1, 2], "key panel.calls_rhythm.hours: expected 24 items, found 2"),
        ("panel.rings.typologies", {"star": 1}, "unknown key panel.rings.typologies.star"),
        ("panel.rings.size", 3, "key panel.rings.size: 3 is not between 6 and 10000"),
        ("panel.patterns.0101", None, "missing key panel.patterns.0101"),
        ("panel.patterns.0199", {}, "missing key panel.patterns.0199.silent"),
        ("panel.banks", {"bank1": "A"}, "missing key panel.banks.bank2"),
        ("panel.foreign_prefixes", ["852"], "key panel.foreign_prefixes: '852'"),
        ("panel.holidays", "none", "key panel.holidays: expected a list"),
        (
            "panel.banks.bank1",
            "火星银行",
            "key panel.banks.bank1: '火星银行' begins with no name of the seed banks.csv",
        ),
        ("panel.other_banks", ["招商,银行"], "key panel.banks, panel.other_banks: '招商,银行' is not"),
        ("panel.other_banks", [], "key panel.other_banks: expected a list"),
        ("panel.foreign_prefixes", ["0086"], "key panel.foreign_prefixes: '0086' is the mainland's own"),
        ("panel.foreign_prefixes", ["00865"], "key panel.foreign_prefixes: '00865' is the mainland's own"),
        ("panel.calls.long_s", 60, "key panel.calls.long_s: 60 is not between 300 and 86400"),
        ("panel.calls.contacts", 1e6, "key panel.calls.contacts: 1e\\+06 is not between 0 and 100"),
        ("panel.money.shop_yuan", 0, "key panel.money.shop_yuan: 0 is not between 0.01 and 100000"),
        ("panel.patterns.0101.sms", -1, "key panel.patterns.0101.sms: -1 is not between 0 and 100"),
        ("panel.patterns.0101.lead_days", 1e9, "key panel.patterns.0101.lead_days: 1e\\+09 is not"),
    ],
)
def test_a_wrong_panel_names_its_key(tmp_path: Path, path: str, value: object, message: str) -> None:
    with pytest.raises(WorldError, match=message):
        load_world(changed(tmp_path, path, value))


def strange_world() -> dict[str, object]:
    """Somebody else's city: one county, three ages, two scams, no holidays, no wallets to speak of."""
    content: dict[str, object] = yaml.safe_load(DEFAULT_WORLD.read_text(encoding="utf-8"))
    content["residents"]["deaths"] = [0.001, 0.004, 0.03]  # type: ignore[index]
    panel, types = content["panel"], content["scam_types"]
    assert isinstance(panel, dict) and isinstance(types, dict)
    content.update(county_population={"330523": 1.0}, age_upper=[17, 64, 99], age_share=[0.2, 0.5, 0.3])
    content["scam_types"] = {code: {**types[code], "age": [0, 1, 1]} for code in ("0104", "0109")}
    panel.update(holidays=[], away_areas=[20], other_banks=["招商银行"], foreign_prefixes=["001"])
    panel["patterns"] = {code: panel["patterns"][code] for code in ("0104", "0109")}
    panel["rings"].update(typologies={"cycle": 1}, share=0.02, size=7, life_days=400, outsiders=0, sold=0)
    panel["holdings"].update(wechat=0.0, alipay=0.0, extra=0.0)
    panel["calls"].update(overseas=0, spam=0, courier=0)
    return content


def test_a_strangers_world_works(tmp_path: Path) -> None:
    world = world_file(tmp_path, yaml.safe_dump(strange_world(), allow_unicode=True))
    found = build(world, 1500, 5)
    rows, calls = found.transactions.num_rows, found.calls.num_rows
    assert rows > 3000 and calls > 10_000
    assert where(found.transactions, source="alipay").num_rows == 0 < where(found.transactions, source="bank2").num_rows
    assert len(found.truth("mules")) >= 7
    assert {row["role"] for row in found.truth("mules")} <= {"first", "hop", "cash"}


@pytest.mark.parametrize("size", [1, 7, 60])
def test_tiny_panels_work(size: int) -> None:
    found = build(load_world(DEFAULT_WORLD), size, 3, residents=100, incidence=3000.0)
    assert found.calls.num_rows >= 0 and len(found.days) == 3


def test_a_panel_is_part_of_the_city() -> None:
    panel = city().panel
    with pytest.raises(ValueError, match="between 1 and 6000"):
        Panel(5, panel.world, panel.people, 6001, lambda day: [], date(2021, 2, 1))


def test_the_second_world_is_another_city() -> None:
    here, there = city(), other_city()
    legs = [c.calls.num_rows / c.panel.size / len(c.days) for c in (here, there)]
    assert legs[0] == pytest.approx(5.9, rel=0.12) and abs(legs[0] / legs[1] - 1) > 0.05
    night = [where_hours(c, range(18, 24)) for c in (here, there)]
    assert night[0] > night[1] + 0.05
    assert {r["typology"] for r in there.truth("mules")} <= {"stack", "cycle", "bipartite", "random", "fan_in"}
    assert OTHER_WORLD.exists()


def where_hours(found: object, hours: range) -> float:
    """Share of calls in some hours of the day."""
    seconds = found.calls["at"].to_numpy() % 86_400  # type: ignore[attr-defined]
    return float(((seconds // 3600 >= hours.start) & (seconds // 3600 < hours.stop)).mean())


def test_parameters_move_what_they_name() -> None:
    world = load_world(DEFAULT_WORLD)
    assert world.panel is not None
    quiet = replace(
        world.panel, calls=replace(world.panel.calls, contacts=0.0, service_sms=0.0, texts=0.0, spam_texts=0.0)
    )
    found = build(replace(world, panel=quiet), 2000, 2)
    assert where(found.calls, kind="sms").num_rows < 0.1 * found.calls.num_rows
    assert found.calls.num_rows < 0.5 * build(world, 2000, 2).calls.num_rows
