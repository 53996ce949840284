"""Thousands of broken files through whole loads: no crash, every line accounted for, sound neighbours intact, and
memory that does not grow with what is delivered."""

import gzip
import io
import os
import subprocess
import time
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from case_home import Home
from fuzz_files import FORMS, Wire, broken_file, rows_of, whole_file_ways, wires
from wires import mobile
from wires.feed_home import FeedHome

from benchmarks.measured import tree_bytes
from expectations.settings import REPO
from spark_jobs.wire.landing import UnknownFile

DAY, PYTHON = "2021-10-22", str(REPO / ".venv" / "data" / "bin" / "python")
FILES, ALL_FILES, LINES = 40, 1_700, 12
#: Reduced: the feeds whose wires differ most.
SAMPLE = ("accounts", "registrations")
MEMORY_BYTES, LARGE, ALL_LARGE = 2 << 30, 36 << 20, 200 << 20
#: What differs between clean lines of one sender: their serial, what is made from it, and their place.
OWN = {
    "serial_no", "record_uid", "row_key", "account_key", "case_no", "resident_key", "registration_id", "content_key",
    "version_no", "event_no", "file_sha256", "line_no", "is_id_check_ok", "event_at", "decision_id",
}  # fmt: skip


class Fuzzed:
    """A home with one batch of broken files of a feed, and what is known of them."""

    def __init__(self, home: FeedHome, files: int) -> None:
        self.home, self.random = home, Random(f"files {home.feed}")
        self.rows: dict[str, int] = {}
        self.untouched: dict[tuple[str, int], str] = {}
        for number in range(files):
            for of in wires(home.feed)[number % len(wires(home.feed)) :][:1]:
                self._deliver(of, number)
        home.load(DAY)

    def _deliver(self, of: Wire, number: int) -> None:
        """A file of its own data date, so that none replaces another; one in 30 is broken as a whole."""
        day = date.fromisoformat(DAY) - timedelta(days=number)
        name = f"{of.source}_{day}_1.{of.suffix}"
        content, untouched = broken_file(of, number * LINES, LINES, 0.12, self.random)
        if number % 30 == 29:
            ways = whole_file_ways()
            content, untouched = ways[self.random.choice(sorted(ways))](content, self.random), {}
        self.rows[name] = rows_of(content, of)
        self.untouched |= {(name, line): of.source for line in untouched}
        self.home.deliver(DAY, name, content)


@pytest.mark.sampled("feed", list(FORMS), list(SAMPLE))
def test_every_line_of_broken_files_is_accounted_for_and_sound_lines_are_taken(
    new_home: Callable[[], Home], feed: str, is_full: bool
) -> None:
    fuzzed = Fuzzed(FeedHome(feed, new_home()), ALL_FILES if is_full else FILES)
    accounts, silver = fuzzed.home.account(), fuzzed.home.silver()
    rows = {file: account[0] for (_, file), account in accounts.items()}
    refused_as_a_whole = {
        file: 1 for (_, file), account in accounts.items() if account[4] == 1 and not fuzzed.rows[file]
    }
    assert rows == fuzzed.rows | refused_as_a_whole
    assert [file for file, account in accounts.items() if account[0] != sum(account[1:])] == []
    assert sum(account[4] for account in accounts.values()) == len(fuzzed.home.refused()) > FILES
    lost = [place for place in fuzzed.untouched if (DAY, *place) not in silver]
    assert lost == [], [(place, fuzzed.home.refused().get((DAY, *place), {}).get("reason_code")) for place in lost[:3]]
    kinds = {source: {str({k: v for k, v in silver[DAY, *place].items() if k not in OWN})
                      for place, own in fuzzed.untouched.items() if own == source}
             for source in set(fuzzed.untouched.values())}  # fmt: skip
    assert {source: len(found) for source, found in kinds.items()} == dict.fromkeys(kinds, 1), kinds


def test_memory_is_bounded_whatever_is_delivered(tmp_path: Path, is_full: bool) -> None:
    """A line of 200 MB, one of quotes, and two bombs under the name of a table cost only themselves."""
    size, form = ALL_LARGE if is_full else LARGE, mobile.FORM
    home = FeedHome("call_records", Home(tmp_path, "00" * 32, "11" * 32))
    for number, content in enumerate((
        form.file(form.line()),
        form.file(b"7" * size, form.line(通信记录唯一标识="M2")),
        form.file(form.line(通信记录唯一标识="M3"), b'"' * (size // 4)),
        _zip_bomb(5 * size),
        gzip.compress(b"\0" * (5 * size), compresslevel=1),
    ), 1):  # fmt: skip
        home.deliver(DAY, f"mobile_2021-10-{number:02d}_1.csv", content)
    code, said, peak = _run(tmp_path)
    assert code == 0, said[-4000:]
    assert peak < MEMORY_BYTES
    found = [account for _, account in sorted(home.account().items())]
    assert found[:3] == [(1, 1, 0, 0, 0), (2, 1, 0, 0, 1), (2, 1, 0, 0, 1)]
    assert [account[0] == account[4] for account in found[3:]] == [True, True]


def _zip_bomb(size: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("mobile.csv", b"\0" * size)
    return target.getvalue()


def _run(home: Path) -> tuple[int, str, int]:
    """The job as a process: exit code, what it said, and the most memory that it and its own held, in bytes."""
    keys = {"AFDW_TOKEN_KEY": "00" * 32, "AFDW_QUARANTINE_KEY": "11" * 32, "PYTHONPATH": str(REPO)}
    command = [PYTHON, "-m", "spark_jobs.load_call_records", "--batch-date", DAY]
    environment, peak = os.environ | {"AFDW_HOME": str(home)} | keys, 0
    with (home / "said").open("w+b") as said:
        process = subprocess.Popen(command, cwd=REPO, env=environment, stdout=said, stderr=said)
        while process.poll() is None:  # the kernel's own peak begins with that of the process that starts another
            peak = max(peak, tree_bytes(process.pid))
            time.sleep(0.02)
    return process.returncode, (home / "said").read_text(errors="replace"), peak


@pytest.mark.parametrize("ending", ["zip", "gz", "csv.gz", "xlsx", "csv.ZIP"])
def test_a_packed_file_is_refused_by_name(new_home: Callable[[], Home], ending: str) -> None:
    """Nothing is unpacked: senders deliver text, and a batch with anything else is not published."""
    home = FeedHome("call_records", new_home()).deliver(DAY, f"mobile_{DAY}_1.csv", mobile.FORM.file())
    home.deliver(DAY, f"mobile_{DAY}_2.{ending}", b"PK\x03\x04")
    with pytest.raises(UnknownFile, match=f"mobile_{DAY}_2.{ending}: expected .*csv or .jsonl"):
        home.load(DAY)
    assert home.rows("ops.batches") == []


def test_a_job_that_meets_a_packed_file_fails_in_one_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "landing" / "call_records" / DAY
    folder.mkdir(parents=True)
    (folder / f"mobile_{DAY}_1.zip").write_bytes(_zip_bomb(1_000_000))
    code, said, _ = _run(tmp_path)
    assert code == 1 and f"mobile_{DAY}_1.zip: expected" in said
    assert len(said.splitlines()) == 1 and not (tmp_path / "lake").exists()
