"""Forty days of invented people through the policy and through a second one that is written straight from its notes."""

from random import Random

import numpy as np
import pytest
from policy_oracle import Code, Codes, Person, codes_of

from ml.codes.inputs import policy
from ml.codes.lines import LINES
from ml.codes.policy import assign, morning, needs_own_reason
from ml.codes.standing import People, Standing, State

START, DAYS, SIZE = np.datetime64("2022-01-01", "D"), 40, 400
#: (steps of a score, its highest value from the fourth day on): with few steps many are equal; under a lid so many are
#: equal at the top that nobody can enter (q about .02, .12 or .20), and colours end by themselves.
RUNS = [(10_000, 99), (10_000, 6.0), (10_000, 3.5), (10_000, 2.0), (6, 99), (6, 3.5), (20, 99)]


def day_of(rng: Random, risk: dict[int, float], day: int, steps: int, lid: float) -> dict[int, Person]:
    """Somebody's score wanders; grounds begin and end; now and then a score or a person is not there."""
    found = {}
    for name in range(SIZE - day):
        risk[name] = 0.99 * risk.get(name, rng.gauss(0, 3)) + rng.gauss(0, 0.1 if rng.random() < 0.99 else 4)
        luck, score = Random(f"{name} {day // 9} {steps}"), min(risk[name], lid if day > 3 else 99) * steps
        found[name] = Person(
            None if luck.random() < (0.4 if day >= 28 else 0.04) else round(score),
            rng.random() < 0.8, rng.choice([3, 30, 30]) if luck.random() < 0.3 else 30, luck.random() < 0.02,
            (luck.choice("GYRUS"), day // 9 * 9 + 7, f"D{day // 9}") if luck.random() < 0.04 else None,
            f"case {day // 18}" if luck.random() < 0.03 else "",
        )  # fmt: skip
    return {name: who for name, who in found.items() if Random(f"{name} {day // 5}").random() > 0.02}


def by_columns(day: int, before: Codes, people: dict[int, Person]) -> tuple[Codes, list[str]]:
    """The same by the policy under test, and the lines that decided."""
    was, who = [before.get(name, Code()) for name in people], list(people.values())
    manual = [p.manual if p.manual and day < p.manual[1] else ("", None, "") for p in who]
    ground = [m[2] or p.event for m, p in zip(manual, who, strict=True)]
    state = State(np.array([c.code for c in was], "U1"), np.array([c.by for c in was], "U6"),
                  _days([c.since if c.code else None for c in was]), _days([c.expires for c in was]),
                  np.array([c.low for c in was]))  # fmt: skip
    is_same = np.array([bool(g) and g == c.ground for g, c in zip(ground, was, strict=True)])
    known = People(np.array([p.appeal for p in who]), np.array([m[0] for m in manual], "U1"),
                   _days([m[1] for m in manual]), np.array([bool(p.event) for p in who]), is_same,
                   np.array([p.data for p in who]))  # fmt: skip
    scores = np.array([np.nan if p.score is None else p.score for p in who])
    of = morning(state, known, scores, policy(), (START + day).item())
    of = assign(of, np.array([p.own for p in who]) & needs_own_reason(of))
    codes = {name: _code(of, n, day if of.is_anew[n] else was[n].told, ground[n]) for n, name in enumerate(people)}
    return codes, of.line.tolist()


def _code(of: Standing, n: int, told: int, ground: str) -> Code:
    today, since = of.today, (of.today.since[n] - START).astype(int)
    expires = None if np.isnat(today.expires[n]) else (today.expires[n] - START).astype(int)
    by = str(today.decided_by[n])
    return Code(str(today.code[n]), by, since, expires, int(today.low[n]), ground if by != "policy" else "", told)


@pytest.fixture(scope="module")
def lines() -> set[str]:
    """The lines of the policy that have decided about somebody."""
    return set()


@pytest.mark.parametrize(("steps", "lid"), RUNS)
def test_both_give_the_same_codes(steps: int, lid: float, lines: set[str]) -> None:
    rng, risk, codes = Random(f"{steps} {lid}"), dict[int, float](), Codes()
    for day in set(range(DAYS)) - {13, 21, 22}:  # days without a run
        people = day_of(rng, risk, day, steps, lid)
        ours, lines_of_day = by_columns(day, codes, people)
        codes = codes_of(day, codes, people)
        lines |= set(lines_of_day)
        assert {name: (ours.get(name), code) for name, code in codes.items() if ours.get(name) != code} == {}, day


def test_every_line_was_needed(lines: set[str]) -> None:
    assert LINES.keys() - lines == set()


def _days(numbers: list[int | None]) -> "np.ndarray[tuple[int], np.dtype[np.datetime64]]":
    return np.array([np.datetime64("NaT") if n is None else START + n for n in numbers], "datetime64[D]")
