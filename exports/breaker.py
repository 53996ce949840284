"""The breaker: holds back an as-of date whose scores or users differ too much from those published before.

Capacity fixes how many are red, so that colours alone say little: what is judged are the scores behind them. A person
releases what is held (a decision of kind release_breaker). What is broken in itself is refused in `states.check`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from expectations.failures import Failure
from lake.snapshot import Snapshot

CODES, RISKS, DECISIONS = "scores.resident_code", "scores.resident_risk", "silver.decisions"
Numbers = npt.NDArray[np.float64]


class Held(Failure):
    """The breaker holds an as-of date back; the message says why and what releases it."""


@dataclass(frozen=True)
class Day:
    """An as-of date as it is judged: whom it scored how, and whom it gave a code."""

    as_of: date
    residents: pa.Array
    probabilities: Numbers
    coded: pa.Array

    @classmethod
    def of(cls, snapshot: Snapshot, as_of: date) -> "Day":
        """Read from the lake."""
        own = [("as_of_date", "=", as_of)]
        scores = snapshot.arrow(RISKS, own, ["resident_key", "probability"]).combine_chunks()
        codes = snapshot.arrow(CODES, own, ["resident_key"]).combine_chunks()
        numbers = scores["probability"].to_numpy().astype(np.float64)
        return cls(as_of, _flat(scores["resident_key"]), numbers, _flat(codes["resident_key"]))

    @property
    def coverage(self) -> float:
        """Share of those with a code who have a score."""
        scored = pc.sum(pc.is_in(self.coded, self.residents)).as_py() or 0
        return scored / len(self.coded) if len(self.coded) else 0.0

    def top(self, share: float) -> pa.Array:
        """The residents with the highest probabilities, with those equal to the last of them."""
        if not len(self.probabilities):
            return self.residents
        wanted = max(int(share * len(self.probabilities)), 1)
        lowest = np.partition(self.probabilities, -wanted)[-wanted]
        return self.residents.filter(pa.array(self.probabilities >= lowest))


def breaches(today: Day, before: Day | None, left: int, published: int, limits: dict[str, Any]) -> Iterator[str]:
    """Why a day is held, each as half a sentence. `left` of the `published` users before it would leave."""
    if len(today.coded) < limits["least_users"]:
        yield f"{len(today.coded)} users are fewer than {limits['least_users']}"
    with np.errstate(invalid="ignore"):
        is_odd = ~((today.probabilities >= 0) & (today.probabilities <= 1))
    if len(is_odd) and is_odd.mean() > limits["unscored_highest"]:
        yield f"{int(is_odd.sum())} of {len(is_odd)} scores are no probability"
    if before is None:
        yield "it is the first export"
        return
    if not len(before.probabilities) or not len(today.probabilities):
        yield f"{(today if len(before.probabilities) else before).as_of} has no scores to compare"
        return
    yield from _shifts(today, before, limits)
    if published and left / published > limits["leaving_highest"]:
        yield f"{left} of {published} published users would leave"


def _shifts(today: Day, before: Day, limits: dict[str, Any]) -> Iterator[str]:
    one, other = today.top(limits["top_share"]), before.top(limits["top_share"])
    smaller = min(len(one), len(other))
    if smaller >= limits["top_least"]:
        overlap = pc.sum(pc.is_in(one, other)).as_py() / smaller
        if overlap < limits["top_overlap_lowest"]:
            yield f"only {overlap:.0%} of the residents at highest risk are those of {before.as_of}"
    shift = stability(before.probabilities, today.probabilities, limits["psi_bins"])
    if shift > limits["psi_highest"]:
        yield f"the scores differ from those of {before.as_of} by a stability index of {shift:.2f}"
    if before.coverage - today.coverage > limits["coverage_drop_highest"]:
        yield f"{today.coverage:.0%} of the users have a score, {before.coverage:.0%} had on {before.as_of}"


def stability(before: Numbers, today: Numbers, bins: int) -> float:
    """The population stability index over equal shares of the earlier day; half a resident more in each bin, so that an
    empty one is no infinity."""
    edges = np.unique(np.quantile(before, np.arange(1, bins) / bins))
    shares = []
    for values in (before, today):
        counts = np.bincount(np.searchsorted(edges, values, side="left"), minlength=len(edges) + 1) + 0.5
        shares.append(counts / counts.sum())
    return float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())


def released_by(snapshot: Snapshot, as_of: date) -> str:
    """The decision that releases an as-of date; empty where there is none."""
    if DECISIONS not in snapshot.versions:
        return ""
    found = snapshot.arrow(
        DECISIONS, [("kind", "=", "release_breaker"), ("refers_to", "=", str(as_of))], ["decision_id"]
    )
    return str(min(found["decision_id"].to_pylist(), default=""))


def judge(snapshot: Snapshot, as_of: date, reasons: list[str]) -> None:
    """Lets a day through if nothing speaks against it, or somebody has released it."""
    if not reasons:
        return
    if decision := released_by(snapshot, as_of):
        print(f"risk_code_exports: {as_of} is released by decision {decision}: {'; '.join(reasons)}")
        return
    advice = f"a decision of kind release_breaker that refers to {as_of} releases it (afdw decide)"
    raise Held(f"nothing is exported of {as_of}, held by the breaker: {'; '.join(reasons)}; {advice}")


def _flat(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
