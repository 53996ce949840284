"""World files, the service's effect, and the command line."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from simulator_helpers import settings

from simulator.__main__ import DEFAULT_WORLD, main
from simulator.conversion import WorldError
from simulator.incidents import daily_rate, service_share
from simulator.run import build_feed
from simulator.world import load_world


def changed(tmp_path: Path, **changes: object) -> Path:
    """The shipped world with some top-level keys replaced (None: left out)."""
    content = yaml.safe_load(DEFAULT_WORLD.read_text(encoding="utf-8"))
    content = {k: v for k, v in {**content, **changes}.items() if v is not None}
    path = tmp_path / "world.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"male_share": None}, "missing key male_share"),
        ({"colour": 3}, "unknown key colour"),
        ({"male_share": "half"}, "key male_share: expected float, found 'half'"),
        ({"monthly": [1, 2]}, "key monthly: expected 12 items, found 2"),
        ({"life": {"solved": 0.1}}, "missing key life.late_report_share"),
        ({"hourly": [0] * 24}, "key hourly: weights must not be negative, nor all zero"),
        ({"male_share": 1.5}, "key male_share: 1.5 is not between 0 and 1"),
        ({"scam_types": {"0101": {"share": 1}}}, "missing key scam_types.0101.age"),
        ({"occupations": {"A1": 1}}, "key occupations.A1: a code has two to six digits"),
        ({"occupations": {"1": 1}}, "key occupations.1: a code has two to six digits"),
        ({"payments": {"银行,卡": 1}}, "key payments.银行,卡: '银行,卡' is not 1 to 40 printable characters"),
        ({"payments": {"银行\n卡": 1}}, "is not 1 to 40 printable characters"),
        ({"payments": {" 现金": 1}}, "is not 1 to 40 printable characters"),
        ({"loss_cap_yuan": -5}, "key loss_cap_yuan: -5 is not between 1 and 1e\\+08"),
        ({"age_upper": [11, 17, 25, 40, 65, 999]}, "key age_upper: ages must rise from band to band, from 0 to 120"),
        ({"age_reference": date(1066, 1, 1)}, "key age_reference: year: 1066 is not between 1990 and 2100"),
        ({"age_reference": datetime(2020, 1, 1)}, "key age_reference: expected date, found datetime"),
        ({"yearly": {2021: 10**30}}, "key yearly.2021: expected float"),
        ({"yearly": {2021: 1e9}}, "key yearly.2021: 1e\\+09 is not between 0 and 1000"),
        ({"male_share": float("nan")}, "key male_share: nan is not between 0 and 1"),
        ({"county_population": {"330500": 1.0}}, "key county_population.330500: the seed areas.csv has no town of it"),
    ],
)
def test_a_wrong_world_names_its_key(tmp_path: Path, changes: dict[str, object], message: str) -> None:
    with pytest.raises(WorldError, match=message):
        load_world(changed(tmp_path, **changes))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name: 湖州".encode("gb18030"), "can't decode byte"),
        (b"age_reference: 2020-02-30", "day .*range"),
        (b"name: [", "cannot be read"),
        (b"", "expected a mapping, found None"),
    ],
)
def test_a_file_that_is_no_world_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "world.yaml"
    path.write_bytes(content)
    with pytest.raises(WorldError, match=f"world.yaml: .*{message}"):
        load_world(path)


def test_loss_sigma_is_bounded(tmp_path: Path) -> None:
    types = yaml.safe_load(DEFAULT_WORLD.read_text(encoding="utf-8"))["scam_types"]
    types["0103"]["loss_sigma"] = 6
    with pytest.raises(WorldError, match=r"key scam_types[.]0103[.]loss_sigma: 6 is not between 0 and 5"):
        load_world(changed(tmp_path, scam_types=types))


def test_a_world_with_unknown_codes_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    world = changed(tmp_path, county_population={"999999": 1.0})
    assert main(["--out", str(tmp_path / "home"), "--world", str(world)]) == 2
    assert f"{world}: key county_population.999999" in capsys.readouterr().err


def test_service_share_ramps_inside_the_interval() -> None:
    world = load_world(DEFAULT_WORLD)
    shares = [service_share(world, day) for day in (date(2021, 3, 25), date(2021, 4, 10), date(2021, 4, 26))]
    assert shares == [0.0, 0.5, 1.0]


def test_base_rate_is_the_published_one() -> None:
    world = load_world(DEFAULT_WORLD)
    days = [date(2019, 1, 1) + timedelta(days=n) for n in range(365)]
    year = sum(daily_rate(world, day, 10_000, 1.0, 0.0) for day in days)
    assert year == pytest.approx(12.9, rel=0.01)


def incidents_after_start(tmp_path: Path, effect: float) -> int:
    """Incidents of the 150 days after the service's start in a city of 40,000 at 100 times the rate."""
    small = settings(tmp_path)
    feed = build_feed(type(small)(**{**vars(small), "residents": 40_000, "incidence": 100.0, "effect": effect}))
    return sum(len(feed.incidents.on(date(2021, 4, 26) + timedelta(days=n))) for n in range(150))


def test_effect_changes_incidents_by_its_share(tmp_path: Path) -> None:
    base = incidents_after_start(tmp_path, 0.0)
    assert incidents_after_start(tmp_path, -0.45) / base == pytest.approx(0.55, abs=0.08)
    assert incidents_after_start(tmp_path, 0.2) / base == pytest.approx(1.20, abs=0.12)


def test_command_line_writes_a_home(tmp_path: Path) -> None:
    arguments = ["--residents", "5000", "--from", "2021-01-01", "--to", "2021-01-10", "--panel", "100"]
    assert main(["--out", str(tmp_path), *arguments, "--feeds", "cases"]) == 0
    assert (tmp_path / "landing/cases/2021-01-10/full_police_2021-01-10_1.csv").exists()
    assert {p.name for p in (tmp_path / "truth").iterdir()} == {"cases.csv", "faults.csv"}


@pytest.mark.parametrize("arguments", [["--feeds", "calls"], ["--from", "2021-02-01", "--to", "2021-01-01"]])
def test_wrong_use_is_2(tmp_path: Path, arguments: list[str]) -> None:
    assert main(["--out", str(tmp_path), *arguments]) == 2
