"""A day of the policy in literal rows: a few named people among fillers who were G yesterday and have no own reason."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ml.codes.lines import Policy
from ml.codes.policy import assign, morning, needs_own_reason
from ml.codes.standing import People, Standing, State

DAY = date(2021, 9, 2)
POLICY = Policy.of(
    {
        "policy_version": "test",
        "red": {"enter": 0.01, "capacity": 0.01, "low_above": 0.03},
        "yellow": {"enter": 0.10, "capacity": 0.09, "low_above": 0.15},
        "low_days": 7,
        "stay_days": 3,
        "expiry_days": 30,
        "renew_days": 6,
        "data_days": 7,
        "event_days": 90,
    }
)


@dataclass(frozen=True)
class P:
    """Somebody. `at`: place among the scored, equal places are equal scores, None without a score; days from today."""

    name: str
    at: int | None = None
    was: str = ""
    by: str = "policy"
    since: int = -10
    expires: int | None = 20
    low: int = 0
    own: bool = False
    data: int = 30
    appeal: bool = False
    manual: str = ""
    until: int | None = None
    event: bool = False
    same: bool = True


@dataclass(frozen=True)
class Code:
    """What became of somebody; days from today."""

    code: str
    line: str
    since: int
    expires: int | None
    low: int
    by: str
    is_anew: bool


def day_of(*people: P, total: int = 100) -> dict[str, Code]:
    """The codes of a day on which `total` people are scored and undecided, the named ones with a place among them."""
    ranked = [p for p in people if p.at is not None and not (p.appeal or p.manual or p.event)]
    taken, fillers = {p.at for p in ranked}, list[P]()
    at = 1
    while len(ranked) + len(fillers) < total:
        if at not in taken:
            fillers.append(P(f"filler {at}", at, was="G", expires=None))
        at += 1
    everybody = [*people, *fillers]
    of = morning(_state(everybody), _people(everybody), _scores(everybody), POLICY, DAY)
    own = np.array([p.own for p in everybody]) & needs_own_reason(of)
    return dict(zip([p.name for p in everybody], _codes(assign(of, own)), strict=True))


def one(person: P, *others: P, total: int = 100) -> Code:
    """What becomes of one person."""
    return day_of(person, *others, total=total)[person.name]


def _day(offset: int | None) -> str:
    return "NaT" if offset is None else (DAY + timedelta(days=offset)).isoformat()


def _days(offsets: list[int | None]) -> "np.ndarray[tuple[int], np.dtype[np.datetime64]]":
    return np.array([_day(offset) for offset in offsets], "datetime64[D]")


def _state(people: list[P]) -> State:
    has_end = [p.expires if p.was in ("R", "Y") else None for p in people]
    return State(
        np.array([p.was for p in people], "U1"),
        np.array([p.by for p in people], "U6"),
        _days([p.since if p.was else None for p in people]),
        _days(has_end),
        np.array([p.low for p in people], np.int64),
    )


def _people(people: list[P]) -> People:
    return People(
        is_appealed=np.array([p.appeal for p in people]),
        manual=np.array([p.manual for p in people], "U1"),
        manual_expires=_days([p.until for p in people]),
        has_event=np.array([p.event for p in people]),
        is_same_ground=np.array([p.same for p in people]),
        data_days=np.array([p.data for p in people], np.int64),
    )


def _scores(people: list[P]) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    return np.array([np.nan if p.at is None else 1 - p.at / 100_000 for p in people])


def _codes(of: Standing) -> list[Code]:
    def offset(day: object) -> int | None:
        number = np.datetime64(day, "D") - of.day  # type: ignore[call-overload]
        return None if np.isnat(number) else int(number / np.timedelta64(1, "D"))

    rows = zip(
        of.today.code, of.line, of.today.since, of.today.expires, of.today.low, of.today.decided_by, of.is_anew,
        strict=True,
    )  # fmt: skip
    return [
        Code(str(c), str(line), offset(since) or 0, offset(end), int(low), str(by), bool(new) and str(c) in "YR")
        for c, line, since, end, low, by, new in rows
    ]
