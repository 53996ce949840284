"""Runs at once: two of the same batch, beside one of another feed. No row is lost and none comes twice."""

import json
from pathlib import Path

from case_wire import line, wire
from killing import PATIENCE_SECONDS, KillHome, ended
from wires import mobile

DAY = "2021-10-22"


def test_two_runs_of_one_batch_and_one_of_another_feed(tmp_path: Path) -> None:
    """The second run of the feed waits for the first and makes the same tables; the other feed is not kept waiting."""
    home = KillHome(tmp_path / "home", "call_records")
    calls = [mobile.FORM.line(通信记录唯一标识=f"C{number}") for number in range(5)]
    for feed, name, content in (
        ("call_records", f"mobile_{DAY}_1.csv", mobile.FORM.file(*calls, b"broken", calls[0])),
        ("cases", f"police_{DAY}_1.csv", wire(line("A1"), line("A2"), b"broken")),
    ):
        path = home.folder / "landing" / feed / DAY / name
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    with ended(home.start(DAY, DAY)) as one, ended(home.start(DAY, DAY)) as two, ended(
        home.start(DAY, DAY, "cases")
    ) as other:  # fmt: skip
        said = [process.communicate(timeout=PATIENCE_SECONDS)[0] for process in (one, two, other)]
    assert [process.returncode for process in (one, two, other)] == [0, 0, 0], "\n".join(said)
    assert home.counts() == {(DAY, f"mobile_{DAY}_1.csv"): (7, 5, 1, 1), (DAY, f"police_{DAY}_1.csv"): (3, 2, 0, 1)}
    assert [row["record_uid"] for row in home.rows("silver.call_records")] == [f"C{number}" for number in range(5)]
    assert home.versions() == [("A1", 1, "I"), ("A2", 1, "I")]
    assert len(home.rows("quarantine.call_records")) == len(home.rows("quarantine.cases")) == 1
    named = {row["product"]: json.loads(row["content"]) for row in home.rows("ops.batches")}
    rows = {feed: [named[feed][f"{layer}.{feed}"][0] for layer in ("silver", "quarantine")] for feed in named}
    assert rows == {"call_records": [5, 1], "cases": [2, 1]}
    assert home.staged() == []
