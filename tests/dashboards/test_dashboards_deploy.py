"""Deploy in a real home: idempotent, removes what is gone, leaves alone what people made."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import yaml

from cli import home, postgres, superset
from dashboards import assets
from expectations.settings import REPO, postgres_dsn

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def metadata(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Superset's metadata in a home of its own."""
    saved = dict(os.environ)
    os.environ["AFDW_HOME"] = str(tmp_path_factory.mktemp("home"))
    home.prepare()
    postgres.start()
    yield postgres_dsn().replace("dbname=warehouse", "dbname=superset")
    postgres.remove()
    os.environ.clear()
    os.environ.update(saved)


def deploy(*options: str) -> subprocess.CompletedProcess[str]:
    """Runs deploy as the operators' command does."""
    command = [str(superset.PROGRAMS / "python"), "-m", "dashboards.deploy", *options]
    return subprocess.run(command, env=superset.environment(), cwd=REPO, text=True, capture_output=True, check=False)


def objects(metadata: str) -> dict[str, list[str]]:
    """The names of what Superset holds."""
    columns = {"dashboards": "dashboard_title", "slices": "slice_name", "tables": "table_name"}
    with psycopg.connect(metadata) as connection:
        query = "select {} from {} order by 1"
        return {
            table: [row[0] for row in connection.execute(query.format(column, table).encode())]
            for table, column in columns.items()
        }


def without(stem: str, folder: Path) -> Path:
    """A copy of the assets from which one chart is gone."""
    copy = Path(shutil.copytree(assets.ASSETS, folder / "assets"))
    (copy / "charts" / f"{stem}.yaml").unlink()
    page = copy / "dashboards" / "overview.yaml"
    document = yaml.safe_load(page.read_text(encoding="utf-8"))
    document["position"].pop(f"CHART-{stem}")
    for part in document["position"].values():
        if isinstance(part, dict) and f"CHART-{stem}" in part.get("children", []):
            part["children"].remove(f"CHART-{stem}")
    page.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return copy


def test_deploy_makes_superset_equal_to_the_files(metadata: str, tmp_path: Path) -> None:
    first = deploy("--note", "note")
    assert first.returncode == 0, first.stderr
    before = objects(metadata)
    assert len(before["slices"]) == len(assets.charts())

    again = deploy("--note", "note")
    assert again.returncode == 0, again.stderr
    assert objects(metadata) == before

    with psycopg.connect(metadata) as connection:
        connection.execute("insert into slices (slice_name, is_managed_externally) values ('by hand', false)")
    removing = deploy("--assets", str(without("towns", tmp_path)))
    assert removing.returncode == 0, removing.stderr
    gone = assets.documents("charts")["towns"]["slice_name"]
    assert set(objects(metadata)["slices"]) == {*before["slices"], "by hand"} - {gone}


def test_a_refused_file_ends_with_1_and_is_named(metadata: str, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(assets.ASSETS, tmp_path / "assets"))
    chart = copy / "charts" / "towns.yaml"
    document = yaml.safe_load(chart.read_text(encoding="utf-8"))
    del document["viz_type"]
    chart.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    refused = deploy("--assets", str(copy))
    assert refused.returncode == 1
    assert "charts/towns.yaml" in refused.stderr


def test_no_password_is_stored(metadata: str) -> None:
    with psycopg.connect(metadata) as connection:
        rows = connection.execute("select sqlalchemy_uri, password, encrypted_extra from dbs").fetchall()
    assert rows
    assert all(os.environ["AFDW_READER_PASSWORD"] not in str(row) and row[1] is None for row in rows)
