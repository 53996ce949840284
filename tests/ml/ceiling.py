"""What a model of residents could reach at best, from the truth alone: never from a model, nor from its features.

At best a model ranks first whose campaign has shown itself by the as-of date, then everybody by the hazard by which the
world draws its victims: what age and sex say, times the trait. Used by tests and by the proof of the models.
"""

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
LABEL_DAYS = 30
REPORTED = ("reported", "late")  # of a campaign: there is a case
TAKEN_BACK = ("withdraw", "delete", "vanish")  # of a case: no label; merged and transferred ones stay
SHARES = (0.01, 0.10)


@dataclass(frozen=True)
class Resident:
    """One line of truth/traits.csv: the prior of age and sex, and how many times as often as it says."""

    id_number: str
    prior: float
    times: float


@dataclass(frozen=True)
class Campaign:
    """One line of truth/victims.csv that became a case and stayed one."""

    resident: int
    incident: date
    first_contact: date | None


@dataclass(frozen=True)
class Capture:
    """Shares of the coming victims among the highest 1 % and 10 %. A tie group counts by the part of it inside."""

    at_1: float
    at_10: float


@dataclass(frozen=True)
class Ceiling:
    """One as-of date: who was counted, and what three rankings capture. `expected`: by hazard alone, without chance."""

    scored: int
    positives: int
    signalled: int
    best: Capture
    by_hazard: Capture
    by_prior: Capture
    expected: Capture


def read_residents(truth: Path) -> dict[int, Resident]:
    """Everybody in the panel with a phone, by number."""
    return {
        int(row["resident"]): Resident(row["id_number"], float(row["prior"]), float(row["times"]))
        for row in _rows(truth / "traits.csv")
    }


def read_campaigns(truth: Path) -> list[Campaign]:
    """All campaigns with a case that was neither withdrawn for good nor deleted."""
    gone = _taken_back(truth)
    return [
        Campaign(int(row["resident"]), _day(row["incident_at"]), _day_or_none(row["first_contact_at"]))
        for row in _rows(truth / "victims.csv")
        if row["outcome"] in REPORTED and row["incident_at"] not in gone
    ]


def ceiling(truth: Path, as_of: date, scored: Collection[int] | None = None) -> Ceiling:
    """The ceiling of one as-of date among the scored residents (None: everybody with a phone)."""
    return ceiling_of(read_residents(truth), read_campaigns(truth), as_of, scored)


def ceiling_of(
    residents: Mapping[int, Resident], campaigns: list[Campaign], as_of: date, scored: Collection[int] | None = None
) -> Ceiling:
    """The same from what was read before. Who lost in the 30 days up to the as-of date is left out, as from labels."""
    first, last = as_of - timedelta(days=LABEL_DAYS), as_of + timedelta(days=LABEL_DAYS)
    lost = {c.resident for c in campaigns if first <= c.incident <= as_of}
    who = sorted((set(residents) if scored is None else set(scored) & set(residents)) - lost)
    coming = [c for c in campaigns if as_of < c.incident <= last]
    shown = {c.resident for c in coming if c.first_contact is not None and c.first_contact <= as_of}
    victims = {c.resident for c in coming}
    prior = np.array([residents[r].prior for r in who])
    hazard = prior * np.array([residents[r].times for r in who])
    is_victim, is_shown = (np.array([r in found for r in who], dtype=float) for found in (victims, shown))
    best = np.where(is_shown > 0, np.inf, hazard)
    return Ceiling(
        len(who), int(is_victim.sum()), int(is_shown.sum()),
        *(captured(rank, is_victim) for rank in (best, hazard, prior)), captured(hazard, hazard),
    )  # fmt: skip


def captured(ranking: Floats, weight: Floats) -> Capture:
    """The share of the weight (victims, or expected ones) among the highest of a ranking."""
    return Capture(*(_capture(ranking, weight, share) for share in SHARES))


def _capture(ranking: Floats, weight: Floats, share: float) -> float:
    total, places = float(weight.sum()), int(len(ranking) * share)
    if total == 0 or places == 0:
        return float("nan")
    edge = np.sort(ranking)[::-1][places - 1]
    above, tied = ranking > edge, ranking == edge
    part = (places - above.sum()) / tied.sum()
    return float((weight[above].sum() + part * weight[tied].sum()) / total)


def _taken_back(truth: Path) -> set[str]:
    """Incidents (by their instant) of cases whose last fate took them back."""
    fate: dict[str, tuple[str, str]] = {}
    for row in _rows(truth / "cases.csv"):
        if row["event"] in (*TAKEN_BACK, "reopen"):
            fate[row["案件编号"]] = (row["event"], row["发案时间起"])
    return {incident for event, incident in fate.values() if event in TAKEN_BACK}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(instant: str) -> date:
    return datetime.fromisoformat(instant).date()


def _day_or_none(instant: str) -> date | None:
    return _day(instant) if instant else None
