"""Every model on the same later rows: what it captures, what it is worth beside the others, and for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from ml.common.draws import Keys
from ml.common.params import params
from ml.common.rows import Numbers, probability
from ml.judging import measures
from ml.judging.measures import Estimate, Integers
from ml.models.calibration import Flags
from ml.models.subject import Subject

SHARES = (0.01, 0.10)
#: Of fewer persons no figure of a group is told.
LEAST = 10


@dataclass(frozen=True, eq=False)
class Tested:
    """Rows of the later days with what every model ranks them by (log-odds where it has them), and their groups.
    `alerts`: the share of rows on which the rules raise an alert, where models are compared at that volume."""

    keys: Keys
    days: Integers
    is_victim: Flags
    values: Mapping[str, Numbers]
    groups: Mapping[str, npt.NDArray[np.str_]]
    subject: Subject
    alerts: float | None = None

    @property
    def shares(self) -> tuple[float, ...]:
        """The shares of rows at which models are told."""
        return (SHARES[0], self.share)

    @property
    def share(self) -> float:
        """The share of rows at which models are compared."""
        return self.alerts or float(params("gate")["share"])

    @property
    def victims(self) -> int:
        """Persons who are a victim as of some of the days."""
        return len(np.unique(self.keys[self.is_victim]))

    @cached_property
    def persons(self) -> Integers:
        """The persons of the rows of victims."""
        return self.keys[self.is_victim]

    @cached_property
    def drawings(self) -> Integers:
        """Drawings of persons among the victims, the same for every model."""
        return measures.drawings(self.persons, params("gate")["drawings"], params("models")["seed"])

    def captured(self, model: str, share: float) -> Numbers:
        """Of each row of a victim, whether it lies in the first share of its day."""
        return measures.captured(self.values[model], self.days, share)[self.is_victim]

    def capture(self, model: str, share: float) -> Estimate:
        """The share of victims that a model has in the first share of residents."""
        return measures.with_interval(self.captured(model, share), self.persons, self.drawings)

    def difference(self, model: str, other: str, share: float) -> Estimate:
        """How much more of the victims a model captures than another, by the same drawings of persons."""
        apart = self.captured(model, share) - self.captured(other, share)
        return measures.with_interval(apart, self.persons, self.drawings)

    def better(self, model: str, other: str, share: float) -> float:
        """In which share of the drawings of persons a model captures more than another."""
        apart = self.captured(model, share) - self.captured(other, share)
        return float((measures.of_persons(apart, self.persons, self.drawings) > 0).mean())

    def found(self, model: str) -> dict[str, Any]:
        """Average precision, and which part of those at the top of a day, as many as are compared, are victims."""
        hits = self.captured(model, self.share).sum() / (self.share * len(self.keys))
        ap = measures.average_precision(self.values[model], self.is_victim, self.days)
        return {"ap": round(ap, 6), "precision": round(float(hits), 6)}

    def observed_to_expected(self, model: str) -> Estimate:
        """Victims seen to victims foretold."""
        return measures.observed_to_expected(self.is_victim, probability(self.values[model]), self.keys)


def told(tested: Tested, foretelling: Sequence[str]) -> dict[str, Any]:
    """The measures of every model; observed to expected of those that have probabilities."""
    found: dict[str, Any] = {}
    for model in tested.values:
        shares = {f"{share:g}": tested.capture(model, share) for share in tested.shares}
        found[model] = {
            "capture": {share: estimate.as_json() for share, estimate in shares.items()},
            "lift": {share: round(estimate.value / float(share), 3) for share, estimate in shares.items()},
            "auc": round(measures.above_chance(tested.values[model], tested.is_victim, tested.days), 6),
        }
        if tested.alerts is not None:
            found[model] |= tested.found(model)
        if model in foretelling:
            found[model]["observed_to_expected"] = tested.observed_to_expected(model).as_json()
    return found


def by_group(tested: Tested, model: str, beside: str, share: float) -> list[dict[str, Any]]:
    """Per group: rows, victims, how many of it are in the first share, and of its victims, by a model and another."""
    inside = {name: measures.captured(tested.values[name], tested.days, share) for name in (model, beside)}
    expected = probability(tested.values[model])
    found = []
    for kind, values in tested.groups.items():
        for value in np.unique(values):
            own = values == value
            hit = own & tested.is_victim
            persons = len(np.unique(tested.keys[hit]))
            line: dict[str, Any] = {"group": kind, "value": str(value), "rows": int(own.sum()), "victims": persons}
            line["selected"] = round(float(inside[model][own].mean()), 6)
            is_told = persons >= LEAST
            line["captured"] = round(float(inside[model][hit].mean()), 6) if is_told else None
            line[f"captured_{beside}"] = round(float(inside[beside][hit].mean()), 6) if is_told else None
            of_group = measures.observed_to_expected(tested.is_victim[own], expected[own], tested.keys[own])
            line["observed_to_expected"] = of_group.as_json() if is_told else None
            found.append(line)
    return found
