"""The policy once more, person by person as its notes are worded, without the code that it judges. Days are numbers."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby
from typing import Any

ENTER = {"R": Fraction(1, 100), "Y": Fraction(10, 100)}
LOW = {"R": Fraction(3, 100), "Y": Fraction(15, 100)}
BELOW = {"R": "Y", "Y": "G"}


@dataclass(frozen=True)
class Code:
    """A code with what it stands on; `told`: the day of its reasons."""

    code: str = ""
    by: str = "policy"
    since: int = 0
    expires: int | None = None
    low: int = 0
    ground: str = ""
    told: int = 0


@dataclass(frozen=True)
class Person:
    """What is known of somebody today. `own`: a reason with evidence that is neither age nor sex; `manual`: code, last
    day and name of a decision; `event`: the name of a case."""

    score: float | None
    own: bool
    data: int = 30
    appeal: bool = False
    manual: tuple[str, int, str] | None = None
    event: str = ""


Codes = dict[int, Code]


def begun(day: int, code: str, *, by: str = "policy", until: int | None = None, ground: str = "") -> Code:
    """A code from today on: R and Y for 30 days or until a decision's last, others without end."""
    return Code(code, by, day, (until or day + 30) if code in ("R", "Y") else None, 0, ground, day)


def codes_of(day: int, before: Codes, people: dict[int, Person]) -> Codes:
    """The codes of everybody who is registered, consents and lives."""
    found = {name: code for name, who in people.items() if (code := _above(day, before.get(name, Code()), who))}
    held = {name: _colour_yesterday(before.get(name, Code())) for name in people if name not in found}
    scores = {name: score for name in held if (score := people[name].score) is not None}
    found |= {name: _unscored(day, was, before.get(name, Code())) for name, was in held.items() if name not in scores}
    order, total = sorted(scores.values()), len(scores)
    q = {name: Fraction(total - bisect_left(order, score), total) for name, score in scores.items()}
    red = {name: was for name, was in held.items() if name in q and was.code == "R"}
    can = {name for name in q if people[name].own and q[name] <= ENTER["R"]}
    found |= _kept(day, "R", red, q, can)
    left = _seats(day, "R", total // 100, q, red.keys() & found.keys(), can - red.keys(), held, 0, found)
    waits = can - red.keys() - found.keys()
    left |= red.keys() - found.keys()
    found |= {name: begun(day, "Y") for name in left}
    yellow = {name: was for name, was in held.items() if name in q and was.code == "Y" and name not in found}
    found |= _kept(day, "Y", yellow, q, {name for name in yellow if q[name] <= ENTER["Y"]})
    free = {name for name in q.keys() - found.keys() - yellow.keys() if q[name] <= ENTER["Y"]}
    _seats(day, "Y", 9 * total // 100, q, yellow.keys() & found.keys(), free, held, len(left), found)
    found |= {name: begun(day, "Y") for name in waits - found.keys()}
    green = {name: held[name] for name in q.keys() - found.keys()}
    return found | {name: was if was.code == "G" else begun(day, "G") for name, was in green.items()}


def _above(day: int, was: Code, who: Person) -> Code | None:
    """Appeal, decision, own case, too little data; None for whom the ranks decide."""
    if who.appeal:
        new = _same_since(begun(day, "S"), was)
        return replace(new, told=was.told) if was.code == "S" else new
    if who.manual and day < who.manual[1]:
        code, until, name = who.manual
        new = begun(day, code, by="manual", until=until, ground=name)
        return was if (was.code, was.ground) == (code, name) else _same_since(new, was)
    if who.event:
        is_same = (was.code, was.ground) == ("R", who.event)
        if is_same and day < (was.expires or 0) - 6:
            return was
        return _same_since(begun(day, "R", by="event", ground=who.event), was)
    if who.data < 7 and not _colour_yesterday(was).code:
        return _unrated(day, was)
    return None


def _colour_yesterday(was: Code) -> Code:
    """After an event or a decision ends: as if there had been no colour."""
    return was if was.code in ("G", "Y", "R") and was.by == "policy" else Code()


def _same_since(new: Code, was: Code) -> Code:
    """`since` is the first day of the colour."""
    return replace(new, since=was.since) if new.code == was.code else new


def _unrated(day: int, was: Code) -> Code:
    return was if (was.code, was.by) == ("U", "policy") else begun(day, "U")


def _unscored(day: int, held: Code, was: Code) -> Code:
    """The colour until it expires; then R → Y, Y → U, never G."""
    if not held.code:
        return _unrated(day, was)
    if held.expires is None or day < held.expires:
        return held
    return begun(day, "Y" if held.code == "R" else "U")


def _kept(day: int, colour: str, holders: Codes, q: dict[int, Fraction], renewable: set[int]) -> Codes:
    """Who stays: renewed in the last six days, neither expired nor low on seven scored days."""
    found = {}
    for name, was in holders.items():
        low, end = was.low + 1 if q[name] > LOW[colour] else 0, was.expires or 0
        if day >= end - 6 and name in renewable:
            found[name] = replace(was, low=low, expires=day + 30, told=day)
        elif day < end and not (low >= 7 and day - was.since >= 3):
            found[name] = replace(was, low=low)
    return found


def _seats(day: int, colour: str, places: int, q: dict[int, Fraction], holders: set[int], candidates: set[int],
           was: Codes, beside: int, found: Codes) -> set[int]:  # fmt: skip
    """Candidates, best first, take what is free, else displace the worst, else wait; equals together. Who has to go."""
    weak = [name for name in holders if q[name] > ENTER[colour] and day - was[name].since >= 3]
    worst = _groups(weak, lambda name: (-q[name], was[name].since))
    free, gone = places - len(holders), set[int]()
    while worst and len(worst[0]) <= -free:
        free, gone = free + len(worst[0]), gone | set(worst.pop(0))
    free = max(free - beside, 0) if free > 0 else free
    for group in _groups(candidates, lambda name: q[name]):
        room, going = max(free, 0), 0
        while room + sum(map(len, worst[:going])) < len(group) and going < len(worst):
            going += 1
        out = [name for equals in worst[:going] for name in equals]
        if room + len(out) >= len(group):
            free, gone, worst = free + len(out) - len(group), gone | set(out), worst[going:]
            found |= {name: begun(day, colour) for name in group}
    for name in gone:
        del found[name]
        if colour == "Y":
            found[name] = begun(day, "G")
    return gone


def _groups(names: Iterable[int], key: Callable[[int], Any]) -> list[list[int]]:
    return [list(group) for _, group in groupby(sorted(names, key=key), key)]
