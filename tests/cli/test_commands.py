"""The commands that help names are those that the modules register, each under the module it is looked for in."""

import argparse
from importlib import import_module

import pytest

from cli.__main__ import GROUPS, main


@pytest.mark.parametrize("group", GROUPS)
def test_a_module_has_the_commands_that_are_looked_for_in_it(group: str) -> None:
    commands = argparse.ArgumentParser().add_subparsers()
    import_module(f"cli.{group}").register(commands)
    assert list(commands.choices) == GROUPS[group]


@pytest.mark.parametrize(("arguments", "code"), [(["--help"], 0), (["no-such-command"], 2)])
def test_who_asks_for_none_of_them_is_told_all(
    arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    said = "".join(capsys.readouterr())
    assert ended.value.code == code
    assert [name for names in GROUPS.values() for name in names if name not in said] == []


def test_no_command_at_all_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2 and "arguments are required: command" in capsys.readouterr().err


def test_a_command_has_its_own_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["trace", "--help"])
    assert ended.value.code == 0 and "--method" in capsys.readouterr().out
