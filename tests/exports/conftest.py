"""One engine for all tests of this folder; an empty home with signing keys for each; three days and a front end."""

import json
from pathlib import Path

import pytest
from batches import days, keys
from city import city
from front_end import FrontEnd
from one_engine import home, spark

from exports.signing import keys_document

__all__ = ["city", "home", "spark"]


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    """Three published days."""
    return [Path(folder) for folder in days(f"{tmp_path}/exports")]


@pytest.fixture
def panel(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> FrontEnd:
    """A front end that trusts the publisher."""
    place = tmp_path / "keys.json"
    place.write_text(json.dumps(keys_document(keys().public())))
    return FrontEnd(str(tmp_path / "panel.sqlite"), place, capsys)
