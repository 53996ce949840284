"""Where a campaign comes from, and the two things that it consists of: payments and contacts."""

from dataclasses import dataclass

REPORTED, LATE, NEVER, NOTICED = "reported", "late", "never", "noticed"
LATE_DAYS = 7


@dataclass(frozen=True)
class Origin:
    """Where a campaign comes from. Instants are seconds since the proleptic day 0, amounts fen."""

    name: str
    victim: int
    code: str
    incident: int
    end: int
    reported: int
    gross: int
    rebate: int
    payment: str
    outcome: str = REPORTED
    is_again: bool = False


@dataclass(frozen=True)
class Payment:
    """Money between the victim and an account of the ring (-1: an account that nobody sees)."""

    at: int
    amount: int
    account: int


@dataclass(frozen=True)
class Contact:
    """A call (or message: 0 seconds) from a number of the ring."""

    at: int
    seconds: int
    number: str
    is_message: bool = False
