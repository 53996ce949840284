"""Proves without a database that every chart rests on tables and columns that exist.

dashboard → chart → dataset → dbt model and contract; and that the exposures tell the truth.
`python -m dashboards.check_assets` prints each fault and exits 1 if there is one.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from dashboards import assets, queries
from expectations.settings import REPO

Document = dict[str, Any]
Documents = dict[str, Document]


@dataclass
class House:
    """Everything that the check reads: asset files, names of the models, columns of the marts, exposures."""

    charts: Documents
    datasets: Documents
    dashboards: Documents
    models: set[str]
    marts: queries.Columns
    exposures: list[Document] = field(default_factory=list)


def read(repo: Path = REPO, root: Path = assets.ASSETS) -> House:
    """The house as it stands in the files."""
    documents = {kind: assets.documents(kind, root) for kind in ("charts", "datasets", "dashboards")}
    project = repo / "dbt_project" / "models"
    models = {path.stem for path in (project / "marts").rglob("*.sql")}
    marts = queries.contracts(repo / "expectations" / "contracts" / "marts")
    exposures = project / "exposures.yml"
    told = yaml.safe_load(exposures.read_text(encoding="utf-8"))["exposures"] if exposures.exists() else []
    return House(**documents, models=models, marts=marts, exposures=told)


def faults(house: House) -> list[str]:
    """Every fault as one line that names the file."""
    return [*_layout(house), *_charts(house), *_datasets(house), *_ids(house), *_exposures(house)]


def models_of(house: House, dashboard: Document) -> set[str]:
    """The models on which a dashboard really rests."""
    charts, datasets = _by_uuid(house.charts), _by_uuid(house.datasets)
    owners = {str(charts[uuid]["dataset_uuid"]) for uuid in _placed(dashboard) if uuid in charts}
    used = [queries.read(datasets[uuid], house.marts) for uuid in owners if uuid in datasets]
    return {table.removeprefix("marts.") for reading in used for table in reading.tables}


def _layout(house: House) -> Iterator[str]:
    known = set(_by_uuid(house.charts))
    placed = {uuid for dashboard in house.dashboards.values() for uuid in _placed(dashboard)}
    for stem, dashboard in house.dashboards.items():
        for uuid in sorted(_placed(dashboard) - known):
            yield f"dashboards/{stem}: no chart file has the uuid {uuid}"
    for stem, chart in house.charts.items():
        if str(chart["uuid"]) not in placed:
            yield f"charts/{stem}: stands on no dashboard"


def _charts(house: House) -> Iterator[str]:
    datasets = _by_uuid(house.datasets)
    for stem, chart in house.charts.items():
        dataset = datasets.get(str(chart["dataset_uuid"]))
        if dataset is None:
            yield f"charts/{stem}: no dataset file has the uuid {chart['dataset_uuid']}"
            continue
        stored, shown = _stored_names(chart), _shown_names(chart)
        for name in sorted((stored | shown) - _offered(dataset)):
            yield f"charts/{stem}: {name} is neither column nor metric of {dataset['table_name']}"
        for name in sorted((stored ^ shown) - _asked(house, chart)):
            yield f"charts/{stem}: {name} stands only in one of params and query_context"


def _asked(house: House, chart: Document) -> set[str]:
    """What readers choose at the top of the chart's page: the browser adds it, a stored query says it by itself."""
    pages = [page for page in house.dashboards.values() if str(chart["uuid"]) in _placed(page)]
    filters = [item for page in pages for item in page["metadata"]["native_filter_configuration"]]
    return {target["column"]["name"] for item in filters for target in item["targets"] if "column" in target}


def _datasets(house: House) -> Iterator[str]:
    for stem, dataset in house.datasets.items():
        reading = queries.read(dataset, house.marts)
        yield from (f"datasets/{stem}: {fault}" for fault in _tables(house, reading.tables))
        if reading.problem:
            yield f"datasets/{stem}: {reading.problem}"
            continue
        own = {column["column_name"] for column in dataset["columns"]}
        for name in sorted(own - reading.columns):
            yield f"datasets/{stem}: column {name} does not come out of its query"
        for metric in dataset["metrics"]:
            for name in sorted(queries.names(metric["expression"]) - own):
                yield f"datasets/{stem}: metric {metric['metric_name']} names {name}, which is no column"


def _tables(house: House, tables: frozenset[str]) -> Iterator[str]:
    for table in sorted(tables):
        schema, _, name = table.rpartition(".")
        if schema != queries.SCHEMA:
            yield f"reads {table}, which is not in schema {queries.SCHEMA}"
        elif name not in house.models:
            yield f"{table} has no dbt model"
        elif name not in house.marts:
            yield f"{table} has no contract"


def _ids(house: House) -> Iterator[str]:
    """Ids follow from names, and everything is marked as ours: else deploy cannot remove it later."""
    for kind in ("charts", "datasets", "dashboards"):
        for stem, document in getattr(house, kind).items():
            if str(document["uuid"]) != assets.asset_id(kind, stem):
                yield f"{kind}/{stem}: uuid should be {assets.asset_id(kind, stem)}"
            if document.get("is_managed_externally") is not True:
                yield f"{kind}/{stem}: is_managed_externally must be true"


def _exposures(house: House) -> Iterator[str]:
    pages = {dashboard["slug"]: dashboard for dashboard in house.dashboards.values()}
    told = {entry["name"]: entry for entry in house.exposures if entry.get("type") == "dashboard"}
    for name in sorted(set(told) ^ set(pages)):
        yield f"exposures.yml: {name} is not both an exposure and a dashboard"
    for name in sorted(set(told) & set(pages)):
        declared = set(re.findall(r"ref\(['\"](\w+)['\"]\)", " ".join(told[name].get("depends_on", []))))
        for model in sorted(declared ^ models_of(house, pages[name])):
            yield f"exposures.yml: {name} and its charts disagree about {model}"


def _by_uuid(documents: Documents) -> Documents:
    return {str(document["uuid"]): document for document in documents.values()}


def _placed(dashboard: Document) -> set[str]:
    parts = [part for part in dashboard["position"].values() if isinstance(part, dict)]
    return {str(part["meta"]["uuid"]) for part in parts if part.get("type") == "CHART"}


def _stored_names(chart: Document) -> set[str]:
    """What the stored query asks for: `afdw chart` prints it."""
    (query,) = json.loads(chart["query_context"])["queries"]
    names = [*query["columns"], *query["metrics"], *(entry[0] for entry in query["orderby"])]
    return set(names) | {entry["col"] for entry in query["filters"]}


def _shown_names(chart: Document) -> set[str]:
    """What the page asks for: the browser builds its query from `params`."""
    params = chart["params"]
    names = [*params.get("all_columns", []), *params.get("groupby", []), *params.get("metrics", [])]
    names += [json.loads(entry)[0] for entry in params.get("order_by_cols", [])]
    names += [params["x_axis"]] if params.get("x_axis") else []
    return set(names) | {entry["subject"] for entry in params.get("adhoc_filters", [])}


def _offered(dataset: Document) -> set[str]:
    columns = {column["column_name"] for column in dataset["columns"]}
    return columns | {metric["metric_name"] for metric in dataset["metrics"]}


def main() -> int:
    """Exit code 1 when something does not fit."""
    found = faults(read())
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
