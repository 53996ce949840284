"""The weekly training, of residents as of accounts: as of a day, tested, put in use from the next day on if it wins."""

import argparse
import json
from datetime import date, timedelta
from typing import Any

import numpy as np
import sklearn
import xgboost

from lake.job import ending
from lake.snapshot import Snapshot
from ml.common.params import params
from ml.in_use import folder
from ml.judging.report import report
from ml.learning.learning_set import LearningSet, missing, needed
from ml.learning.training import XGBOOST, NothingToLearn, Outcome, train
from ml.models.model import Model
from ml.models.subject import Subject


def run(of: Subject, job: str, as_of: date, only_missing: bool) -> None:
    """Trains, or lists the days that are missing."""
    snapshot = Snapshot.open()
    if only_missing:
        print(",".join(map(str, missing(snapshot, as_of, of))))
        return
    try:
        version, outcome = trained(of, snapshot, as_of)
    except NothingToLearn as reason:
        print(f"{job}: nothing is trained: {reason}; {folder.model_of(_next(as_of), of).version} stays in use")
        return
    told = {name: outcome.metrics["models"][name]["capture"] for name in (XGBOOST, of.day_one)}
    print(f"{job}: {version} from {len(outcome.metrics['dates'])} days; captured {json.dumps(told)}")
    if outcome.verdict.passed:
        folder.put_in_use(version, _next(as_of), f"passed the gate as of {as_of}", of)
    print(f"{job}: {outcome.verdict.line} In use from {_next(as_of)} on: {folder.model_of(_next(as_of), of).version}")


def trained(subject: Subject, snapshot: Snapshot, as_of: date) -> tuple[str, Outcome]:
    """A model's folder, and how it did."""
    there = [day for day in needed(snapshot, as_of, subject) if day not in missing(snapshot, as_of, subject)]
    if not there:
        has = f"{' and '.join(subject.tables)} {'has' if len(subject.tables) == 1 else 'have'}"
        raise NothingToLearn(f"{has} no day whose label is mature (up to {as_of - subject.maturity()})")
    in_use = folder.model_of(_next(as_of), subject)
    of = LearningSet.of(snapshot, there, subject)
    outcome = train(of, subject.first(as_of)[1], in_use, _learnt_until(in_use, subject))
    told = {
        "as_of": as_of.isoformat(), "as_of_dates": [day.isoformat() for day in there], "seed": params("models")["seed"],
        "labels": params("labels"), "models": params("models"), "gate": params("gate"), "trees": outcome.trees,
        "learnt_from": of.learnt_from(), "packages": {m.__name__: m.__version__ for m in (xgboost, sklearn, np)},
        **subject.told,
    }  # fmt: skip
    title = f"{subject.title} as of {as_of}"
    page = report(title, outcome.metrics, outcome.tested, of.columns, _means(of, outcome))
    core, columns = outcome.model.as_json(), outcome.model.columns
    version = folder.add(folder.XGBOOST, _next(as_of), core, columns, told, outcome.metrics, page, subject)
    return version, outcome


def command(of: Subject, job: str) -> None:
    """Runs the job for the command line."""
    parser = argparse.ArgumentParser(prog=f"python -m ml.{job}")
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    parser.add_argument("--missing", action="store_true")
    given = parser.parse_args()
    ending(job, lambda: run(of, job, given.as_of, given.missing))


def _means(of: LearningSet, outcome: Outcome) -> Any:
    """The mean absolute contribution of each column on the newest day."""
    return np.abs(outcome.model.contributions(of.sample(of.days[-1]).numbers)).mean(axis=0)


def _learnt_until(in_use: Model, of: Subject) -> date | None:
    """The last day that a model has learnt from; None of one that was not trained."""
    if in_use.kind == of.day_one:
        return None
    return date.fromisoformat(max(json.loads(folder.held(in_use.version, folder.PARAMS, of))["as_of_dates"]))


def _next(day: date) -> date:
    return day + timedelta(days=1)
