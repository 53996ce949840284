"""Rules of the dbt project that need no database."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
CONTRACTS = PROJECT.parent / "expectations" / "contracts"
MODELS = sorted(PROJECT.glob("models/*/*.sql"))
PREFIXES = {"staging": ("stg_",), "intermediate": ("int_",), "marts": ("fct_", "dim_", "mart_", "exp_")}
READS = {"staging": (), "intermediate": ("stg_", "int_"), "marts": ("stg_", "int_", "fct_", "dim_", "mart_")}
#: Models and columns that unit tests need not cover: pure renames and calendars.
WITHOUT_UNIT_TEST = {"dim_code_line", "dim_date", "dim_feed", "dim_scam_type"}


def described(kind: str) -> Iterator[dict[str, Any]]:
    """Every entry of that kind in the project's YAML."""
    for path in sorted(PROJECT.glob("models/**/*.yml")) + sorted(PROJECT.glob("seeds/*.yml")):
        yield from yaml.safe_load(path.read_text()).get(kind, [])


def model_entries() -> dict[str, dict[str, Any]]:
    return {entry["name"]: entry for entry in described("models")}


def refs(path: Path) -> set[str]:
    return set(re.findall(r"ref\('([^']+)'\)", path.read_text()))


def test_there_are_models() -> None:
    assert len(MODELS) > 10


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_model_is_named_for_its_layer_and_described(path: Path) -> None:
    assert path.stem.startswith(PREFIXES[path.parent.name])
    entry = model_entries()[path.stem]
    assert entry["description"]
    assert all(column["description"] for column in entry.get("columns", []))


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_model_reads_no_layer_after_its_own(path: Path) -> None:
    seeds = {seed.stem for seed in PROJECT.glob("seeds/*.csv")}
    allowed = READS[path.parent.name]
    wrong = {name for name in refs(path) if not name.startswith(allowed or ("-",))}
    assert wrong <= (seeds if path.parent.name == "staging" else set())
    assert path.parent.name == "staging" or "source(" not in path.read_text()


@pytest.mark.parametrize("path", sorted(PROJECT.glob("models/marts/*.sql")), ids=lambda path: path.stem)
def test_mart_enforces_the_columns_of_its_contract(path: Path) -> None:
    contract = yaml.safe_load((CONTRACTS / "marts" / f"{path.stem}.yaml").read_text())
    properties = contract["schema"][0]["properties"]
    entry = model_entries()[path.stem]
    assert entry["config"]["contract"]["enforced"] is True
    rendered = [(column["name"], column["data_type"], column["description"]) for column in entry["columns"]]
    assert rendered == [(p["name"], p["physicalType"], p["description"]) for p in properties]
    key = [p["name"] for p in sorted(properties, key=lambda p: p.get("primaryKeyPosition", 0)) if p.get("primaryKey")]
    assert entry["constraints"] == [{"type": "primary_key", "columns": key}]


@pytest.mark.parametrize("layer", ["intermediate", "marts"])
def test_every_computing_model_has_a_unit_test(layer: str) -> None:
    tested = {test["model"] for test in described("unit_tests")}
    computing = {path.stem for path in PROJECT.glob(f"models/{layer}/*.sql")} - WITHOUT_UNIT_TEST
    assert computing <= tested


def test_unit_tests_are_complete_and_named_once() -> None:
    tests = list(described("unit_tests"))
    names = [test["name"] for test in tests]
    assert len(names) == len(set(names)) > 15
    assert all(test["given"] and test["expect"]["rows"] for test in tests)


def test_exposures_read_marts_only() -> None:
    marts = {path.stem for path in PROJECT.glob("models/marts/*.sql")}
    for exposure in described("exposures"):
        named = {re.fullmatch(r"ref\('(.+)'\)", ref).group(1) for ref in exposure["depends_on"]}  # type: ignore[union-attr]
        assert named <= marts, exposure["name"]


@pytest.mark.parametrize("path", sorted(PROJECT.glob("seeds/*.csv")), ids=lambda path: path.stem)
def test_seed_declares_the_type_of_every_column(path: Path) -> None:
    entry = next(seed for seed in described("seeds") if seed["name"] == path.stem)
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert list(entry["config"]["column_types"]) == header


def seed(name: str) -> list[str]:
    """The first column of a seed."""
    lines = (PROJECT / "seeds" / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return [line.split(",")[0] for line in lines[1:]]


def test_every_feed_reason_and_check_of_the_contracts_has_a_name() -> None:
    landing = [yaml.safe_load(path.read_text())["schema"][0] for path in CONTRACTS.glob("landing/*.yaml")]
    assert sorted(seed("feeds")) == sorted(entry["name"] for entry in landing)
    measured = {rule["implementation"]["type"] for entry in landing for rule in entry["quality"]}
    assert sorted(seed("batch_checks")) == sorted(measured)
    refused = [yaml.safe_load(path.read_text())["schema"][0] for path in CONTRACTS.glob("quarantine/*.yaml")]
    reasons = [c["quality"] for entry in refused for c in entry["properties"] if c["name"] == "reason_code"]
    assert len(reasons) == len(refused)
    declared = {value for (rule,) in reasons for value in rule["arguments"]["validValues"]}
    assert sorted(seed("reject_reasons")) == sorted(declared)


def test_every_unit_of_a_measure_is_known_to_the_page_and_its_contract() -> None:
    """A unit that the contract does not admit stops the build on the first day on which such a measure is out."""
    lines = (PROJECT / "seeds" / "batch_checks.csv").read_text(encoding="utf-8").splitlines()[1:]
    units = {line.split(",")[2] for line in lines}
    entry = yaml.safe_load((CONTRACTS / "marts/mart_feed_check.yaml").read_text())["schema"][0]
    (rule,) = next(c["quality"] for c in entry["properties"] if c["name"] == "unit_code")
    models = yaml.safe_load((PROJECT / "models/marts/_models.yml").read_text())["models"]
    columns = next(model["columns"] for model in models if model["name"] == "mart_feed_check")
    (test,) = next(c["data_tests"] for c in columns if c["name"] == "unit_code")
    assert units <= set(rule["arguments"]["validValues"])
    assert rule["arguments"]["validValues"] == test["accepted_values"]["arguments"]["values"]
