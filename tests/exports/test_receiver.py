"""The reference receiver: what it applies, refuses, acknowledges and shows."""

import ast
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import fsspec
import pytest
from batches import DAYS, OTHER_KEY, days, flip, keys, publish, publisher, repacked, resigned, retold
from front_end import FrontEnd

from expectations.settings import REPO
from exports.signing import keys_document


def test_each_batch_is_applied_once_and_acknowledged(folders: list[Path], panel: FrontEnd) -> None:
    assert [panel.outcome(folders[n]) for n in (0, 0, 1, 2, 2)] == ["full", "already", "delta", "delta", "already"]
    assert [row[:2] for row in panel.rows()] == list(DAYS[2].items())
    acks = folders[0].parents[1] / "acks" / "panel"
    assert sorted(path.name for path in acks.iterdir()) == ["1.json", "2.json", "3.json"]
    told, manifest = (json.loads(p.read_bytes()) for p in (acks / "2.json", folders[1] / "manifest.json"))
    assert told["state_digest"] == manifest["state_digest"] and told["applied"] == "delta"


def test_an_ack_that_was_lost_is_given_again(folders: list[Path], panel: FrontEnd) -> None:
    panel.outcome(folders[0])
    ack = folders[0].parents[1] / "acks" / "panel" / "1.json"
    before = ack.read_bytes()
    ack.unlink()
    assert panel.outcome(folders[0]) == "already" and ack.read_bytes() == before


def test_after_a_gap_the_newer_full_is_taken_and_nothing_goes_back(folders: list[Path], panel: FrontEnd) -> None:
    assert [panel.outcome(folders[n]) for n in (0, 2, 1, 0)] == ["full", "full", "replay", "replay"]
    assert [row[:2] for row in panel.rows()] == list(DAYS[2].items())


def test_another_batch_under_the_number_of_the_last_is_refused(folders: list[Path], panel: FrontEnd) -> None:
    panel.outcome(folders[0])
    resigned(folders[0], model_version="m1")
    assert panel.outcome(folders[0]) == "conflict"


def test_a_table_that_was_changed_by_hand_is_replaced(folders: list[Path], panel: FrontEnd) -> None:
    panel.outcome(folders[1])
    panel.rows("update risk_code set code = 'G' where subscriber_id = 'S1' returning code")
    assert panel.outcome(folders[2]) == "full" and [row[:2] for row in panel.rows()] == list(DAYS[2].items())


FULL = b"subscriber_id,code,reasons,effective_date,expires_date,model_version\n"
SIZES = {"bytes": 1, "rows": 1, "unpacked_bytes": 1}
ZERO = {"G": 0, "Y": 0, "R": 0, "U": 0, "S": 0}
FAULTS: list[tuple[Callable[[Path], object], str]] = [
    (lambda folder: (folder / "full.csv.gz").unlink(), "file_missing"),
    (lambda folder: (folder / "delta.csv.gz").write_bytes(b""), "file_size"),
    (lambda folder: flip(folder / "delta.parquet"), "file_sha256"),
    (lambda folder: flip(folder / "reasons.json"), "file_sha256"),
    (lambda folder: retold(folder, rows=9999), "signature"),
    (lambda folder: retold(folder, sequence=9999), "signature"),
    (lambda folder: retold(folder, signature="AAAA"), "signature"),
    (lambda folder: retold(folder, key_id="ed25519-0"), "unknown_key"),
    (lambda folder: resigned(folder, OTHER_KEY), "unknown_key"),
    (lambda folder: retold(folder, schema_version=2), "schema_version"),
    (lambda folder: (folder / "manifest.json").write_text("[1]"), "manifest_malformed"),
    (lambda folder: (folder / "manifest.json").write_text('{"rows":1.5}'), "manifest_malformed"),
    (lambda folder: (folder / "manifest.json").write_text('{"rows":1,"rows":1}'), "manifest_malformed"),
    (lambda folder: (folder / "manifest.json").write_text('{"rows": 1}'), "manifest_malformed"),
    (lambda folder: (folder / "manifest.json").write_bytes(b" " * (2 << 20)), "manifest_malformed"),
    (lambda folder: (folder / "manifest.json").unlink(), "file_missing"),
    (lambda folder: resigned(folder, rows="3"), "manifest_malformed"),
    (lambda folder: resigned(folder, files={"../full.csv.gz": {}}), "manifest_malformed"),
    (lambda folder: resigned(folder, state_digest="h0123456789abcdef"), "state_digest"),
    (lambda folder: resigned(folder, codes=ZERO), "state_digest"),
    (lambda folder: repacked(folder, "delta.csv.gz", FULL * 1000), "content"),
    (lambda folder: repacked(folder, "delta.csv.gz", b"\xff"), "content"),
    (lambda folder: (folder / "manifest.json").write_text('{"rows":9007199254740992}'), "manifest_malformed"),
    (lambda folder: resigned(folder, files=dict.fromkeys(("full.csv.gz", "delta.csv.gz"), 0)), "manifest_malformed"),
    (
        lambda folder: resigned(folder, files=dict.fromkeys(("full.csv.gz", "delta.csv.gz"), SIZES)),
        "manifest_malformed",
    ),
]


@pytest.mark.parametrize(("change", "told"), FAULTS)
def test_a_batch_that_is_not_as_it_was_published_is_refused_whole(
    folders: list[Path], panel: FrontEnd, change: Callable[[Path], object], told: str
) -> None:
    panel.outcome(folders[0])
    before, copy = panel.rows(), Path(shutil.copytree(folders[1], folders[1].parents[2] / "copy"))
    change(copy)
    assert panel.outcome(copy) == told
    assert panel.rows() == before and panel.rows("select sequence from risk_code_source") == [(1,)]
    assert panel.outcome(folders[1]) == "delta"


def test_a_changed_key_is_trusted_beside_the_old_one(tmp_path: Path, panel: FrontEnd) -> None:
    both = keys(OTHER_KEY, *["11" * 32])
    run = publisher(f"{tmp_path}/exports", keys("11" * 32, OTHER_KEY))
    one = publish(run, 0, DAYS[0])
    run = publisher(f"{tmp_path}/exports", both)
    two = publish(run, 1, DAYS[1])
    assert one.key_id != two.key_id
    assert [panel.outcome(f"{tmp_path}/exports/{s.folder}") for s in (one, two)] == ["full", "unknown_key"]
    panel.keys.write_text(json.dumps(keys_document(both.public())))
    assert panel.outcome(f"{tmp_path}/exports/{two.folder}") == "delta"


def test_what_front_ends_read_is_u_after_expiry_and_tells_when_the_source_is_stale(
    folders: list[Path], panel: FrontEnd
) -> None:
    panel.outcome(folders[1])
    query = "select subscriber_id, code, reasons, is_expired, is_stale from current_code order by 1"
    assert panel.rows(query) == [("S1", "U", None, 1, 1), ("S2", "U", None, 1, 1), ("S4", "U", None, 0, 1)]
    with sqlite3.connect(panel.store) as connection:
        connection.execute("update risk_code set expires_date = date('now', '+8 hours') where subscriber_id = 'S1'")
        connection.execute("update risk_code_source set valid_until = strftime('%Y-%m-%dT%H:%M:%SZ','now','+1 minute')")
    assert panel.rows(query)[0] == ("S1", "R", "R01;R03", 0, 0)


def test_a_batch_at_another_address_is_received_and_acknowledged_there(panel: FrontEnd) -> None:
    address = "memory://received"
    folder = days(address)[0]
    assert panel.outcome(folder) == "full" and panel.outcome(f"{address}/risk_codes/2021-10-02/v1") == "delta"
    assert fsspec.filesystem("memory").exists("/received/risk_codes/acks/panel/2.json")


def test_a_batch_is_applied_though_no_ack_can_be_left(folders: list[Path], panel: FrontEnd) -> None:
    (folders[0].parents[1] / "acks").write_text("no folder")
    code, told = panel.receive(folders[0])
    assert code == 0 and told["outcome"] == "applied" and told["ack"] is None
    copy = shutil.copytree(folders[1], folders[1].parents[3] / "copy")
    assert panel.receive(copy)[1]["ack"] is None and len(panel.rows()) == 3


def test_the_receiver_stands_alone(tmp_path: Path) -> None:
    """Its files are copied elsewhere, as a front-end team would, with nothing else of ours."""
    golden = REPO / "exports" / "golden"
    (tmp_path / "exports").mkdir()
    for path in (REPO / "exports").glob("receiver*.py"):
        shutil.copy(path, tmp_path / "exports")
    words = [
        "-m",
        "exports.receiver",
        str(golden / "batches" / "1"),
        "panel.sqlite",
        "--keys",
        str(golden / "keys.json"),
    ]
    bare = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([sys.executable, *words], cwd=tmp_path, env=bare, capture_output=True, check=False)
    assert done.returncode == 0 and json.loads(done.stdout)["applied"] == "full", done.stderr


def test_the_receiver_needs_nothing_else_of_ours() -> None:
    allowed = set(sys.stdlib_module_names) | {"cryptography", "fsspec", "psycopg"}
    for path in (REPO / "exports").glob("receiver*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                assert name.split(".")[0] in allowed or name == "exports" or name.startswith("exports.receiver")
                if isinstance(node, ast.ImportFrom) and name == "exports":
                    assert all(alias.name.startswith("receiver") for alias in node.names)
