"""Superset's service: deployed when something changed, moved when the port is taken, quick when it runs."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli import home, process, superset


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A home without services; `calls` tells what would have been run."""
    saved = dict(os.environ)
    monkeypatch.setenv("AFDW_HOME", str(tmp_path))
    home.prepare()
    made: list[str] = []
    monkeypatch.setattr(superset, "run", lambda module, *rest: made.append(" ".join([module, *rest])))
    monkeypatch.setattr(superset, "_launch", lambda: made.append("launch"))
    monkeypatch.setattr(superset, "_healthy", lambda: True)
    monkeypatch.setattr(process, "wait_until", lambda *_, **__: None)
    yield made
    os.environ.clear()
    os.environ.update(saved)


def test_the_first_start_deploys_and_the_second_does_not(calls: list[str]) -> None:
    assert superset.start("note") is True
    assert calls == ["dashboards.deploy --note note", "launch"]
    superset.start("note")
    assert calls[2:] == ["launch"]


def test_a_start_without_note_keeps_the_home_s_own(calls: list[str]) -> None:
    superset.start("note")
    superset.start()
    assert [call for call in calls if "deploy" in call] == ["dashboards.deploy --note note"]


@pytest.mark.parametrize("name", ["AFDW_PG_PORT", "AFDW_SUPERSET_PASSWORD"])
def test_a_moved_database_or_a_new_password_deploys_again(
    calls: list[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    superset.start("note")
    monkeypatch.setenv(name, "1")
    superset.start("note")
    assert [call for call in calls if "deploy" in call] == ["dashboards.deploy --note note"] * 2


def test_a_failed_deploy_is_not_remembered(calls: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: str) -> None:
        raise process.ServiceFailed("refused")

    with monkeypatch.context() as broken:
        broken.setattr(superset, "run", fail)
        with pytest.raises(process.ServiceFailed, match="refused"):
            superset.start("note")
    superset.start("note")
    assert calls == ["dashboards.deploy --note note", "launch"]


def test_a_taken_port_is_left_to_its_owner(calls: list[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = str(other.getsockname()[1])
        os.environ["AFDW_SUPERSET_PORT"] = taken
        superset.start("note")
    assert os.environ["AFDW_SUPERSET_PORT"] != taken
    assert taken not in superset.url()


def test_a_running_service_is_left_alone(calls: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    superset.start("note")
    monkeypatch.setattr(process, "running", lambda _: True)
    assert superset.start("note") is False
    assert calls.count("launch") == 1
