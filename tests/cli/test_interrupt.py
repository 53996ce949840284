"""Ctrl-C, SIGTERM: one sentence, the exit code of the signal, within three seconds, and nothing of the run is left."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from cli import postgres
from expectations.settings import REPO
from lake import below

pytestmark = pytest.mark.slow
AFDW, PYTHON = str(REPO / "afdw"), str(REPO / ".venv" / "data" / "bin" / "python")
SPAN = ("--from", "2021-10-21", "--to", "2021-10-25")
CITY = ("simulate", "--residents", "20000", "--panel", "4000")
MOMENTS = [0.4, 0.8, 1.3, 2.0, 3.0, 4.5, 6.5, 9.0]
ASIDE = """
from pathlib import Path
from cli import home
from cli.context import run
from cli.stages import Stages
from lake import interrupt
interrupt.watch("script")
home.prepare()
stages, sleep = Stages(), ["sleep", "600"]
for to_log in (False, True):
    stages.aside("beside", lambda to_log=to_log: run(sleep, "sleep", to_log=to_log))
stages.run("before", lambda: run(["sh", "-c", "sleep 600; true"], "sleep"), 5)
"""


#: About two on a quiet machine; other tests run beside this one.
AT_MOST_S = 6.0


class Ending(NamedTuple):
    """How a run ended: its exit code, what it said of it, whether that was its last word, whether it was quick, and
    what of it still runs."""

    code: int
    said: tuple[str, ...]
    is_last: bool = True
    is_quick: bool = True
    still: tuple[str, ...] = ()


def ended(who: str, number: int = signal.SIGINT) -> Ending:
    """One sentence, the exit code of the signal, and nothing left."""
    return Ending(128 + number, (f"{who}: interrupted; run it again to finish what is left",))


class Run:
    """A process of its own session, whose home tells everything that belongs to it."""

    def __init__(self, home: Path, *command: str) -> None:
        self.home, self.told = home, home.with_name("told")
        environment = os.environ | {"AFDW_HOME": str(home), "PYTHONPATH": str(REPO)}
        environment |= {"AFDW_TOKEN_KEY": "ab" * 32, "AFDW_QUARANTINE_KEY": "cd" * 32}
        with self.told.open("wb") as told:
            self.process = subprocess.Popen(
                command, cwd=REPO, env=environment, stdout=told, stderr=told, start_new_session=True
            )

    def until(self, condition: Callable[[], object], seconds: float = 60) -> None:
        """Waits for a moment of the run."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert self.process.poll() is None and time.monotonic() < deadline, self.told.read_text()[-3000:]
            time.sleep(0.005)

    def interrupt(self, whom: str, number: signal.Signals = signal.SIGINT) -> Ending:
        """Sends the signal, and looks at how it ends: what ends with it, ends a little later."""
        began = time.monotonic()
        (os.kill if whom == "process" else os.killpg)(self.process.pid, number)
        code = self.process.wait(60)
        self.seconds = time.monotonic() - began
        told = self.told.read_text()
        deadline = time.monotonic() + AT_MOST_S
        while (still := left(self.home)) and time.monotonic() < deadline:
            time.sleep(0.05)
        words = [line for line in told.splitlines() if re.search("interrupted|Traceback|leaked", line)]
        return Ending(code, tuple(words), told.splitlines()[-1:] == words[-1:], self.seconds < AT_MOST_S, tuple(still))


def left(home: Path) -> list[str]:
    """The processes that know of a home."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command, environment = ((process / name).read_bytes() for name in ("cmdline", "environ"))
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        if process.name != str(os.getpid()) and str(home).encode() in command + environment:
            found.append(f"{process.name}: {command.decode().replace(chr(0), ' ')[:200]}")
    return found


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some days of a city, enough for a load to use all cores."""
    home = tmp_path_factory.mktemp("city")
    environment = os.environ | {"PYTHONPATH": str(REPO)}
    command = [PYTHON, "-m", "simulator", "--out", str(home), *CITY[1:], *SPAN]
    subprocess.run(command, cwd=REPO, env=environment, check=True, capture_output=True)
    return home / "landing"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """An empty home; whatever a test found, nothing of it runs on."""
    (tmp_path / "home").mkdir()
    yield tmp_path / "home"
    for line in left(tmp_path / "home"):
        os.kill(int(line.split(":")[0]), signal.SIGKILL)
    os.environ["AFDW_HOME"], before = str(tmp_path / "home"), os.environ.get("AFDW_HOME", "")
    shutil.rmtree(postgres.owned_elsewhere(), ignore_errors=True)
    os.environ["AFDW_HOME"] = before


def there(run: Run, word: str = "forkserver") -> list[str]:
    """Processes of a run, by a word of their command: without one those of the pool that splits text."""
    return [line for line in left(run.home) if word in line]


@pytest.mark.sampled("moment", MOMENTS, MOMENTS[1::3])
@pytest.mark.parametrize("whom", ["process", "group"])
def test_a_simulation(home: Path, whom: str, moment: float) -> None:
    run = Run(home, AFDW, *CITY)
    time.sleep(moment)
    assert run.interrupt(whom) == ended("afdw simulate")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_simulator_by_itself(home: Path, number: signal.Signals) -> None:
    run = Run(home, PYTHON, "-m", "simulator", "--out", str(home), *CITY[1:])
    run.until(lambda: (home / "landing").exists())
    assert run.interrupt("group", number) == ended("simulate", number)


@pytest.mark.sampled("moment", MOMENTS, MOMENTS[::3])
@pytest.mark.parametrize("whom", ["process", "group"])
def test_a_day(home: Path, landing: Path, whom: str, moment: float) -> None:
    run = Run(home, AFDW, "day", *SPAN, "--landing", str(landing), "--until", "lake")
    time.sleep(moment)
    assert run.interrupt(whom) == ended("afdw day")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("whom", ["process", "group"])
@pytest.mark.parametrize(
    "command", [(AFDW, "day", "--feeds", "call_records"), (PYTHON, "-m", "spark_jobs.load_call_records")]
)
def test_a_load_while_its_pool_splits_text(
    home: Path, landing: Path, command: tuple[str, ...], whom: str, number: signal.Signals
) -> None:
    """Workers that are just being born included; no text with personal data stays."""
    run = Run(home, *command, *SPAN, "--landing", str(landing))
    run.until(lambda: there(run))
    time.sleep(0.2)
    who = "afdw day" if command[0] == AFDW else "load_call_records"
    assert run.interrupt(whom, number) == ended(who, number)
    was_killed = run.seconds > below.HANGUP_SECONDS  # a busy machine: what a killed job leaves, the next run takes away
    assert was_killed or list((home / "pending").glob("staging-*")) == []


def test_workers_end_with_a_job_that_was_killed(home: Path, landing: Path) -> None:
    run = Run(home, PYTHON, "-m", "spark_jobs.load_call_records", *SPAN, "--landing", str(landing))
    run.until(lambda: len(there(run)) > 2)
    run.process.kill()
    run.process.wait()
    deadline = time.monotonic() + 10
    while left(home) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left(home) == []


@pytest.mark.sampled("moment", [0.0, 0.05, 0.3, 1.0, 2.0, 4.0], [0.05, 2.0])
def test_a_day_that_has_started_the_database_stops_it(home: Path, moment: float) -> None:
    """From the first sign of it on; afterwards the same command finds nothing that is in its way."""
    command = (AFDW, "day", *SPAN, "--feeds", "cases")
    run = Run(home, *command)
    run.until(lambda: there(run, "postgres"))
    time.sleep(moment)
    assert run.interrupt("group") == ended("afdw day")
    again = Run(home, *command)
    assert again.process.wait(120) == 0, again.told.read_text()[-3000:]


def test_stages_beside_each_other(home: Path) -> None:
    run = Run(home, sys.executable, "-c", ASIDE)
    run.until(lambda: sum("sleep" in line and "script" not in line for line in left(home)) >= 4)
    assert run.interrupt("process") == ended("script")
