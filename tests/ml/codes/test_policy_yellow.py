"""The policy of Y and G line by line, in literal rows, and what places are. N is 100 where nothing is said."""

import numpy as np
import pytest
from policy_day import DAY, POLICY, Code, P, day_of, one

from ml.codes.lines import LINES
from ml.codes.places import groups, settle
from ml.common.rows import worst_rank


class TestYellow:
    def test_nine_of_a_hundred_by_rank_and_the_tenth_waits_as_g(self) -> None:
        codes = day_of(*[P(f"p{n}", n) for n in range(1, 12)])
        assert [codes[f"p{n}"].code for n in range(1, 12)] == ["Y"] * 9 + ["G"] * 2
        assert (codes["p10"].line, codes["p11"].line) == ("yellow_waits", "green")

    def test_ties_at_the_edge_wait_together(self) -> None:
        codes = day_of(*[P(f"p{n}", n) for n in range(1, 9)], P("a", 9), P("b", 9))
        assert (codes["a"].code, codes["b"].code) == ("G", "G")
        codes = day_of(*[P(f"p{n}", n) for n in range(1, 8)], P("a", 8), P("b", 8))
        assert (codes["a"].code, codes["b"].code) == ("Y", "Y")

    @pytest.mark.parametrize(("at", "low", "after"), [(15, 4, 0), (16, 4, 5)])
    def test_low_counts_above_fifteen_in_a_hundred(self, at: int, low: int, after: int) -> None:
        assert one(P("a", at, "Y", since=-2, low=low)).low == after

    @pytest.mark.parametrize(("since", "code"), [(-3, "G"), (-2, "Y")])
    def test_seven_low_days_lead_to_g_after_the_minimum_stay(self, since: int, code: str) -> None:
        found = one(P("a", 50, "Y", since=since, low=6))
        assert found.code == code
        assert code == "Y" or found == Code("G", "yellow_low", 0, None, 0, "policy", False)

    @pytest.mark.parametrize(("expires", "at", "code", "end"), [
        (0, 11, "G", None), (1, 11, "Y", 1), (6, 10, "Y", 30), (7, 10, "Y", 7), (0, 10, "Y", 30),
    ])  # fmt: skip
    def test_y_is_renewed_or_expires(self, expires: int, at: int, code: str, end: int | None) -> None:
        found = one(P("a", at, "Y", since=-2, expires=expires))
        assert (found.code, found.expires) == (code, end)

    def test_a_higher_risk_displaces_the_worst_after_its_minimum_stay(self) -> None:
        held = [P(f"y{n}", n, "Y", since=-2) for n in range(1, 9)]
        codes = day_of(*held, P("a", 9), P("worst", 14, "Y", since=-3))
        assert (codes["a"].code, codes["worst"].code, codes["worst"].line) == ("Y", "G", "yellow_displaced")
        codes = day_of(*held, P("a", 9), P("worst", 14, "Y", since=-2))
        assert (codes["a"].code, codes["worst"].code) == ("G", "Y")

    def test_who_enters_r_gives_a_place_among_y_free(self) -> None:
        held = [P(f"y{n}", n, "Y", since=-2, own=n == 1) for n in range(1, 10)]
        codes = day_of(*held, P("a", 10))
        assert (codes["y1"].code, codes["a"].code) == ("R", "Y")

    def test_who_leaves_r_takes_a_free_place_among_y(self) -> None:
        held = [P(f"y{n}", n, "Y", since=-2) for n in range(1, 9)]
        codes = day_of(*held, P("a", 9), P("leaves", 50, "R", low=6))
        assert (codes["leaves"].code, codes["a"].code) == ("Y", "G")

    def test_who_came_from_r_counts_from_the_next_day_on(self) -> None:
        held = [P(f"y{n}", n, "Y", since=-5) for n in range(2, 10)]
        codes = day_of(*held, P("was red", 40, "Y", since=-1), P("worst", 14, "Y", since=-3))
        assert (codes["was red"].code, codes["worst"].code) == ("Y", "G"), "ten held nine places"


class TestGreen:
    def test_the_rest_is_g_and_unchanged_it_keeps_its_since(self) -> None:
        assert one(P("a", 50, "G", since=-40)) == Code("G", "green", -40, None, 0, "policy", False)
        assert one(P("a", 50, "", since=0)) == Code("G", "green", 0, None, 0, "policy", False)

    def test_days_without_a_run_are_one_step(self) -> None:
        """Yesterday is the last published state, however long ago: the counter moves by one."""
        assert one(P("a", 50, "R", since=-20, expires=10, low=2)).low == 3


def test_ranks_and_groups() -> None:
    assert worst_rank(np.array([0.5, 0.9, 0.5, 0.1])).tolist() == [3, 1, 3, 4]
    first, then = np.array([3, 1, 3, 1]), np.array([7, 7, 7, 8])
    assert [g.tolist() for g in groups(np.array([0, 1, 2, 3]), first, then)] == [[1], [3], [0, 2]]
    assert groups(np.array([], np.int64), first, then) == []


def test_a_group_that_does_not_fit_waits_and_displaces_nobody() -> None:
    two, three = np.array([1, 2]), np.array([3, 4, 5])
    assert settle(1, 0, [two], []) == ([], [])
    assert settle(0, 0, [three], [two]) == ([], [])
    came, gone = settle(1, 0, [three], [two])
    assert ([g.tolist() for g in came], [g.tolist() for g in gone]) == ([[3, 4, 5]], [[1, 2]])


def test_a_place_held_too_many_is_free_for_nobody() -> None:
    """One too many; the first displaces two equals, which makes good for it: the second has no free place and waits."""
    two, first, second = np.array([1, 2]), np.array([3]), np.array([4])
    came, gone = settle(-1, 0, [first, second], [two])
    assert ([g.tolist() for g in came], [g.tolist() for g in gone]) == ([[3]], [[1, 2]])


def test_every_line_has_words() -> None:
    words = [POLICY.in_words(line) for line in LINES]
    assert not any("{" in text for text in words) and len(set(words)) == len(LINES)
    assert "q > 0.03 on 7 scored days" in POLICY.in_words("red_low")
    assert DAY.isoformat() == "2021-09-02"
