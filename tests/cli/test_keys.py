"""The keys of a checkout: they outlive its environments, two first runs agree on them, and clean tells of them."""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli import demo, keys, postgres
from cli import home as cli_home
from expectations.settings import REPO

ASK = "import os; from cli import home; home.prepare(); print(*(os.environ[name] for name in {names!r}))"
OLD = {"AFDW_TOKEN_KEY": "ab" * 32, "AFDW_QUARANTINE_KEY": "cd" * 32}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """As much of a checkout as finds its keys, with an environment."""
    for room in ("cli", "expectations", "lake", "spark_jobs"):
        shutil.copytree(REPO / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / ".venv").mkdir()
    return tmp_path


def ask(checkout: Path, **given: str) -> "subprocess.Popen[str]":
    """A first run of a command, which is asked for its keys."""
    environment = {name: value for name, value in os.environ.items() if name not in keys.NAMES}
    environment |= {"PYTHONPATH": str(checkout), "AFDW_HOME": str(checkout / "var")} | given
    command = [sys.executable, "-c", ASK.format(names=keys.NAMES)]
    return subprocess.Popen(
        command, cwd=checkout, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def keys_of(process: "subprocess.Popen[str]") -> list[str]:
    """Its answer."""
    said, wrong = process.communicate()
    assert process.returncode == 0, wrong
    return said.split()


def test_an_environment_can_be_deleted_and_tokens_stay(checkout: Path) -> None:
    before = keys_of(ask(checkout))
    shutil.rmtree(checkout / ".venv")
    assert keys_of(ask(checkout)) == before and [len(key) for key in before] == [64, 64]


def test_nobody_else_can_read_the_keys(checkout: Path) -> None:
    keys_of(ask(checkout))
    assert (checkout / ".keys").stat().st_mode & 0o777 == 0o700
    assert (checkout / ".keys" / "tokens.env").stat().st_mode & 0o777 == 0o600


def test_the_file_of_an_earlier_version_is_moved(checkout: Path) -> None:
    keys.write(checkout / ".venv" / "keys.env", OLD)
    assert keys_of(ask(checkout)) == list(OLD.values())
    assert not (checkout / ".venv" / "keys.env").exists()
    assert keys.read(checkout / ".keys" / "tokens.env") == OLD


def test_the_file_of_another_checkout_stays(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where the environments are lent, so are the keys."""
    other = tmp_path_factory.mktemp("other")
    keys.write(other / "keys.env", OLD)
    (checkout / ".venv").rmdir()
    (checkout / ".venv").symlink_to(other)
    assert keys_of(ask(checkout)) == list(OLD.values()) and keys.read(other / "keys.env") == OLD


def test_first_runs_at_once_agree(checkout: Path) -> None:
    """On one pair and, in one home, on one set of log-ins; none of them stumbles over another."""
    answers = [keys_of(process) for process in [ask(checkout) for _ in range(12)]]
    assert len(set(map(tuple, answers))) == 1


def test_what_the_environment_hands_in_counts_and_is_not_kept(checkout: Path) -> None:
    assert keys_of(ask(checkout, **OLD, AFDW_SIGNING_KEYS="ef" * 32)) == list(OLD.values())
    assert not (checkout / ".keys").exists()


def test_a_file_that_lacks_a_key_is_not_completed(checkout: Path) -> None:
    """A new key would be another one than the lost one, and nobody would notice."""
    (checkout / ".keys").mkdir()
    keys.write(checkout / ".keys" / "tokens.env", {"AFDW_TOKEN_KEY": "ab" * 32})
    _, wrong = ask(checkout).communicate()
    assert wrong.splitlines()[-1].endswith("tokens.env has no AFDW_QUARANTINE_KEY: restore the file from your backup")


def test_clean_says_what_goes_before_it_goes(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(keys, "REPO", tmp_path)
    for name in keys.NAMES:
        monkeypatch.delenv(name, raising=False)
    cli_home.prepare()
    said: list[str] = []
    monkeypatch.setattr(postgres, "owned_elsewhere", lambda: tmp_path)
    monkeypatch.setattr(postgres, "remove", lambda: said.append(capsys.readouterr().err))
    demo.run_clean(argparse.Namespace())
    assert said == [
        f"afdw clean: removes {home} with all that was delivered, loaded and shown, and its database in {tmp_path};"
        f" the keys of this checkout stay in {tmp_path}/.keys/tokens.env\n"
    ]
    assert not home.exists() and (tmp_path / ".keys" / "tokens.env").exists()
