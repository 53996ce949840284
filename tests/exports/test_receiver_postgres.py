"""The reference receiver with a table in PostgreSQL."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from batches import DAYS, days, flip, keys
from front_end import FrontEnd

from cli import postgres
from cli.context import in_home
from cli.status import dsn
from exports import receiver
from exports.signing import keys_document


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of a database."""
    (tmp_path / "home").mkdir()
    with in_home(tmp_path / "home"):
        postgres.start()
        try:
            yield dsn()
        finally:
            postgres.remove()


def test_batches_are_applied_refused_and_shown(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = [Path(folder) for folder in days(f"{tmp_path}/exports")]
    trusted = tmp_path / "keys.json"
    trusted.write_text(json.dumps(keys_document(keys().public())))
    panel = FrontEnd(address, trusted, capsys)
    spoilt = Path(shutil.copytree(folders[1], tmp_path / "spoilt"))
    flip(spoilt / "delta.csv.gz")
    batches = (folders[0], folders[0], spoilt, folders[1], folders[2], folders[0])
    assert [panel.outcome(b) for b in batches] == ["full", "already", "file_sha256", "delta", "delta", "replay"]
    with psycopg.connect(address) as connection:
        rows = connection.execute("select subscriber_id, code from risk_code order by 1").fetchall()
        assert rows == list(DAYS[2].items())
        query = "select subscriber_id, code, reasons, is_expired, is_stale, sequence from current_code order by 1"
        shown = connection.execute(query).fetchall()
        end = (None, True, True, 3)
        assert shown == [("S1", "U", *end), ("S2", "U", *end), ("S4", "U", None, False, True, 3)]
        connection.execute("update risk_code set code = 'G'")
        connection.execute("update risk_code_source set sequence = 2, manifest_sha256 = ''")
    assert panel.outcome(folders[2]) == "full"
    assert (folders[0].parents[1] / "acks" / "warehouse" / "3.json").exists()
    panel.store = address.replace("warehouse", "nowhere")
    code = receiver.main([str(folders[0]), panel.store, "--keys", str(trusted)])
    told = capsys.readouterr().err
    assert code == 1 and "nowhere" in told and address.split(":")[2].split("@")[0] not in told
