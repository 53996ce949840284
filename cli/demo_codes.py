"""The codes in the demo: a model from the history, the release of the first day, receiving, the last screen."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import redirect_stdout
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import psycopg

from cli import decide, exports, models
from cli.context import CommandFailed, dbt_build, run_job
from cli.stages import Stages
from expectations.settings import home, postgres_dsn
from lake.snapshot import Snapshot

#: A demo's own receiver, as a front end would have one.
STORE = "front_end.sqlite"
COLOURS = (("R", "red 红"), ("Y", "yellow 黄"), ("G", "green 绿"), ("U", "not rated 未评估"), ("S", "suspended 暂停"))


def build_history(stages: Stages, first: date, last: date) -> None:
    """What training and the next days need of the history: partials of all days, windows of the days to learn from."""
    for job, product in (("build_money_days", "money_days"), ("build_resident_days", "resident_days")):
        if last not in Snapshot.open().named(product):
            span = ("--from", first.isoformat(), "--to", last.isoformat())
            stages.timed(f"  {job} as one range", partial(run_job, f"spark_jobs.{job}", *span, to_log=True))
    if not (home() / "models" / "resident_risk").is_dir():
        stages.run("train residents' risk on the history", lambda: models.train(last, to_log=True), 60)


def release_first(day: date) -> None:
    """On the first day nothing can be compared with the day before, so two persons release it: here the demo does, and
    its screen says so."""
    decided_at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=10)
    line = {
        "decision_id": f"demo-release-{day}", "kind": "release_breaker", "refers_to": day.isoformat(),
        "reason": "first day of the demo", "persons": ["demo officer one", "demo officer two"],
        "decided_at": decided_at.isoformat(),
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "release.jsonl"
        place.write_text(json.dumps(line) + "\n")
        with redirect_stdout(sys.stderr):
            code = decide.run_decide(argparse.Namespace(file=place, batch_date=day, urgent=False))
    if code:
        raise CommandFailed("the release of the first day was refused")


def not_exported(days: Sequence[date]) -> list[date]:
    """The days whose codes no front end was given yet."""
    return [day for day in days if day not in Snapshot.open().named("risk_code_exports")]


def receive() -> None:
    """Has a front end take what it has not acknowledged, and brings its acks into the lake and onto the page."""
    published = Snapshot.open().arrow("exports.risk_code_batch").sort_by("sequence").to_pylist()
    for row in (row for row in published if not row["acked_count"]):
        place = home() / "exports" / Path(row["manifest"]).parent
        given = argparse.Namespace(batch=str(place), store=str(home() / STORE), keys=None, name="demo")
        with redirect_stdout(sys.stderr):
            code = exports.run_receive(given)
        if code:
            raise CommandFailed(f"the front end refused {place}")
    run_job("exports.publish_codes", "--collect-acks", to_log=True)
    run_job("spark_jobs.load_warehouse", to_log=True)
    dbt_build("--exclude-resource-type", "unit_test", "--select", "tag:codes", to_log=True)


def show() -> None:
    """The colours of the last day, the model and the sequences on the last screen."""
    with psycopg.connect(postgres_dsn()) as connection:
        rows = connection.execute(
            "select code, residents from marts.mart_code_daily where area_code = 'ALL'"
            " and as_of_date = (select max(as_of_date) from marts.mart_code_daily)"
        ).fetchall()
        told = connection.execute("select sequence, as_of_date, rows, ack_state from marts.mart_export order by 1")
        sequences = told.fetchall()
        used = connection.execute("select model_version, capture_10 from marts.mart_model where is_in_use").fetchone()
    codes: dict[str, int | None] = dict(rows)
    print("  codes              " + "   ".join(f"{name} {codes.get(code) or 0:,}" for code, name in COLOURS))
    for number, day, subscribers, state in sequences:
        print(f"  sequence {number:<9} codes of {day}: {subscribers:>7,} subscribers, {state}")
    if used:
        share = f", finds {used[1]:.0%} of coming victims in the highest 10 %" if used[1] is not None else ""
        print(f"  model              {used[0]}{share}")
    print("  (the first day was released by a decision that the demo wrote: landing/decisions)")
