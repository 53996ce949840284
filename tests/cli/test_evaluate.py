"""evaluate: files of others read cell by cell, and a whole run on a small made town."""

import json
import tarfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from cli.__main__ import main
from cli.evaluate import MAPPING
from cli.evaluate_file import Unreadable, read
from cli.evaluate_windows import account_windows
from ml.common.params import params
from spark_jobs.patterns.transfer_list import Transfers

ACCOUNTS = "nodeid,isFraud,init_balance,fraudStep\n10,0,5.0,-1\n9,1,5.0,3\n"
TRANSFERS = "sourceNodeId,targetNodeId,value,time\r\n9,10,163.3,1\r\n10,9,0.29,7\r\n"
KEYS = {"metrics", "without_amounts", "intervals", "peer", "rows", "accounts", "positives", "seconds"}


def folder(place: Path, accounts: str = ACCOUNTS, transfers: str = TRANSFERS) -> Path:
    place.mkdir(exist_ok=True)
    (place / "nodes.csv").write_text(accounts, newline="")
    (place / "transactions.csv").write_text(transfers, newline="")
    return place


def mapping() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(MAPPING.read_text())
    return found


def packed(source: Path, target: Path) -> Path:
    with tarfile.open(target, "w:gz") as archive:
        archive.add(source, "sample")
    return target


def test_folder_and_archive_say_the_same(tmp_path: Path) -> None:
    place = folder(tmp_path / "one")
    for data in (place, tmp_path, packed(place, tmp_path / "one.tgz")):
        known = read(data, mapping())
        found = known.transfers
        assert known.is_reported.tolist() == [True, False], "in order of id: 9, 10"
        assert (found.payer.tolist(), found.payee.tolist()) == ([0, 1], [1, 0])
        assert (found.at.tolist(), found.fen.tolist()) == ([1, 7], [16330, 29])


def test_the_step_of_the_fraud_is_not_read(tmp_path: Path) -> None:
    place = folder(tmp_path / "one", "nodeid,isFraud,fraudStep\n10,0,x\n9,1,\n")
    assert read(place, mapping()).is_reported.sum() == 1


@pytest.mark.parametrize(
    ("accounts", "transfers", "says"),
    [
        (ACCOUNTS + "9,0,1,1\n", TRANSFERS, "nodes.csv, line 4, column nodeid: '9' stands there twice"),
        (ACCOUNTS + "8,maybe,1,1\n", TRANSFERS, "nodes.csv, line 4, column isFraud: 'maybe' is none of 1, true"),
        (ACCOUNTS + "8,0\n", TRANSFERS, "nodes.csv, line 4: 2 columns, the header has 4"),
        ("nodeid,init\n", TRANSFERS, "nodes.csv, line 1: column isFraud is missing"),
        (ACCOUNTS, TRANSFERS + "9,7,1,1\n", "transactions.csv, line 4, column targetNodeId: no account is named '7'"),
        (ACCOUNTS, TRANSFERS + "9,10,1 yuan,1\n", "transactions.csv, line 4, column value: '1 yuan' is no number"),
        (ACCOUNTS, TRANSFERS + "9,10,-1,1\n", "line 4, column value: '-1' is not between 0 and"),
        (ACCOUNTS, TRANSFERS + "9,10,nan,1\n", "line 4, column value: 'nan' is not between 0 and"),
        (ACCOUNTS, TRANSFERS + "9,10,1,1.5\n", "line 4, column time: '1.5' is no whole number"),
        (ACCOUNTS, "", "transactions.csv, line 1: column sourceNodeId is missing"),
        (ACCOUNTS, TRANSFERS[:38], "transactions.csv: no transfers"),
    ],
)
def test_what_cannot_be_read_is_named(accounts: str, transfers: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as error:
        read(folder(tmp_path / "one", accounts, transfers), mapping())
    assert says in str(error.value)


def test_exit_codes(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(tmp_path / "nowhere")]) == 2
    (tmp_path / "no.tgz").write_bytes(b"no archive")
    assert main(["evaluate", str(tmp_path / "no.tgz")]) == 1 and "no archive" in capsys.readouterr().err
    assert main(["evaluate", str(tmp_path)]) == 1 and "no files named nodes.csv" in capsys.readouterr().err
    assert main(["evaluate", str(folder(tmp_path / "one")), "--no-peer"]) == 1
    assert "1 of 2 accounts are reported: too few" in capsys.readouterr().err


def town(place: Path) -> Path:
    """300 accounts who pay few others; ten rings of four send small sums around on one day, again and again."""
    rng, rows = np.random.default_rng(0), []
    for day in range(1, 16):
        rows += [(int(a), int(b), 100 + int(a) % 50, day) for a, b in rng.integers(0, 300, (60, 2))]
    for ring in range(10):
        members = [ring * 4 + n for n in range(4)]
        for payer, payee in zip(members, members[1:] + members[:1], strict=True):
            rows += [(payer, payee, 3.5, 3 + ring)] * 3
    text = "".join(f"{payer},{payee},{value},{day}\n" for payer, payee, value, day in rows)
    accounts = "".join(f"{n},{int(n < 40)},9,-1\n" for n in range(300))
    return folder(place, ACCOUNTS.split("\n")[0] + "\n" + accounts, TRANSFERS.split("\r")[0] + "\n" + text)


def evaluated(words: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["evaluate", *words]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def test_a_town_and_the_same_with_shuffled_labels(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    knobs = params("evaluation")
    monkeypatch.setitem(knobs, "xgboost", knobs["xgboost"] | {"rounds": 30})
    # the engine takes its time to plan the windows: they have a test of their own below
    monkeypatch.setattr("cli.evaluate_features.account_windows", lambda transfers, step_days, scratch: {})
    place = town(tmp_path / "town")
    found = evaluated([str(place)], capsys)
    assert set(found) == KEYS
    if find_spec("snapml"):  # where it cannot be installed there is no peer
        assert set(found["peer"]) == {"auc", "ap", "f1"} and found["peer"]["ap"] > 0.5
        assert set(found["intervals"]["ahead"]) == set(found["peer"])
    assert (found["rows"], found["accounts"], found["positives"]) == (15 * 60 + 120, 300, 40)
    assert set(found["metrics"]) == {"auc", "ap", "f1"} and found["metrics"]["ap"] > 0.8
    assert found["without_amounts"]["ap"] > 0.7
    shuffled = evaluated([str(packed(place, tmp_path / "town.tgz")), "--shuffle", "1", "--no-peer"], capsys)
    assert shuffled["peer"] is None and shuffled["without_amounts"]["peer_ap"] is None
    assert 0.06 < shuffled["metrics"]["ap"] < 0.3, "the share of positives is 0.13"


def test_windows_are_those_of_the_city(tmp_path: Path) -> None:
    """Two transfers a week apart, looked at on the last day and a week before: by hand."""
    columns = [np.array(values, np.int64) for values in ([0, 2], [1, 1], [4, 11], [500, 300])]
    found = account_windows(Transfers(*columns, accounts=4, day=1), 7, str(tmp_path))
    assert found["account_in_count_30d_most"].tolist() == [0, 2, 0, 0]
    assert found["account_in_count_30d_mean"].tolist() == [0, 1.5, 0, 0]
    assert found["account_in_fen_7d_most"].tolist() == [0, 500, 0, 0]
    assert found["account_payees_distinct_count_1d_most"].tolist() == [1, 0, 1, 0]
