"""The policy line by line, in literal rows. N is 100 where nothing else is said: one place among R, nine among Y."""

import pytest
from policy_day import Code, P, day_of, one

NEW_RED = Code("R", "red_enters", 0, 30, 0, "policy", True)
#: Who holds the one place among R: low enough to be displaced, and for how long.
STAYED, FRESH = P("stayed", 2, "R", since=-3), P("fresh", 2, "R", since=-2)


class TestAboveTheRanks:
    def test_an_open_appeal_is_s_before_everything_else(self) -> None:
        assert one(P("a", 1, "R", appeal=True, manual="R", until=9, event=True)) == Code(
            "S", "appeal", 0, None, 0, "policy", False
        )
        assert one(P("a", 1, "S", since=-4, appeal=True)).since == -4

    def test_a_decision_stands_before_a_case_and_the_rank(self) -> None:
        assert one(P("a", 50, "G", manual="R", until=5, event=True)) == Code("R", "manual", 0, 5, 0, "manual", True)
        assert one(P("a", 1, "R", manual="G", until=5, event=True)) == Code("G", "manual", 0, None, 0, "manual", False)

    def test_a_standing_decision_keeps_everything_and_another_is_new(self) -> None:
        was = {"was": "R", "by": "manual", "since": -4, "expires": 5}
        assert one(P("a", 50, **was, manual="R", until=5)) == Code("R", "manual", -4, 5, 0, "manual", False)
        other = one(P("a", 50, **was, manual="R", until=9, same=False))
        assert other == Code("R", "manual", -4, 9, 0, "manual", True), "the colour began when it began"

    def test_an_own_case_is_r_at_once_and_outside_the_capacity(self) -> None:
        codes = day_of(P("a", None, event=True, data=0), P("b", None, "G", event=True), P("top", 1, own=True))
        event = Code("R", "event", 0, 30, 0, "event", True)
        assert (codes["a"], codes["b"], codes["top"]) == (event, event, NEW_RED)

    @pytest.mark.parametrize(("expires", "end", "is_anew"), [(7, 7, False), (6, 30, True), (-2, 30, True)])
    def test_r_by_event_is_confirmed_as_long_as_a_case_counts(self, expires: int, end: int, is_anew: bool) -> None:
        person = P("a", None, "R", "event", since=-24, expires=expires, event=True)
        assert one(person) == Code("R", "event", -24, end, 0, "event", is_anew)

    def test_another_case_gives_new_evidence(self) -> None:
        person = P("a", None, "R", "event", since=-4, expires=26, event=True, same=False)
        assert one(person) == Code("R", "event", -4, 30, 0, "event", True)

    @pytest.mark.parametrize("by", ["event", "manual"])
    def test_after_an_event_or_a_decision_nobody_had_a_colour_yesterday(self, by: str) -> None:
        assert one(P("a", 50, "R", by)) == Code("G", "green", 0, None, 0, "policy", False)
        assert one(P("a", 50, "G", by)).since == 0
        assert one(P("a", 50, "R", by, data=6)).code == "U"
        assert one(P("a", 50, "U", by, data=6)).since == 0
        assert one(P("a", None, "R", by)).code == "U"
        assert one(P("a", 1, "R", by, own=True)) == NEW_RED
        assert one(P("a", 1, "R", by, own=False)).code == "Y"

    @pytest.mark.parametrize(("was", "data", "code"), [("", 6, "U"), ("", 7, "G"), ("U", 6, "U"), ("S", 6, "U"),
                                                       ("G", 6, "G"), ("Y", 6, "Y"), ("R", 0, "R")])  # fmt: skip
    def test_under_seven_days_of_data_and_no_colour_yesterday_is_u(self, was: str, data: int, code: str) -> None:
        assert one(P("a", 50, was, since=-2, data=data)).code == code

    def test_u_begins_once_and_does_not_expire(self) -> None:
        assert one(P("a", 50, "U", since=-9, data=6)) == Code("U", "few_days", -9, None, 0, "policy", False)
        assert one(P("a", None, "", data=30)) == Code("U", "never_scored", 0, None, 0, "policy", False)

    def test_only_those_left_are_ranked(self) -> None:
        decided = [P(f"d{n}", 1, manual="G", until=3) for n in range(50)] + [P("new", 1, data=6)]
        codes = day_of(*decided, P("second", 2, own=True), total=101)
        assert codes["second"] == NEW_RED, "first of the 100 that are ranked"


class TestWithoutAScore:
    @pytest.mark.parametrize(("was", "expires", "code", "line"), [
        ("R", 1, "R", "kept"), ("R", 0, "Y", "kept_red_expired"), ("R", -9, "Y", "kept_red_expired"),
        ("Y", 1, "Y", "kept"), ("Y", 0, "U", "kept_yellow_expired"), ("G", None, "G", "kept"),
    ])  # fmt: skip
    def test_the_colour_is_kept_until_it_expires(self, was: str, expires: int | None, code: str, line: str) -> None:
        found = one(P("a", None, was, expires=expires, low=5))
        assert (found.code, found.line) == (code, line)
        if line == "kept":
            assert (found.since, found.expires, found.low, found.is_anew) == (-10, expires, 5, False)
        else:
            assert (found.since, found.expires, found.low) == (0, 30 if code == "Y" else None, 0)

    def test_it_takes_no_place(self) -> None:
        assert one(P("top", 1, own=True), P("held", None, "R")) == NEW_RED


class TestLeavingRed:
    @pytest.mark.parametrize(("at", "low", "after"), [(3, 4, 0), (4, 0, 1), (4, 5, 6)])
    def test_low_counts_scored_days_above_three_in_a_hundred(self, at: int, low: int, after: int) -> None:
        assert one(P("a", at, "R", low=low)) == Code("R", "red_stays", -10, 20, after, "policy", False)

    @pytest.mark.parametrize(("since", "code"), [(-3, "Y"), (-2, "R")])
    def test_seven_low_days_lead_to_y_after_the_minimum_stay(self, since: int, code: str) -> None:
        found = one(P("a", 50, "R", since=since, low=6))
        assert found.code == code
        assert code == "R" or found == Code("Y", "red_low", 0, 30, 0, "policy", True)

    @pytest.mark.parametrize(("expires", "at", "code"), [(0, 2, "Y"), (1, 2, "R"), (0, 1, "R"), (-5, 2, "Y")])
    def test_an_expired_r_leaves_to_y_where_q_is_above_the_entry(self, expires: int, at: int, code: str) -> None:
        assert one(P("a", at, "R", expires=expires, own=True)).code == code

    @pytest.mark.parametrize(("expires", "end"), [(7, 7), (6, 30), (0, 30), (-3, 30)])
    def test_r_is_renewed_in_its_last_six_days(self, expires: int, end: int) -> None:
        found = one(P("a", 1, "R", since=-24, expires=expires, own=True))
        assert (found.code, found.since, found.expires, found.is_anew) == ("R", -24, end, end == 30)

    def test_r_is_not_renewed_by_age_and_sex(self) -> None:
        kept = one(P("a", 1, "R", expires=2, own=False))
        assert kept == Code("R", "red_stays", -10, 2, 0, "policy", False)
        assert one(P("a", 1, "R", expires=0, own=False)) == Code("Y", "red_expired", 0, 30, 0, "policy", True)

    def test_who_leaves_r_has_y_even_above_its_capacity(self) -> None:
        holders = [P(f"y{n}", n, "Y", since=-2) for n in range(2, 11)]
        codes = day_of(P("a", 50, "R", low=6), *holders)
        assert [codes[f"y{n}"].code for n in range(2, 11)] == ["Y"] * 9
        assert codes["a"] == Code("Y", "red_low", 0, 30, 0, "policy", True)


class TestEnteringRed:
    def test_q_counts_the_whole_tie_group(self) -> None:
        assert one(P("a", 1, own=True)) == NEW_RED
        assert one(P("a", 2, own=True)).code == "Y"
        tied = day_of(P("a", 1, own=True), P("b", 1, own=True))
        assert (tied["a"].code, tied["b"].code) == ("Y", "Y"), "two of a hundred are q = .02 each"

    def test_age_and_sex_alone_are_at_most_y(self) -> None:
        assert one(P("a", 1, own=False)) == Code("Y", "yellow_enters", 0, 30, 0, "policy", True)

    @pytest.mark.parametrize(("total", "reds"), [(99, 0), (100, 1), (199, 1), (200, 2)])
    def test_the_capacity_is_rounded_down(self, total: int, reds: int) -> None:
        codes = day_of(*[P(f"p{n}", n, own=True) for n in range(1, 6)], total=total)
        assert [name for name, code in codes.items() if code.code == "R"] == [f"p{n}" for n in range(1, reds + 1)]

    def test_the_worst_r_is_displaced_after_its_minimum_stay(self) -> None:
        codes = day_of(P("a", 1, own=True), STAYED)
        assert (codes["a"], codes["stayed"]) == (NEW_RED, Code("Y", "red_displaced", 0, 30, 0, "policy", True))

    def test_nobody_is_displaced_before_and_the_higher_risk_waits_as_y(self) -> None:
        codes = day_of(P("a", 1, own=True), FRESH)
        assert codes["fresh"].code == "R"
        assert codes["a"] == Code("Y", "red_waits", 0, 30, 0, "policy", True)

    def test_waiting_is_y_even_where_y_is_full_and_keeps_a_y_that_was(self) -> None:
        full = [P(f"y{n}", n, "Y", since=-2) for n in range(11, 20)]
        codes = day_of(P("a", 1, own=True), FRESH, *full)
        assert (codes["a"].code, codes["a"].line) == ("Y", "red_waits")
        assert all(codes[p.name].code == "Y" for p in full)
        kept = day_of(P("a", 1, "Y", since=-7, own=True), FRESH)["a"]
        assert kept == Code("Y", "red_waits", -7, 20, 0, "policy", False)

    def test_a_holder_within_the_entry_is_never_displaced(self) -> None:
        codes = day_of(P("a", 1, own=True), P("b", 2, own=True), P("held", 2, "R", since=-20), total=300)
        assert codes["held"].code == "R" and codes["a"].code == "R" and codes["b"].code == "R"

    def test_of_several_the_worst_goes_and_no_more_than_needed(self) -> None:
        held = [P("third", 3, "R", since=-9), P("ninth", 9, "R", since=-3)]
        codes = day_of(P("a", 1, own=True), *held, total=200)
        assert (codes["a"].code, codes["third"].code, codes["ninth"].code) == ("R", "R", "Y")

    def test_a_tie_group_enters_together_or_waits(self) -> None:
        pair = [P("a", 1, own=True), P("b", 1, own=True)]
        codes = day_of(*pair, P("fresh", 5, "R", since=-1), total=200)
        assert [codes[name].line for name in ("a", "b", "fresh")] == ["red_waits", "red_waits", "red_stays"]
        codes = day_of(*pair, P("stayed", 5, "R", since=-3), total=200)
        assert [codes[name].code for name in ("a", "b", "stayed")] == ["R", "R", "Y"]

    def test_equals_are_displaced_together_unless_one_has_stayed_longer(self) -> None:
        held = [P("x", 9, "R", since=-5), P("y", 9, "R", since=-5)]
        codes = day_of(P("a", 1, own=True), *held, total=200)
        assert [codes[name].code for name in ("a", "x", "y")] == ["R", "Y", "Y"]
        held[1] = P("y", 9, "R", since=-8)
        codes = day_of(P("a", 1, own=True), *held, total=200)
        assert [codes[name].code for name in ("a", "x", "y")] == ["R", "R", "Y"]

    def test_a_smaller_capacity_evicts_nobody_before_the_minimum_stay(self) -> None:
        held = [P("x", 5, "R", since=-2), P("y", 6, "R", since=-2)]
        codes = day_of(*held)
        assert [codes[name].code for name in ("x", "y")] == ["R", "R"]
        codes = day_of(held[0], P("y", 6, "R", since=-3))
        assert [(codes[name].code, codes[name].line) for name in ("x", "y")] == [
            ("R", "red_stays"), ("Y", "red_displaced")]  # fmt: skip

    def test_one_too_many_does_not_cost_all_its_equals_their_colour(self) -> None:
        codes = day_of(*[P(name, 5, "R", since=-5) for name in ("x", "y")])
        assert [codes[name].code for name in ("x", "y")] == ["R", "R"]
        codes = day_of(*[P(name, 5, "R", since=-5) for name in ("x", "y")], P("z", 9, "R", since=-5))
        assert [codes[name].code for name in ("x", "y", "z")] == ["R", "R", "Y"]
