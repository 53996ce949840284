"""receive, rollback, rotate: the commands, and the keys that sign."""

import json
import stat
from pathlib import Path

import pytest

from cli import keys, signing
from cli.__main__ import main
from expectations.settings import REPO
from exports.signing import Keys, key_id


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout without any keys, and an empty home."""
    monkeypatch.setattr(keys, "REPO", tmp_path / "checkout")
    (tmp_path / "checkout").mkdir()
    monkeypatch.setenv("AFDW_HOME", str(tmp_path / "home"))
    for name in (signing.NAME, *keys.NAMES):
        monkeypatch.setenv(name, "")
    return tmp_path / "checkout"


def told(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    assert main(["rotate", *words]) == 0
    return list(json.loads(capsys.readouterr().out)["keys"])


def test_a_key_is_changed_for_another_in_three_steps(
    checkout: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (old,) = told(capsys, "--show")
    both = told(capsys)
    assert both[0] == old and Keys.open().key_id == old
    assert told(capsys, "--switch") == both[::-1] and Keys.open().key_id == both[1]
    assert told(capsys, "--drop") == [both[1]]
    assert [key_id(key) for key in Keys.open().ended] == [old], "its public half"
    place = checkout / ".keys" / "signing.env"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    monkeypatch.setenv(signing.NAME, "")
    assert told(capsys, "--show") == [both[1]]
    third = told(capsys)[1]
    assert [told(capsys, step) for step in ("--switch", "--drop")] == [[third, both[1]], [third]]
    assert [key_id(key) for key in Keys.open().ended] == [old, both[1]]


def test_steps_that_do_not_follow_are_refused(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rotate", "--switch"]) == 1 and "cannot switch: there is one key" in capsys.readouterr().err
    told(capsys)
    assert main(["rotate"]) == 1 and "cannot add: there are two keys" in capsys.readouterr().err


def test_keys_of_the_environment_are_not_changed_here(
    checkout: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(signing.NAME, "11" * 32)
    assert main(["rotate"]) == 1 and "comes from the environment" in capsys.readouterr().err


def test_a_batch_is_received_with_the_keys_of_the_checkout_or_with_others(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    golden, store = REPO / "exports" / "golden", str(tmp_path / "panel.sqlite")
    assert main(["receive", f"{golden}/batches/1", store]) == 1
    assert "none of the trusted keys" in capsys.readouterr().err
    words = ["receive", f"{golden}/batches/1", store, "--keys", f"{golden}/keys.json", "--name", "panel"]
    assert main(words) == 0 and json.loads(capsys.readouterr().out)["receiver"] == "panel"
    assert main(words) == 0 and json.loads(capsys.readouterr().out)["outcome"] == "already_applied"


def test_a_way_back_to_nothing_is_one_sentence(checkout: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["rollback", "3"]) == 1
    assert "publish_codes: nothing has been published yet" in capfd.readouterr().err
