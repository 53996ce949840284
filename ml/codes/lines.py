"""The knobs of the policy, and its lines in words."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

NUMBERS = ("low_days", "stay_days", "expiry_days", "renew_days", "data_days", "event_days")
#: The lines of the policy; {…} are its knobs.
LINES = {
    "appeal": "an appeal is open: S until it is closed",
    "manual": "a valid decision of two persons: its code until its expiry",
    "event": "an own case with an incident in the last {event_days} days: R by event",
    "few_days": "under {data_days} days of data in 30 and no colour yesterday: U",
    "never_scored": "no score today and no colour yesterday: U, unknown is never green",
    "kept": "no score today: the colour is kept until it expires",
    "kept_red_expired": "no score today and R has expired: Y",
    "kept_yellow_expired": "no score today and Y has expired: U",
    "red_stays": "R is kept: not expired, not low on {low_days} scored days, not displaced",
    "red_renewed": "R is renewed: in the last {renew_days} days before its expiry, q <= {red}, and new evidence",
    "red_expired": "R leaves to Y: expired and not renewed",
    "red_low": "R leaves to Y: q > {red_low} on {low_days} scored days, after the minimum stay",
    "red_displaced": "R leaves to Y: displaced after the minimum stay, q > {red}",
    "red_enters": "R is entered: q <= {red}, an own reason with evidence, and a place",
    "red_waits": "q <= {red} and an own reason with evidence, but no place among R: waits as Y",
    "yellow_stays": "Y is kept: not expired, not low on {low_days} scored days, not displaced",
    "yellow_renewed": "Y is renewed: in the last {renew_days} days before its expiry, and q <= {yellow}",
    "yellow_expired": "Y leaves to G: expired and not renewed",
    "yellow_low": "Y leaves to G: q > {yellow_low} on {low_days} scored days, after the minimum stay",
    "yellow_displaced": "Y leaves to G: displaced after the minimum stay, q > {yellow}",
    "yellow_enters": "Y is entered: q <= {yellow} (at most Y without an own reason), and a place",
    "yellow_waits": "q <= {yellow}, but no place among Y: G",
    "green": "scored, and no other line holds: G",
}


@dataclass(frozen=True)
class Colour:
    """When a colour is entered (share of users by rank), how many may hold it, and above which share a day is low."""

    enter: Fraction
    capacity: Fraction
    low_above: Fraction

    @classmethod
    def of(cls, held: dict[str, Any]) -> "Colour":
        """From decimals as they are written, exactly."""
        return cls(*(Fraction(str(held[name])) for name in ("enter", "capacity", "low_above")))


@dataclass(frozen=True)
class Policy:
    """The knobs, with the version that is written beside each code."""

    version: str
    red: Colour
    yellow: Colour
    low_days: int
    stay_days: int
    expiry_days: int
    renew_days: int
    data_days: int
    event_days: int

    @classmethod
    def of(cls, held: dict[str, Any]) -> "Policy":
        """From the section `policy` of the parameters."""
        red, yellow = (Colour.of(held[name]) for name in ("red", "yellow"))
        return cls(str(held["policy_version"]), red, yellow, *(int(held[name]) for name in NUMBERS))

    def in_words(self, line: str) -> str:
        """A line of the policy as a sentence."""
        shares = {"red": self.red.enter, "red_low": self.red.low_above}
        shares |= {"yellow": self.yellow.enter, "yellow_low": self.yellow.low_above}
        numbers = {name: getattr(self, name) for name in NUMBERS}
        return LINES[line].format(**numbers, **{name: f"{float(share):g}" for name, share in shares.items()})
