"""Reading contracts: what they say, and how a bad one is refused."""

from pathlib import Path

import pytest
import yaml

from expectations import contract as module
from expectations import render
from expectations.contract import ContractError, all_tables, contract
from expectations.settings import CONTRACTS, REPO, MissingSetting, required
from tests.lint_contracts import faults, main

GOOD = CONTRACTS / "ops" / "batches.yaml"


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one contract, test.t, that a test may spoil."""
    monkeypatch.setattr(module, "CONTRACTS", tmp_path / "expectations" / "contracts")
    path = tmp_path / "expectations" / "contracts" / "test" / "t.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(GOOD.read_text().replace("ops.batches", "test.t"))
    contract.cache_clear()
    return path


def test_a_contract_says_what_a_table_is() -> None:
    found = contract("ops.batches")
    assert found.key == ("product", "batch_date")
    assert found.writer == "lake/batches.py"
    texts = ", ".join(f"{name} string" for name in ("table_versions", "content", "inputs", "facts"))
    assert found.spark_ddl() == f"product string, batch_date date, state string, recipe int, {texts}"
    assert found.content_names == ("product", "batch_date", "state", "recipe", "content", "inputs")
    assert contract("raw.cases").names == contract("silver.cases").names
    assert {"silver.cases", "quarantine.cases", "marts.mart_case_yoy"} <= set(all_tables())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("physicalName: test.t", "physicalName: test.other", "test.t: physicalName says test.other"),
        ("property: writer", "property: author", "test.t: no customProperty writer"),
        (
            "logicalType: integer, physicalType: int, required: true, description: Number",
            "description: N",
            "t.recipe: no",
        ),
        (
            "{name: recipe, logicalType: integer, physicalType: int,",
            "{name: resident_key, logicalType: integer, physicalType: bigint,",
            "t.resident_key: a token needs classification token",
        ),
        (
            "{property: partitionedBy, value: none}",
            "{property: partitionedBy, value: none}\n      - {property: sortedBy, value: account_key}",
            "test.t: sortedBy names account_key, which is no column",
        ),
    ],
)
def test_a_bad_contract_is_refused_by_name(planted: Path, old: str, new: str, message: str) -> None:
    text = planted.read_text()
    assert old in text
    planted.write_text(text.replace(old, new))
    with pytest.raises(ContractError, match=message):
        contract("test.t")


def test_a_missing_contract_is_named(planted: Path) -> None:
    with pytest.raises(ContractError, match=r"test\.none has no contract: .*contracts/test/none\.yaml is missing"):
        contract("test.none")


def test_an_undeclared_or_empty_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFDW_PG_HOST", "")
    with pytest.raises(MissingSetting, match="AFDW_PG_HOST is not set: PostgreSQL host"):
        required("AFDW_PG_HOST")
    with pytest.raises(MissingSetting, match="AFDW_NOTHING is not declared"):
        required("AFDW_NOTHING")


def test_rendered_files_are_those_of_the_contracts() -> None:
    differing = [str(path) for path, text in render.rendered().items() if path.read_text() != text]
    assert differing == []


def test_a_rendered_file_that_differs_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A check dropped from a suite by hand, and a file that is not there."""
    for name in ("REPO", "SCHEMAS", "SUITES", "SOURCES"):
        place = tmp_path / Path(getattr(render, name)).relative_to(REPO)
        monkeypatch.setattr(render, name, place)
    monkeypatch.setattr("sys.argv", ["render"])
    assert render.main() == 0 and capsys.readouterr().out.count("rendered:") > 5
    monkeypatch.setattr("sys.argv", ["render", "--check"])
    assert render.main() == 0 and capsys.readouterr().out == ""
    spoiled = render.SUITES / "silver.cases.json"
    spoiled.write_text(spoiled.read_text().replace("loss_fen", "gross_fen"))
    (render.SCHEMAS / "ops.batches.json").unlink()
    assert render.main() == 1
    told = sorted(capsys.readouterr().out.splitlines())
    assert told == ["differs: expectations/schemas/ops.batches.json", "differs: expectations/suites/silver.cases.json"]


@pytest.mark.parametrize("path", sorted(CONTRACTS.glob("*/*.yaml")), ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_every_contract_follows_the_standard(path: Path) -> None:
    assert list(faults(path)) == []


@pytest.mark.parametrize("key", ["apiVersion", "kind", "id", "status"])
def test_a_contract_that_breaks_the_standard_is_refused(tmp_path: Path, key: str) -> None:
    document = yaml.safe_load(GOOD.read_text())
    del document[key]
    path = tmp_path / "bad.yaml"
    path.write_text(yaml.safe_dump(document))
    assert main([path]) == 1


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(GOOD.read_text().replace("description: Number that", "description: Number, that"))
    assert main([path]) == 1
