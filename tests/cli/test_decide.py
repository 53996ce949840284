"""decide: lines of officers are checked by the load's own rules, delivered whole or not at all, and once."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from wires import officers
from wires.officers import CODE, EXPIRES, REASON, TWO

from cli import decide
from cli.__main__ import main
from cli.context import code_of_job
from cli.home import prepare
from spark_jobs.feed.run import run
from spark_jobs.load_decisions import FEED

DAY, NEXT = "2021-10-22", "2021-10-23"


class Desk:
    """An officer before a home: what the command returned and printed, and what the publisher was asked."""

    def __init__(self, home: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self.folder, self.capsys = home, folder, capsys
        self.published: list[tuple[str, ...]] = []

    def decide(self, day: str, *lines: bytes, urgent: bool = False) -> tuple[int, str, str]:
        """Exit code, stdout and stderr of deciding these lines."""
        path = self.folder / "my decisions.txt"
        path.write_bytes(b"\n".join(lines))
        self.capsys.readouterr()
        code = main(["decide", str(path), "--batch-date", day, *(["--urgent"] if urgent else [])])
        return code, *self.capsys.readouterr()

    def delivered(self) -> dict[str, bytes]:
        """Everything below landing, by address."""
        found = (path for path in (self.home / "landing").rglob("*") if path.is_file())
        return {path.relative_to(self.home / "landing").as_posix(): path.read_bytes() for path in found}

    def load(self, day: str) -> None:
        run(FEED, str(self.home / "landing"), [date.fromisoformat(day)])


@pytest.fixture
def desk(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    found = Desk(home, tmp_path, capsys)

    def publish(*words: str) -> int:
        found.published.append(words)
        return 7

    monkeypatch.setattr(decide, "code_of_job", publish)
    return found


def test_one_wrong_line_keeps_all_back_and_every_fault_is_told(desk: Desk) -> None:
    """Without a word of what the lines say."""
    lines = [
        officers.line("D-1"),
        officers.line("D-2", CODE, '"B"'),
        officers.line("D-3", TWO, '"li_na"'),
        b"",
        officers.line("D-4", REASON, officers.PHONE),
        officers.line("D-1", CODE, '"Y"'),
        officers.line("D-5", EXPIRES, f'"{DAY}"'),
    ]
    code, out, err = desk.decide(DAY, *lines, urgent=True)
    assert code == 1 and officers.PHONE not in out + err
    assert list(csv.reader(io.StringIO(out))) == [
        ["file", "line", "column", "reason"],
        ["my decisions.txt", "2", "code", "unknown_code"],
        ["my decisions.txt", "3", "persons", "two_persons"],
        ["my decisions.txt", "4", "", "empty_line"],
        ["my decisions.txt", "5", "reason", "personal_data"],
        ["my decisions.txt", "6", "decision_id", "contradicts_earlier"],
        ["my decisions.txt", "7", "expires_date", "out_of_span"],
    ]
    assert err == "afdw decide: 6 of 7 lines are at fault; nothing is written\n"
    assert (desk.delivered(), desk.published) == ({}, [])


def test_decisions_are_delivered_once_whatever_is_loaded_meanwhile(desk: Desk) -> None:
    """Each file gets the next number of its batch; what is known, loaded or not, is not written again and may not be
    contradicted, in whatever batch it is."""
    one, two, three = officers.line("D-1"), officers.line("D-2"), officers.line("D-3")
    first, second = (f"decisions/{DAY}/officers_{DAY}_{number}.jsonl" for number in (1, 2))
    code, out, _ = desk.decide(DAY, one)
    assert (code, json.loads(out)) == (
        0, {"file": str(desk.home / "landing" / first), "lines": 1, "new": 1, "duplicate": 0}
    )  # fmt: skip
    assert desk.decide(DAY, one, two)[0] == 0
    assert desk.delivered() == {first: one, second: one + b"\n" + two}
    for day in (NEXT, "2021-10-21"):  # before and after the load
        code, out, err = desk.decide(DAY, two, one)
        assert (code, json.loads(out)) == (0, {"file": None, "lines": 2, "new": 0, "duplicate": 2})
        assert err == "afdw decide: all 2 lines are known already; nothing is written\n"
        assert desk.decide(day, officers.line("D-2", CODE, '"G"'))[1].endswith(",1,decision_id,contradicts_earlier\n")
        desk.load(DAY)
    assert list(desk.delivered()) == [first, second]
    code, _, err = desk.decide(DAY, three)
    assert code == 0 and err.startswith(f"afdw decide: warning: batch {DAY} is published already")
    assert sorted(desk.delivered()) == [first, second, f"decisions/{DAY}/officers_{DAY}_3.jsonl"]


def test_an_urgent_decision_goes_to_the_publisher_whose_word_counts(desk: Desk) -> None:
    """Also when it is asked again because the publisher failed: then with the file that is there."""
    line = officers.line("D-1")
    path = str(desk.home / "landing" / "decisions" / DAY / f"officers_{DAY}_1.jsonl")
    for _ in range(2):
        assert desk.decide(DAY, line, urgent=True)[0] == 7
    assert desk.published == [("exports.publish_codes", "--urgent", path)] * 2
    assert desk.decide(DAY, line)[0] == 0
    assert len(desk.delivered()) == 1 and len(desk.published) == 2


def test_what_is_no_file_of_decisions_is_wrong_use(desk: Desk) -> None:
    assert main(["decide", str(desk.folder / "nowhere"), "--batch-date", DAY]) == 2
    assert desk.decide(DAY)[0] == 2
    stray = desk.home / "landing" / "decisions" / DAY / "stray.jsonl"
    stray.parent.mkdir(parents=True)
    stray.touch()
    code, _, err = desk.decide(DAY, officers.line("D-1"))
    assert code == 1 and "expected [full_]<source>" in err


def test_the_publishers_exit_code_is_passed_on(home: Path) -> None:
    prepare()
    assert [code_of_job("json.tool", *words) for words in (("--help",), ("--no-such-option",))] == [0, 2]
