"""Trains a model of residents' risk as of a day, tests it, and puts it in use from the next day on if it wins.

python -m ml.train_resident_risk --as-of 2021-09-04
python -m ml.train_resident_risk --as-of 2021-09-04 --missing

`--missing` only names the days of features.resident_window that training would need and the lake does not hold, on one
line with commas, as `spark_jobs.build_resident_windows --days` takes them; `./afdw train` does both. Too few victims,
one class, no mature label: one sentence, and the model in use stays.
"""

import argparse
import json
from datetime import date, timedelta
from typing import Any

import numpy as np
import sklearn
import xgboost

from lake.job import ending
from lake.snapshot import Snapshot
from ml import folder
from ml.labels import newest_mature
from ml.learning_set import WINDOW_PRODUCT, LearningSet, missing, needed
from ml.m0 import m0
from ml.model import Model
from ml.params import params
from ml.report import report
from ml.training import NothingToLearn, Outcome, train

JOB = "train_resident_risk"


def main(as_of: date, only_missing: bool) -> None:
    """Trains, or lists the days that are missing."""
    snapshot = Snapshot.open()
    if only_missing:
        print(",".join(map(str, missing(snapshot, as_of))))
        return
    try:
        version, outcome = trained(snapshot, as_of)
    except NothingToLearn as reason:
        print(f"{JOB}: nothing is trained: {reason}; {folder.model_of(_next(as_of)).version} stays in use")
        return
    told = {name: outcome.metrics["models"][name]["capture"] for name in ("xgboost", "m0")}
    print(f"{JOB}: {version} from {len(outcome.metrics['dates'])} days; captured {json.dumps(told)}")
    if outcome.verdict.passed:
        folder.put_in_use(version, _next(as_of), f"passed the gate as of {as_of}")
    print(f"{JOB}: {outcome.verdict.line} In use from {_next(as_of)} on: {folder.model_of(_next(as_of)).version}")


def trained(snapshot: Snapshot, as_of: date) -> tuple[str, Outcome]:
    """A model's folder, and how it did."""
    there = [day for day in needed(snapshot, as_of) if day in snapshot.live(WINDOW_PRODUCT)]
    if not there:
        raise NothingToLearn(
            f"features.resident_window has no day whose label is mature (up to {newest_mature(as_of)})"
        )
    in_use = folder.model_of(_next(as_of))
    of = LearningSet.of(snapshot, there)
    outcome = train(of, m0(as_of)[1], in_use, _learnt_until(in_use))
    told = {
        "as_of": as_of.isoformat(), "as_of_dates": [day.isoformat() for day in there], "seed": params("models")["seed"],
        "labels": params("labels"), "models": params("models"), "gate": params("gate"), "trees": outcome.trees,
        "learnt_from": of.learnt_from(), "packages": {m.__name__: m.__version__ for m in (xgboost, sklearn, np)},
    }  # fmt: skip
    page = report(f"Residents' risk as of {as_of}", outcome.metrics, outcome.tested, of.columns, _means(of, outcome))
    model = outcome.model
    version = folder.add(
        folder.XGBOOST, _next(as_of), model.as_json(), model.columns, told, outcome.metrics, page
    )  # fmt: skip
    return version, outcome


def _means(of: LearningSet, outcome: Outcome) -> Any:
    """The mean absolute contribution of each column on the newest day."""
    return np.abs(outcome.model.contributions(of.sample(of.days[-1]).numbers)).mean(axis=0)


def _learnt_until(in_use: Model) -> date | None:
    """The last day that a model has learnt from; None of one that was not trained."""
    if in_use.kind == folder.M0:
        return None
    return date.fromisoformat(max(json.loads(folder.held(in_use.version, folder.PARAMS))["as_of_dates"]))


def _next(day: date) -> date:
    return day + timedelta(days=1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog=f"python -m ml.{JOB}")
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    parser.add_argument("--missing", action="store_true")
    given = parser.parse_args()
    ending(JOB, lambda: main(given.as_of, given.missing))
