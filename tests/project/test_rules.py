"""The house keeps its rules, and each rule sees a planted fault."""

import shutil
from pathlib import Path

import pytest
import rules
from house import House
from planted import FAULTS, Rule

from expectations.settings import REPO


@pytest.fixture(scope="module")
def repo() -> House:
    return House(REPO)


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(repo: House, rule: Rule) -> None:
    assert list(rule(repo)) == []


def test_the_house_was_really_read(repo: House) -> None:
    rooms = {module.room for module in repo.modules}
    assert {"dags", "spark_jobs", "dashboards", "expectations", "simulator", "cli", "tests"} <= rooms
    assert len(repo.files) > 150 and len(repo.lake_writers()) >= 21


@pytest.fixture
def copy(tmp_path: Path, repo: House) -> Path:
    """The house without its tests, to be spoiled."""
    for path in repo.files:
        place = tmp_path / path.relative_to(REPO)
        if place.relative_to(tmp_path).parts[0] != "docs":
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
    return tmp_path


@pytest.mark.parametrize(("rule", "file", "change", "told"), FAULTS, ids=lambda value: getattr(value, "__name__", None))
def test_a_planted_fault_is_seen(copy: Path, rule: Rule, file: str, change: str, told: str) -> None:
    path = copy / file
    path.parent.mkdir(parents=True, exist_ok=True)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if change[0] == "-":
        assert change[1:] in text
    path.write_text(text.replace(change[1:], "") if change[0] == "-" else text + change[1:], encoding="utf-8")
    assert any(breach.startswith(told) for breach in rule(House(copy)))
