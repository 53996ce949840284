"""The policy: from yesterday's codes, the people and the scores of a day to the day's codes. Pure, on whole columns.

The lines (LINES in lines.py) decide in this order: an appeal, a decision of two persons, an own case, too little
data; then the rank among all that are left and scored; without a score what was.
"""

from datetime import date

import numpy as np

from ml.codes.lines import Colour, Policy
from ml.codes.places import Bools, Reals, groups, settle
from ml.codes.standing import EVENT, MANUAL, NEVER, POLICY, People, Standing, State
from ml.common.rows import worst_rank


def morning(before: State, people: People, probability: Reals, policy: Policy, day: date) -> Standing:
    """All lines above the ranks, and the ranks of those who are left. `probability`: NaN without a score."""
    of = Standing.of(before, policy, day)
    _states(of, people.is_appealed, "S", "appeal")
    _decisions(of, people)
    _cases(of, people)
    is_new, is_scored = of.is_open & ~(of.held("G") | of.held("Y") | of.held("R")), ~np.isnan(probability)
    _states(of, is_new & (people.data_days < policy.data_days), "U", "few_days")
    _states(of, is_new & of.is_open & ~is_scored, "U", "never_scored")
    ranked = np.flatnonzero(of.is_open & is_scored)
    of.rank[ranked] = worst_rank(probability[ranked])
    return of


def needs_own_reason(of: Standing) -> Bools:
    """Who enters or renews R today only if there is a reason with evidence that is neither age nor sex."""
    return of.is_open & of.within(of.policy.red.enter) & (~of.held("R") | of.is_due)


def assign(of: Standing, has_own_reason: Bools) -> Standing:
    """Decides those who are left after the morning."""
    is_ranked, red, yellow = of.is_open & of.is_ranked, of.held("R"), of.held("Y")
    _unscored(of)
    may_enter = is_ranked & ~red & of.within(of.policy.red.enter) & has_own_reason
    leaving = _stay(of, is_ranked & red, of.policy.red, has_own_reason, "red")
    came, gone = _places(of, "R", of.policy.red, may_enter, beside=0)
    of.enter(came, "R", "red_enters")
    for line, who in {**leaving, "red_displaced": gone}.items():
        of.enter(who, "Y", line)
    _yellow(of, is_ranked & yellow & ~came, may_enter & ~came)
    green = of.is_open & of.is_ranked
    of.enter(green & ~of.held("G"), "G", "green")
    of.keep(green & of.held("G"), "green")
    of.line[green & of.within(of.policy.yellow.enter)] = "yellow_waits"
    return of


def _states(of: Standing, who: Bools, code: str, line: str) -> None:
    """S and U begin once and do not expire; U after a decision has ended begins anew."""
    is_same = who & (of.before.code == code) & ((code == "S") | (of.before.decided_by == POLICY))
    of.enter(who, code, line)
    of.today.since[is_same], of.is_anew[is_same] = of.before.since[is_same], False


def _decisions(of: Standing, people: People) -> None:
    is_decided = of.is_open & (people.manual != "")
    for code in "GYRUS":
        who = is_decided & (people.manual == code)
        _grounded(of, who, code, MANUAL, people.is_same_ground)
        of.today.expires[who] = people.manual_expires[who] if code in "RY" else NEVER


def _cases(of: Standing, people: People) -> None:
    """R by event is confirmed as R by rank is: in the last days before its expiry, as long as a case counts."""
    who = of.is_open & people.has_event
    _grounded(of, who, "R", EVENT, people.is_same_ground)
    of.renew(who & ~of.is_anew & of.is_due, "event")


def _grounded(of: Standing, who: Bools, code: str, by: str, is_same_ground: Bools) -> None:
    """A code by a decision or a case: of the same colour since is kept, on the same ground everything."""
    is_same = who & (of.before.code == code)
    of.enter(who, code, by, by)
    of.today.since[is_same] = of.before.since[is_same]
    of.keep(is_same & (of.before.decided_by == by) & is_same_ground, by)


def _unscored(of: Standing) -> None:
    """No score: the colour until it expires, then one step down and never to G."""
    who = of.is_open & ~of.is_ranked
    of.keep(who & ~of.is_expired, "kept")
    of.enter(who & of.is_expired & of.held("R"), "Y", "kept_red_expired")
    of.enter(who & of.is_expired & of.held("Y"), "U", "kept_yellow_expired")


def _stay(of: Standing, who: Bools, colour: Colour, can_renew: Bools, name: str) -> dict[str, Bools]:
    """Keeps or renews a colour; returns line → those who leave it, still undecided."""
    low = np.where(of.above(colour.low_above), of.before.low + 1, 0)
    is_renewed = who & of.is_due & of.within(colour.enter) & can_renew
    is_over = who & of.is_expired & ~is_renewed
    is_low = who & ~is_over & (low >= of.policy.low_days) & of.has_stayed
    stays = who & ~is_over & ~is_low
    of.keep(stays, f"{name}_stays")
    of.today.low[stays] = low[stays]
    of.renew(is_renewed, f"{name}_renewed")
    return {f"{name}_expired": is_over, f"{name}_low": is_low}


def _places(of: Standing, code: str, colour: Colour, candidates: Bools, beside: int) -> tuple[Bools, Bools]:
    """Who comes in, and who is displaced: holders with q above the entry who have had their minimum stay, the highest q
    and of equals the longest stay first. Holders without a score stand outside, as their scores do of N."""
    holders = of.held(code) & of.is_ranked & (of.today.code == code)
    removable = np.flatnonzero(holders & of.above(colour.enter) & of.has_stayed)
    came, gone = settle(
        of.capacity(colour.capacity) - int(holders.sum()), beside,
        groups(np.flatnonzero(candidates), of.rank, of.rank), groups(removable, -of.rank, of.before.since),
    )  # fmt: skip
    return _marked(came, len(of.rank)), _marked(gone, len(of.rank))


def _yellow(of: Standing, holders: Bools, waits_for_red: Bools) -> None:
    """Y: who holds it, who comes in by rank; who leaves R or waits for it has it even above the capacity."""
    from_red = int(np.count_nonzero(of.is_ranked & (of.today.code == "Y")))
    for line, who in _stay(of, holders, of.policy.yellow, np.ones_like(holders), "yellow").items():
        of.enter(who, "G", line)
    candidates = of.is_open & of.within(of.policy.yellow.enter)
    came, gone = _places(of, "Y", of.policy.yellow, candidates, from_red)
    of.enter(gone, "G", "yellow_displaced")
    of.enter(came, "Y", "yellow_enters")
    of.enter(waits_for_red & of.is_open, "Y", "red_waits")
    of.line[waits_for_red & (of.line != "yellow_renewed")] = "red_waits"


def _marked(places: list[np.ndarray[tuple[int], np.dtype[np.int64]]], size: int) -> Bools:
    found = np.zeros(size, np.bool_)
    if places:
        found[np.concatenate(places)] = True
    return found
