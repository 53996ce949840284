"""The `trait` section of a world file: what makes some people likelier victims than their age and sex say.

It shows in calls and money for months, before a loss and after it alike. A share of 0 is nobody.
"""

from dataclasses import dataclass

from simulator.checks import check_range

SHARES = ("share", "ring_calls", "rebated")
MOST = 100.0
BOUNDS = {"talk_minutes": (0.01, 600.0), "payment_yuan": (0.01, 1e5), "loan_yuan": (0.01, 1e5)}


@dataclass(frozen=True)
class Listed:
    """Numbers on scammers' lists: share of people with a phone, how many times as often they are cheated, cold calls
    and messages a day, and the share of the rings' own cold calls that goes to them."""

    share: float
    hazard: float
    calls: float
    ring_calls: float


@dataclass(frozen=True)
class Responding:
    """People who respond: the same shares and times; talks with strangers, small payments to strangers and loans a
    day, with their medians, and the share of the payments after which a little more comes back."""

    share: float
    hazard: float
    talks: float
    talk_minutes: float
    payments: float
    payment_yuan: float
    rebated: float
    loans: float
    loan_yuan: float


@dataclass(frozen=True)
class Trait:
    """Both faces; who has both is cheated as often as both say."""

    listed: Listed
    responding: Responding


def check_trait(trait: Trait) -> None:
    """Values that have the right type and still make no behaviour."""
    for section in ("listed", "responding"):
        for name, value in vars(getattr(trait, section)).items():
            usual = (0.0, 1.0) if name in SHARES else (1.0, MOST) if name == "hazard" else (0.0, MOST)
            check_range(f"trait.{section}.{name}", value, *BOUNDS.get(name, usual))
