"""Asset files: what a home fills in arrives unharmed, and nothing in the files points elsewhere."""

import re
from pathlib import Path

import pytest
import yaml

from dashboards import assets, query_chart

ROOM = assets.ASSETS.parent


@pytest.fixture(autouse=True)
def warehouse(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("HOST", "127.0.0.1"), ("PORT", "1"), ("DATABASE", "warehouse")):
        monkeypatch.setenv(f"AFDW_PG_{name}", value)


@pytest.mark.parametrize("note", ["演示数据，发案强度×25", "", "a: 'b' \"c\" {{d}} #e\n- f"])
def test_any_note_arrives_as_it_was_written(note: str) -> None:
    chart = yaml.safe_load(assets.bundle(note)["charts/header.yaml"])
    plain = yaml.safe_load((assets.ASSETS / "charts/header.yaml").read_text(encoding="utf-8"))
    wanted = plain["params"]["handlebarsTemplate"].replace("@NOTE@", note)
    assert chart["params"]["handlebarsTemplate"] == wanted


def test_nothing_is_left_to_fill() -> None:
    for path, text in assets.bundle("note").items():
        assert not re.search(r"@[A-Z_]+@", text), path


def test_the_warehouse_is_reached_without_a_stored_password() -> None:
    database = yaml.safe_load(assets.bundle("")["databases/warehouse.yaml"])
    assert database["sqlalchemy_uri"] == "postgresql+psycopg2://superset_reader@127.0.0.1:1/warehouse"


def test_a_demonstration_is_named_by_its_home_only() -> None:
    assert all("演示" not in path.read_text(encoding="utf-8") for path in assets.ASSETS.rglob("*.yaml"))


def test_no_page_asks_another_host() -> None:
    harmless = "http://www.w3.org/2000/svg"
    for path in [*ROOM.glob("*.py"), *assets.ASSETS.rglob("*.yaml")]:
        hosts = re.findall(r"https?://[\w.]+[^\s'\"]*", path.read_text(encoding="utf-8"))
        assert set(hosts) <= {harmless}, path


def test_an_unknown_chart_ends_with_2_and_names_the_known(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["query_chart", "nowhere"])
    assert query_chart.main() == 2
    answer = capsys.readouterr()
    assert answer.out == ""
    assert all(slug in answer.err for slug in assets.charts())


def test_csv_has_empty_nulls_and_whole_counts(capfd: pytest.CaptureFixture[str]) -> None:
    query_chart.write(["a", "b", "c"], [{"a": None, "b": 3.0, "c": "x,y"}, {"a": float("nan"), "b": 0.5, "c": 1}])
    assert capfd.readouterr().out == 'a,b,c\n,3,"x,y"\n,0.5,1\n'


def test_a_file_that_is_no_mapping_is_named(tmp_path: Path) -> None:
    (tmp_path / "charts").mkdir()
    (tmp_path / "charts" / "broken.yaml").write_text("- a list\n", encoding="utf-8")
    with pytest.raises(assets.AssetError, match=r"broken\.yaml"):
        assets.documents("charts", tmp_path)
