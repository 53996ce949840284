"""Who may be put in use: a model that is no worse than the one in use and the best baseline, and does not know the
future."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ml.common.params import params
from ml.common.rows import Numbers
from ml.judging import measures
from ml.judging.evaluation import Tested
from ml.models.calibration import Flags
from ml.models.subject import Subject

#: A leak is spoken of from so many victims (persons) on: few may stand together by chance.
LEAST = 20


@dataclass(frozen=True)
class Verdict:
    """Whether a model may be put in use, and every condition that it breaks."""

    leaks: tuple[str, ...]
    breaches: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the model may be put in use."""
        return not self.leaks and not self.breaches

    @property
    def line(self) -> str:
        """The first line of the report."""
        if self.leaks:
            return f"LEAK: {'; '.join(self.leaks)}. What knows the future is not put in use."
        if self.breaches:
            return f"Not put in use: {'; '.join(self.breaches)}."
        return "Passed the gate."


def verdict(tested: Tested, model: str, in_use: str, baselines: Sequence[str], leaks: Sequence[str]) -> Verdict:
    """A newcomer beside the model in use and the baseline that captures most. It has to be no worse than both, and what
    needs no training stays unless the newcomer is surely better: rankings that hardly differ are never much worse."""
    knobs = params("gate")
    share, many, found = tested.share, tested.victims, tested.subject.words.found
    if many < knobs["positives"]:
        return Verdict(tuple(leaks), (f"{many} {found} on the later days, {knobs['positives']} are needed",))
    best = max(baselines, key=lambda name: (tested.capture(name, share).value, name))
    breaches = []
    for other in dict.fromkeys((in_use, best)):
        apart = tested.difference(model, other, share)
        if apart.low <= -knobs["margin"]:
            breaches.append(f"may capture less at {percent(share)} than {other}: {_points(apart)}")
    for other in dict.fromkeys((*({in_use} & set(baselines)), best)):
        if (sure := tested.better(model, other, share)) < knobs["better"]:
            apart = tested.difference(model, other, share)
            breaches.append(f"is not surely better than {other}: {_points(apart)}, in {sure:.0%} of drawings")
    ratio = tested.observed_to_expected(model)
    if not ratio.low <= 1 <= ratio.high:
        breaches.append(f"observed to expected {ratio.value:.2f} ({ratio.low:.2f} to {ratio.high:.2f})")
    return Verdict(tuple(leaks), tuple(breaches))


def leaks(reached: Mapping[str, Mapping[Any, float]], victims: int, of: Subject) -> list[str]:
    """Whoever reaches more than can be believed: models, or a column alone."""
    if victims < LEAST:
        return []
    found = []
    for name, own in reached.items():
        above = [what for what, most in of.leak.items() if own[what] > most]
        found += [f"{name} {_reaches(what, own[what], of)}" for what in above[:1]]
    return found


def _reaches(what: object, value: float, of: Subject) -> str:
    if what == measures.AP:
        return f"has an average precision of {value:.2f}"
    return f"captures {value:.0%} of {of.words.found} at {float(str(what)):.0%}"


def column_captures(
    numbers: Numbers, columns: Sequence[str], days: measures.Integers, is_victim: Flags, of: Subject
) -> dict[str, dict[Any, float]]:
    """What each column alone would reach, ranked from either end; no value stands last."""
    found = {}
    for place, name in enumerate(columns):
        ends = [np.nan_to_num(sign * numbers[:, place], nan=-np.inf) for sign in (1, -1)]
        reached = {what: max(measures.reached(end, is_victim, days, what) for end in ends) for what in of.leak}
        found[f"the column {name} alone"] = reached
    return found


def percent(share: float) -> str:
    """A share as it is written: 10%, 1.23%."""
    return f"{100 * share:.3g}%"


def _points(apart: measures.Estimate) -> str:
    """A difference in points of percent with its interval."""
    value, low, high = (100 * x for x in (apart.value, apart.low, apart.high))
    return f"{value:+.1f} points ({low:+.1f} to {high:+.1f})"


def as_json(found: Verdict) -> dict[str, Any]:
    """What a file holds of it."""
    return {"passed": found.passed, "line": found.line, "leaks": list(found.leaks), "breaches": list(found.breaches)}
