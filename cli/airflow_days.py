"""Batch dates through Airflow: each feed's loads in order, and the build of a date once all its loads are done."""

import sys
import time
from datetime import datetime, timedelta

from cli import airflow_api as api
from dags.common.feeds import DUE, FEATURE_FEEDS, FEEDS
from dags.common.notice import failures_of, log_folder

LOADS = {feed: f"load_{feed}_daily" for feed in FEEDS}
#: What is built behind the loads, each once those of its feeds are done.
BUILDS = {"build_warehouse_daily": DUE, "build_features_daily": FEATURE_FEEDS}
DAGS = {*LOADS.values(), *BUILDS}
POLL_SECONDS = 1.0
#: So long the scheduler takes at most to start the build by itself when all assets of a date are there.
PATIENCE = 20.0
#: The run of a load is closed up to so long after its asset was there.
CLOSING = timedelta(seconds=5)


class RunFailed(RuntimeError):
    """A run did not succeed; the message names the task, its cause and its log."""


def run_dates(dates: list[str], feeds: list[str] | None = None, seconds: float = 3600) -> None:
    """Has the scheduler load these batch dates and build each of them; raises on the first failure.

    A feed's next date starts when its last one is done, while other feeds' loads and the builds still run. A build
    starts by its assets; where only some feeds are loaded, or an earlier single load left its asset behind, it is
    started here.
    """
    days = _Days(dates, feeds or list(FEEDS))
    deadline = time.monotonic() + seconds
    while days.left():
        if time.monotonic() > deadline:
            raise RunFailed(f"{', '.join(days.left())} not done after {seconds:.0f} s; see {log_folder()}")
        days.step()
        time.sleep(POLL_SECONDS)


class _Days:
    """What is still to come of some dates, and the runs that are under way."""

    def __init__(self, dates: list[str], feeds: list[str]) -> None:
        self._login = api.token()
        self._to_load = {feed: list(dates) for feed in feeds}
        self._loading: dict[str, tuple[str, str]] = {}
        self._needs = {dag: set(needs) & set(feeds) for dag, needs in BUILDS.items()}
        self._to_build = [(day, dag) for day in dates for dag, needs in self._needs.items() if needs]
        self._before = {run.run_id for day in dates for run in api.runs(self._login, day) if run.dag in BUILDS}
        self._loaded: dict[str, dict[str, api.Run]] = {day: {} for day in dates}
        self._complete_since: dict[tuple[str, str], float] = {}
        for dag in [*(LOADS[feed] for feed in feeds), *{dag for _, dag in self._to_build}]:
            api.unpause(self._login, dag)

    def left(self) -> list[str]:
        """The dates of which something is not loaded or not built yet."""
        loads = [*(day for days in self._to_load.values() for day in days), *(day for day, _ in self._loading.values())]
        return sorted({*loads, *(day for day, _ in self._to_build)})

    def step(self) -> None:
        """Starts what may start, and takes notice of what has ended."""
        for feed in [feed for feed, days in self._to_load.items() if days and feed not in self._loading]:
            day = self._to_load[feed].pop(0)
            self._loading[feed] = (day, api.trigger(self._login, LOADS[feed], day))
        for day in self.left():
            runs = {run.run_id: run for run in api.runs(self._login, day)}
            self._end_loads(day, runs)
            for build in [
                (d, dag) for d, dag in self._to_build if d == day and self._needs[dag] <= set(self._loaded[d])
            ]:
                self._end_build(*build, list(runs.values()))

    def _end_loads(self, day: str, runs: dict[str, api.Run]) -> None:
        for feed, (loading, run_id) in list(self._loading.items()):
            if loading == day and run_id in runs and _succeeded(day, runs[run_id]):
                self._loaded[day][feed] = runs[run_id]
                del self._loading[feed]

    def _end_build(self, day: str, dag: str, runs: list[api.Run]) -> None:
        since = self._complete_since.setdefault((day, dag), time.monotonic())
        ends = [self._loaded[day][feed].end_at for feed in self._needs[dag]]
        complete = max(map(datetime.fromisoformat, ends)) - CLOSING
        builds = [run for run in runs if run.dag == dag and run.run_id not in self._before]
        builds = [run for run in builds if datetime.fromisoformat(run.queued_at) >= complete]
        if not builds and time.monotonic() - since > PATIENCE:
            self._complete_since[day, dag] = time.monotonic()
            api.trigger(self._login, dag, day)
        if any([_succeeded(day, run) for run in builds]):
            self._to_build.remove((day, dag))


def _succeeded(day: str, run: api.Run) -> bool:
    if run.state == "failed":
        told = [f"task {n['task_id']} failed: {n['cause']}; see {n['log']}" for n in failures_of(run.run_id)]
        raise RunFailed(f"{run.dag} of {day}: " + (told[-1] if told else f"see {log_folder()}"))
    if run.state == "success":
        print(f"{day} {run.dag} done", file=sys.stderr, flush=True)
    return run.state == "success"
