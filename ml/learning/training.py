"""From a set of days to a tested model: fitted by turns on the earlier days, tested on the later ones, then on all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from expectations.failures import Failure
from ml.common.draws import draw
from ml.common.params import params
from ml.common.rows import Numbers
from ml.judging import evaluation, gate
from ml.judging.evaluation import Tested
from ml.judging.measures import reached
from ml.learning.cross_fit import CrossFit, boosted_cross_fit, cross_fit, fit_boosted, fit_logistic
from ml.learning.learning_set import LearningSet, Rows, joined, sampled
from ml.models.additive import Additive
from ml.models.boosted import Boosted
from ml.models.calibration import Flags
from ml.models.model import Model
from ml.models.subject import Subject, Words

XGBOOST, LOGISTIC, IN_USE, RANDOM = "xgboost", "logistic", "in_use", "random"
#: What one thing reaches, by share or name of the measure.
Reached = dict[str, dict[Any, float]]


class NothingToLearn(Failure):
    """There is nothing to learn from, or nothing to test on; the message says what is missing."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """A model of all days, how the same way of making it did on the later ones, and whether it may be put in use."""

    model: Boosted
    trees: int
    tested: Tested
    verdict: gate.Verdict
    metrics: dict[str, Any]


def split(days: Sequence[date], learnt_until: date | None) -> tuple[list[date], list[date]]:
    """The earlier days, and the later ones to test on: those that the model in use has not learnt from, at most a
    share of all."""
    ordered = sorted(days)
    many = max(1, round(params("models")["test_share"] * len(ordered)))
    later = [day for day in ordered[-many:] if learnt_until is None or day > learnt_until]
    return [day for day in ordered if not later or day < min(later)], later


def train(of: LearningSet, first: Additive, in_use: Model, learnt_until: date | None) -> Outcome:
    """The whole of it. `first`: the model of day one; `in_use`: the model to beat; `learnt_until`: the last day that it
    has learnt from. The logistic regression is told beside them: who loses to it is seen, not stopped."""
    subject, start = of.subject, of.subject.start(first)
    earlier, later = split(of.days, learnt_until)
    if not later:
        raise NothingToLearn("there is no mature day that the model in use has not learnt from")
    samples = {day: sampled(of.whole(day), subject.negatives) for day in of.days}
    learning = _enough([samples[day] for day in earlier], subject.words)
    made, _ = boosted_cross_fit(learning, of.columns, start, subject.xgboost)
    others = cross_fit(learning, fit_logistic(of.columns, start))
    tested, columns = test(of, later, {XGBOOST: made, LOGISTIC: others}, first, in_use if learnt_until else None)
    model, trees = final(joined([samples[day] for day in of.days]), of.columns, start, subject)
    return _judged(of, later, model, trees, tested, columns)


def final(
    rows: Rows, columns: Sequence[str], start: Additive, subject: Subject
) -> tuple[Boosted, int]:  # fmt: skip
    """The model of all days: as many trees, and the calibration, that do best out of fold."""
    made, trees = boosted_cross_fit(rows, columns, start, subject.xgboost)
    return replace(
        fit_boosted(rows, columns, start, subject.xgboost).first(trees), calibration=made.calibration
    ), trees  # fmt: skip


def test(
    of: LearningSet, days: Sequence[date], made: dict[str, CrossFit], first: Additive, in_use: Model | None
) -> tuple[Tested, Reached]:
    """Every model on everybody of the later days, a day at a time; and what each column alone would reach."""
    subject, register = of.subject, of.register(max(days))
    parts, columns, alerted = [], [], []
    for day in days:
        rows = of.whole(day)
        values = {name: model.margins(rows.keys, rows.numbers) for name, model in made.items()}
        values |= _baselines(rows, of, first)
        if in_use:
            values[IN_USE] = in_use.core.margins(_taken(rows.numbers, of.columns, in_use.columns))
        own = subject.groups(register, rows.keys, of.columns, rows.numbers)
        parts.append(Tested(rows.keys, rows.days, rows.is_victim, values, own, subject))
        alerted.append(subject.alerted(of.columns, rows.numbers))
        alone = gate.column_captures(rows.numbers, of.columns, rows.days, rows.is_victim, subject)
        columns.append((rows.victims, alone))
    return replace(_together(parts, subject), alerts=_volume(alerted)), _mean(columns)


def _baselines(rows: Rows, of: LearningSet, first: Additive) -> dict[str, Numbers]:
    adding = of.subject.yardsticks(first)
    return {name: model.margins(_taken(rows.numbers, of.columns, model.columns)) for name, model in adding.items()} | {
        RANDOM: draw(rows.keys, params("models")["seed"] + 1 + int(rows.days[0]) if len(rows.days) else 0),
    }


def _volume(alerted: Sequence[Flags | None]) -> float | None:
    """The share of all rows on which the rules raise an alert; 0 where they raise none, None where nobody asks."""
    told = [flags for flags in alerted if flags is not None]
    return float(np.concatenate(told).mean()) if told else None


def _judged(
    of: LearningSet, later: Sequence[date], model: Boosted, trees: int, tested: Tested,
    columns: Reached,
) -> Outcome:  # fmt: skip
    subject, share = of.subject, tested.share
    own = {
        name: {what: reached(values, tested.is_victim, tested.days, what) for what in subject.leak}
        for name, values in tested.values.items()
    }
    baselines = [name for name in tested.values if name not in (XGBOOST, LOGISTIC, IN_USE)]
    in_use = IN_USE if IN_USE in tested.values else subject.day_one
    leaks = gate.leaks(columns | own, tested.victims, subject)
    verdict = gate.verdict(tested, XGBOOST, in_use, baselines, leaks)
    metrics: dict[str, Any] = {
        "gate": gate.as_json(verdict),
        "dates": list(of.told()),
        "test": {"dates": [day.isoformat() for day in later], "rows": len(tested.keys), "victims": tested.victims},
        "models": evaluation.told(tested, [name for name in (*subject.foretelling, IN_USE) if name in tested.values]),
        "differences": {n: tested.difference(XGBOOST, n, share).as_json() for n in tested.values if n != XGBOOST},
        "groups": evaluation.by_group(tested, XGBOOST, subject.day_one, share),
        "trees": trees,
    }
    if tested.alerts is not None:
        metrics["alerts"] = {"share": tested.alerts, "rows": round(tested.alerts * len(tested.keys))}
    return Outcome(model, trees, tested, verdict, metrics)


def _enough(samples: Sequence[Rows], words: Words) -> Rows:
    """The rows of the earlier days, if they can teach anything."""
    least = params("models")["least_victims"]
    if not samples:
        raise NothingToLearn("there is one mature day only: none is left to learn from")
    rows = joined(samples)
    if rows.victims < least:
        raise NothingToLearn(f"{rows.victims} {words.found} on the earlier days, {least} are needed")
    if rows.is_victim.all():
        raise NothingToLearn(f"there are {words.found} only: nobody to tell them from")
    return rows


def _taken(numbers: Numbers, columns: tuple[str, ...], wanted: Sequence[str]) -> Numbers:
    taken: Numbers = numbers[:, [columns.index(name) for name in wanted]]
    return taken


def _together(parts: Sequence[Tested], subject: Subject) -> Tested:
    def all_of(name: str) -> dict[str, Any]:
        return {k: np.concatenate([getattr(part, name)[k] for part in parts]) for k in getattr(parts[0], name)}

    keys, days, flags = (np.concatenate([getattr(p, n) for p in parts]) for n in ("keys", "days", "is_victim"))
    if not flags.any():
        raise NothingToLearn(f"there are no {subject.words.found} on the later days")
    return Tested(keys, days, flags, all_of("values"), all_of("groups"), subject)


def _mean(columns: Sequence[tuple[int, Reached]]) -> Reached:
    """What columns reach over days, each counting by its victims."""
    told = [(many, captures) for many, captures in columns if many]
    total = sum(many for many, _ in told) or 1
    return {
        name: {share: sum(m * c[name][share] for m, c in told) / total for share in shares}
        for name, shares in columns[0][1].items()
    }
