"""The check of the assets sees each fault that is planted, and none in the files as they are."""

import copy
import json
from typing import Any

import pytest

from dashboards import assets, check_assets
from dashboards.check_assets import House

STANDING = check_assets.read()


@pytest.fixture
def house() -> House:
    """The real house, to be damaged."""
    return copy.deepcopy(STANDING)


def only_fault(house: House) -> str:
    """What the check says about a planted fault beyond what it said before."""
    (found,) = set(check_assets.faults(house)) - set(check_assets.faults(STANDING))
    return found


def query(house: House, stem: str) -> dict[str, Any]:
    (stored,) = json.loads(house.charts[stem]["query_context"])["queries"]
    return dict(stored)


def test_charts_datasets_and_marts_fit() -> None:
    assert len(STANDING.charts) >= 8
    house = copy.deepcopy(STANDING)
    house.exposures = [entry | {"depends_on": _refs(house, entry["name"])} for entry in house.exposures]
    assert check_assets.faults(house) == []


def test_exposures_name_the_models_that_the_page_reads() -> None:
    assert [fault for fault in check_assets.faults(STANDING) if fault.startswith("exposures.yml")] == []


def test_a_missing_chart_is_named(house: House) -> None:
    gone = house.charts.pop("towns")
    assert only_fault(house) == f"dashboards/overview: no chart file has the uuid {gone['uuid']}"


def test_a_chart_on_no_dashboard_is_named(house: House) -> None:
    position = house.dashboards["overview"]["position"]
    del position[next(key for key, part in position.items() if key == "CHART-towns" and part)]
    assert only_fault(house) == "charts/towns: stands on no dashboard"


def test_a_missing_dataset_is_named(house: House) -> None:
    house.charts["towns"]["dataset_uuid"] = assets.asset_id("datasets", "nowhere")
    assert "charts/towns: no dataset file has the uuid" in only_fault(house)


@pytest.mark.parametrize("table", ["raw.cases", "staging.stg_silver__cases", "mart_feed_health"])
def test_a_table_outside_of_the_marts_is_named(house: House, table: str) -> None:
    dataset = house.datasets["feed_health"]
    dataset["sql"] += f" where exists (select 1 from {table})"
    assert f"datasets/feed_health: reads {table}, which is not in schema marts" in check_assets.faults(house)


def test_a_mart_without_model_is_named(house: House) -> None:
    house.models.remove("mart_feed_health")
    found = set(check_assets.faults(house)) - set(check_assets.faults(STANDING))
    assert "datasets/feed_health: marts.mart_feed_health has no dbt model" in found


def test_a_mart_without_contract_is_named(house: House) -> None:
    del house.marts["dim_scam_type"]
    assert "datasets/case_comparison: marts.dim_scam_type has no contract" in check_assets.faults(house)


def test_a_column_that_the_contract_lost_is_named(house: House) -> None:
    del house.marts["mart_feed_health"]["duplicate"]
    assert "duplicate" in only_fault(house)
    assert only_fault(house).startswith("datasets/feed_health: ")


def test_a_column_of_a_chart_must_exist(house: House) -> None:
    chart = house.charts["towns"]
    chart["query_context"] = chart["query_context"].replace('"loss_text"', '"loss_words"')
    chart["params"]["all_columns"] = ["loss_words" if name == "loss_text" else name for name in _columns(chart)]
    assert only_fault(house) == "charts/towns: loss_words is neither column nor metric of case_comparison"


def test_a_filter_of_a_chart_must_exist(house: House) -> None:
    chart = house.charts["towns"]
    chart["query_context"] = chart["query_context"].replace('"months_ago"', '"weeks_ago"')
    assert any("weeks_ago is neither" in fault for fault in check_assets.faults(house))


def test_page_and_stored_query_must_ask_for_the_same(house: House) -> None:
    house.charts["towns"]["params"]["all_columns"].remove("loss_text")
    assert only_fault(house) == "charts/towns: loss_text stands only in one of params and query_context"


def test_a_declared_column_must_come_out_of_the_query(house: House) -> None:
    house.datasets["data_to"]["columns"].append({"column_name": "weather"})
    assert only_fault(house) == "datasets/data_to: column weather does not come out of its query"


def test_a_metric_may_name_columns_of_its_dataset_only(house: House) -> None:
    house.datasets["case_comparison"]["metrics"][0]["expression"] = "MAX(fillings)"
    assert "names fillings, which is no column" in only_fault(house)


def test_a_query_that_does_not_parse_is_named(house: House) -> None:
    house.datasets["data_to"]["sql"] = "select from where ("
    assert any(fault.startswith("datasets/data_to: ") for fault in check_assets.faults(house))


def test_ids_follow_from_names(house: House) -> None:
    house.datasets["data_to"]["uuid"] = "00000000-0000-0000-0000-000000000000"
    assert any(fault.startswith("datasets/data_to: uuid should be") for fault in check_assets.faults(house))


def test_what_deploy_could_not_remove_later_is_named(house: House) -> None:
    house.charts["towns"]["is_managed_externally"] = False
    assert only_fault(house) == "charts/towns: is_managed_externally must be true"


def test_an_exposure_without_dashboard_is_named(house: House) -> None:
    house.exposures.append({"name": "elsewhere", "type": "dashboard"})
    assert only_fault(house) == "exposures.yml: elsewhere is not both an exposure and a dashboard"


def test_an_exposure_with_another_model_is_named(house: House) -> None:
    house.exposures[0]["depends_on"] = [*_refs(house), "ref('fct_case')"]
    assert "exposures.yml: overview and its charts disagree about fct_case" in check_assets.faults(house)


def test_what_readers_choose_stands_in_stored_queries_alone(house: House) -> None:
    """The county of the page 风险码: without its filter the chart would ask for a column that no page adds."""
    assert "area_name" in {entry["col"] for entry in query(house, "code_trend")["filters"]}
    house.dashboards["risk_codes"]["metadata"]["native_filter_configuration"] = []
    assert only_fault(house) == "charts/code_trend: area_name stands only in one of params and query_context"


def test_stored_queries_are_whole() -> None:
    for stem in STANDING.charts:
        assert query(STANDING, stem)["row_limit"] > 0, stem


def _refs(house: House, page: str = "overview") -> list[str]:
    return [f"ref('{name}')" for name in sorted(check_assets.models_of(house, house.dashboards[page]))]


def _columns(chart: dict[str, Any]) -> list[str]:
    return list(chart["params"]["all_columns"])
