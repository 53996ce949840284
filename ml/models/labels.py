"""What is to be foretold: the labels of a day, of residents as of accounts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True)
class Labels:
    """The victims of a day (with their first case), and those left out; everybody else is no victim. Of accounts these
    are the reported ones. `facts`: what else is counted of the day."""

    as_of: date
    known_on: date
    victims: dict[int, str]
    left_out: frozenset[int]
    facts: Mapping[str, int] = field(default_factory=dict)


def maturity(knobs: Mapping[str, int]) -> timedelta:
    """How long after a day its label is mature."""
    return timedelta(days=knobs["horizon_days"] + knobs["lag_days"])
