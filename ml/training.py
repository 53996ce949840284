"""From a set of days to a tested model: fitted by turns on the earlier days, tested on the later ones, then on all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from expectations.failures import Failure
from ml import evaluation, gate
from ml.additive import Additive
from ml.boosted import Boosted
from ml.cross_fit import CrossFit, boosted_cross_fit, cross_fit, fit_boosted, fit_logistic
from ml.draws import draw
from ml.evaluation import Tested
from ml.groups import groups
from ml.learning_set import LearningSet, Rows, joined, sampled
from ml.m0 import prior_of, rules_of
from ml.model import Model
from ml.params import params
from ml.rows import Numbers

XGBOOST, M0, LOGISTIC, IN_USE = "xgboost", "m0", "logistic", "in_use"
PRIOR, RULES, RANDOM = "prior", "rules", "random"
#: What needs no training. The logistic regression is told beside them: who loses to it is seen, not stopped.
BASELINES = (M0, PRIOR, RULES, RANDOM)
FORETELLING = (XGBOOST, M0, PRIOR, LOGISTIC)


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


def train(of: LearningSet, m0: Additive, in_use: Model, learnt_until: date | None) -> Outcome:
    """The whole of it. `in_use`: the model to beat; `learnt_until`: the last day that it has learnt from."""
    earlier, later = split(of.days, learnt_until)
    if not later:
        raise NothingToLearn("there is no mature day that the model in use has not learnt from")
    samples = {day: sampled(of.whole(day)) for day in of.days}
    learning = _enough([samples[day] for day in earlier])
    start = prior_of(m0)  # the lifts of M0's rules are assumptions: trees learn them from the city
    made, _ = boosted_cross_fit(learning, of.columns, start)
    others = cross_fit(learning, fit_logistic(of.columns, m0))
    tested, columns = test(of, later, {XGBOOST: made, LOGISTIC: others}, m0, in_use if learnt_until else None)
    model, trees = final(joined([samples[day] for day in of.days]), of.columns, start)
    return _judged(of, later, model, trees, tested, columns)


def final(rows: Rows, columns: Sequence[str], prior: Additive) -> tuple[Boosted, int]:
    """The model of all days: as many trees, and the calibration, that do best out of fold."""
    made, trees = boosted_cross_fit(rows, columns, prior)
    return replace(fit_boosted(rows, columns, prior).first(trees), calibration=made.calibration), trees


def test(
    of: LearningSet, days: Sequence[date], made: dict[str, CrossFit], m0: Additive, in_use: Model | None
) -> tuple[Tested, dict[str, dict[float, float]]]:
    """Every model on all residents of the later days, a day at a time; and what each column alone would capture."""
    residents = of.residents(max(days))
    parts, columns = [], []
    for day in days:
        rows = of.whole(day)
        values = {name: model.margins(rows.keys, rows.numbers) for name, model in made.items()}
        values |= _baselines(rows, of.columns, m0)
        if in_use:
            values[IN_USE] = in_use.core.margins(_taken(rows.numbers, of.columns, in_use.columns))
        own = groups(residents, rows.keys, of.columns, rows.numbers)
        parts.append(Tested(rows.keys, rows.days, rows.is_victim, values, own))
        columns.append((rows.victims, gate.column_captures(rows.numbers, of.columns, rows.days, rows.is_victim)))
    return _together(parts), _mean(columns)


def _baselines(rows: Rows, columns: tuple[str, ...], m0: Additive) -> dict[str, Numbers]:
    adding = {M0: m0, PRIOR: prior_of(m0), RULES: rules_of(m0)}
    return {name: model.margins(_taken(rows.numbers, columns, model.columns)) for name, model in adding.items()} | {
        RANDOM: draw(rows.keys, params("models")["seed"] + 1 + int(rows.days[0]) if len(rows.days) else 0),
    }


def _judged(
    of: LearningSet, later: Sequence[date], model: Boosted, trees: int, tested: Tested,
    columns: dict[str, dict[float, float]],
) -> Outcome:  # fmt: skip
    shares = {n: {s: tested.capture(n, s).value for s in map(float, params("gate")["leak"])} for n in tested.values}
    in_use = IN_USE if IN_USE in tested.values else M0
    leaks = gate.leaks(columns | shares, tested.victims)
    verdict = gate.verdict(tested, XGBOOST, in_use, BASELINES, leaks)
    share = params("gate")["share"]
    metrics = {
        "gate": gate.as_json(verdict),
        "dates": list(of.told()),
        "test": {"dates": [day.isoformat() for day in later], "rows": len(tested.keys), "victims": tested.victims},
        "models": evaluation.told(tested, [name for name in (*FORETELLING, IN_USE) if name in tested.values]),
        "differences": {n: tested.difference(XGBOOST, n, share).as_json() for n in tested.values if n != XGBOOST},
        "groups": evaluation.by_group(tested, XGBOOST, M0, share),
        "trees": trees,
    }
    return Outcome(model, trees, tested, verdict, metrics)


def _enough(samples: Sequence[Rows]) -> Rows:
    """The rows of the earlier days, if they can teach anything."""
    least = params("models")["least_victims"]
    if not samples:
        raise NothingToLearn("there is one mature day only: none is left to learn from")
    rows = joined(samples)
    if rows.victims < least:
        raise NothingToLearn(f"{rows.victims} victims on the earlier days, {least} are needed")
    if rows.is_victim.all():
        raise NothingToLearn("there are victims only: nobody to tell them from")
    return rows


def _taken(numbers: Numbers, columns: tuple[str, ...], wanted: Sequence[str]) -> Numbers:
    taken: Numbers = numbers[:, [columns.index(name) for name in wanted]]
    return taken


def _together(parts: Sequence[Tested]) -> Tested:
    def all_of(name: str) -> dict[str, Any]:
        return {k: np.concatenate([getattr(part, name)[k] for part in parts]) for k in getattr(parts[0], name)}

    keys, days, flags = (np.concatenate([getattr(p, n) for p in parts]) for n in ("keys", "days", "is_victim"))
    if not flags.any():
        raise NothingToLearn("there is no victim on the later days")
    return Tested(keys, days, flags, all_of("values"), all_of("groups"))


def _mean(columns: Sequence[tuple[int, dict[str, dict[float, float]]]]) -> dict[str, dict[float, float]]:
    """The captures of columns over days, each counting by its victims."""
    told = [(many, captures) for many, captures in columns if many]
    total = sum(many for many, _ in told) or 1
    return {
        name: {share: sum(m * c[name][share] for m, c in told) / total for share in shares}
        for name, shares in columns[0][1].items()
    }
