"""kill -9 in the publisher and in the receiver at any moment: nothing half-done is seen, and the next run finishes."""

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from batches import DAYS, WHO, days, keys, publisher, state

from expectations.settings import REPO
from exports import states
from exports.files import read_full
from exports.signing import keys_document

SEED = 20211025
#: Says when it begins, so that the moments of a kill lie in its work and not in its imports.
PUBLISH = """
import sys
from batches import DAYS, WHO, publish, publisher
run = publisher(sys.argv[1])
print("begins", flush=True)
publish(run, int(sys.argv[2]), WHO | DAYS[int(sys.argv[2])])
"""
RECEIVE = """
import sys
from exports import receiver
print("begins", flush=True)
sys.exit(receiver.main(sys.argv[1:]))
"""


def killed(code: str, arguments: list[str], after: float | None) -> float:
    """Runs the code and kills it so many seconds after it began its work, or never; how long it worked."""
    path = os.pathsep.join([str(REPO), str(REPO / "tests" / "exports")])
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env=os.environ | {"PYTHONPATH": path},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == "begins\n"
        begun = time.monotonic()
        if after is None:
            assert process.wait(120) == 0
        else:
            time.sleep(after)
            process.send_signal(signal.SIGKILL)
    return time.monotonic() - begun


@pytest.fixture
def moments(is_full: bool) -> int:
    """How often somebody is killed."""
    return 40 if is_full else 3


def test_a_killed_publisher_leaves_nothing_half_done(tmp_path: Path, moments: int) -> None:
    root, random = f"{tmp_path}/exports", Random(SEED)
    whole = killed(PUBLISH, [root, "0"], None)
    wanted = states.digest(state(WHO | DAYS[1]))
    for _ in range(moments):
        killed(PUBLISH, [root, "1"], random.uniform(0, whole))
        for sequence in publisher(root).all:
            folder = Path(root) / sequence.folder
            assert states.digest(read_full((folder / "full.parquet").read_bytes())) == sequence.state_digest
            assert {path.name for path in folder.iterdir()} == {*sequence.files, "manifest.json"}
    if len(publisher(root).all) == 1:
        killed(PUBLISH, [root, "1"], None)
    run = publisher(root)
    assert run.last is not None and run.last.state_digest == wanted
    assert [s.sequence for s in run.all] == list(range(1, len(run.all) + 1))
    assert json.loads((Path(root) / "risk_codes" / "latest.json").read_bytes())["sequence"] == len(run.all)


def test_a_killed_receiver_has_applied_all_of_a_batch_or_nothing(tmp_path: Path, moments: int) -> None:
    root, random, store, trusted = f"{tmp_path}/exports", Random(SEED), tmp_path / "panel.sqlite", tmp_path / "k.json"
    trusted.write_text(json.dumps(keys_document(keys().public())))
    folders = days(root, WHO)
    wanted = {s.sequence: s.state_digest for s in publisher(root).all} | {0: states.digest(states.NOBODY)}
    whole = killed(RECEIVE, [folders[0], f"{tmp_path}/other.sqlite", "--keys", str(trusted)], None)
    for folder in folders:
        for _ in range(moments):
            killed(RECEIVE, [folder, str(store), "--keys", str(trusted)], random.uniform(0, whole))
            assert found(store)[1] == wanted[found(store)[0]]
        killed(RECEIVE, [folder, str(store), "--keys", str(trusted)], None)
    assert found(store) == (3, wanted[3])
    acks = sorted(
        path.name for path in (Path(root) / "risk_codes" / "acks" / "panel").iterdir() if path.suffix == ".json"
    )
    assert acks == ["1.json", "2.json", "3.json"]


def found(store: Path) -> tuple[int, str]:
    """(sequence, digest of the rows) of a receiver's table."""
    with sqlite3.connect(store) as connection:
        if not connection.execute("select 1 from sqlite_master where name = 'risk_code'").fetchall():
            return 0, states.digest(states.NOBODY)
        source = connection.execute("select sequence from risk_code_source").fetchall()
        rows = connection.execute(f"select {', '.join(states.STATE.names)} from risk_code").fetchall()
    lines = (",".join(value or "" for value in row) for row in rows)
    total = sum(int(hashlib.sha256(line.encode()).hexdigest()[:16], 16) for line in lines)
    return (source[0][0] if source else 0), f"h{total % 2**64:016x}"
