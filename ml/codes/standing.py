"""A day on its way through the policy: columns with one place per person, of yesterday and of today."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from ml.codes.lines import Policy
from ml.codes.places import Bools, Ints

Days = npt.NDArray[np.datetime64]
Texts = npt.NDArray[np.str_]
NEVER = np.datetime64("NaT", "D")
POLICY, EVENT, MANUAL = "policy", "event", "manual"


@dataclass(frozen=True)
class State:
    """Codes: without expiry NaT stands there, of somebody without a code an empty text."""

    code: Texts
    decided_by: Texts
    since: Days
    expires: Days
    low: Ints

    @classmethod
    def blank(cls, size: int) -> "State":
        """Nobody has a code."""
        texts, never = np.full(size, "", "U1"), np.full(size, NEVER)
        return cls(texts, np.full(size, POLICY, "U6"), never, never.copy(), np.zeros(size, np.int64))


@dataclass(frozen=True)
class People:
    """Who is coded today: registered, consenting, living.

    `manual`: the code of a valid decision, else empty. `has_event`: an own case counts. `is_same_ground`: decision or
    case are those that yesterday's code by a decision or case stood on.
    """

    is_appealed: Bools
    manual: Texts
    manual_expires: Days
    has_event: Bools
    is_same_ground: Bools
    data_days: Ints


@dataclass(frozen=True)
class Standing:
    """`today` is filled line by line; its code is empty for those who are not decided yet. `line`: the line of the
    policy that decided; `rank`: the worst of the tie group, 0 without one; `is_anew`: reasons and evidence are new."""

    day: np.datetime64
    policy: Policy
    before: State
    today: State
    line: Texts
    rank: Ints
    is_anew: Bools

    @classmethod
    def of(cls, before: State, policy: Policy, day: date) -> "Standing":
        """Before any line has decided."""
        size = len(before.code)
        today, line = State.blank(size), np.full(size, "", "U20")
        rank, is_anew = np.zeros(size, np.int64), np.zeros(size, np.bool_)
        return cls(np.datetime64(day, "D"), policy, before, today, line, rank, is_anew)

    @property
    def is_open(self) -> Bools:
        """Who is not decided yet."""
        is_open: Bools = self.today.code == ""
        return is_open

    @property
    def is_ranked(self) -> Bools:
        """Who has a rank."""
        return self.rank > 0

    @property
    def has_stayed(self) -> Bools:
        """Whose code of yesterday has lasted its minimum stay."""
        has_stayed: Bools = self.day - self.before.since >= self.policy.stay_days
        return has_stayed

    @property
    def is_expired(self) -> Bools:
        """Whose code of yesterday is over; never one without expiry."""
        is_expired: Bools = self.day >= self.before.expires
        return is_expired

    @property
    def is_due(self) -> Bools:
        """Whose code of yesterday can be renewed."""
        is_due: Bools = self.day >= self.before.expires - self.policy.renew_days
        return is_due

    def held(self, code: str) -> Bools:
        """Who had this colour by the policy yesterday. After a decision or a case has ended nobody had one."""
        held: Bools = (self.before.code == code) & (self.before.decided_by == POLICY)
        return held

    def within(self, share: Fraction) -> Bools:
        """Who is ranked with q = rank / N at most a share, in whole numbers."""
        total = int(np.count_nonzero(self.rank))
        is_within: Bools = self.is_ranked & (self.rank * share.denominator <= share.numerator * total)
        return is_within

    def above(self, share: Fraction) -> Bools:
        """Who is ranked with q above a share."""
        return self.is_ranked & ~self.within(share)

    def capacity(self, share: Fraction) -> int:
        """How many of N may hold a colour, rounded down."""
        return int(np.count_nonzero(self.rank)) * share.numerator // share.denominator

    def enter(self, who: Bools, code: str, line: str, by: str = POLICY) -> None:
        """A code begins: new since, expiry, counter and reasons."""
        self.today.code[who], self.today.decided_by[who], self.line[who] = code, by, line
        self.today.since[who], self.today.low[who] = self.day, 0
        self.today.expires[who] = self.day + self.policy.expiry_days if code in "RY" else NEVER
        self.is_anew[who] = True

    def keep(self, who: Bools, line: str) -> None:
        """A code stays as it was."""
        self.today.code[who], self.today.decided_by[who] = self.before.code[who], self.before.decided_by[who]
        self.today.since[who], self.today.expires[who] = self.before.since[who], self.before.expires[who]
        self.today.low[who], self.line[who], self.is_anew[who] = self.before.low[who], line, False

    def renew(self, who: Bools, line: str) -> None:
        """A code that stays gets a new expiry and new reasons."""
        self.today.expires[who], self.line[who] = self.day + self.policy.expiry_days, line
        self.is_anew[who] = True
