"""The clock of Shanghai, whose dates are the dates of everything: eight hours ahead of UTC all year."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import Column

HOURS = 8
SHANGHAI = timezone(timedelta(hours=HOURS))
DAY_US = 24 * 3600 * 10**6


def begin(day: date) -> datetime:
    """The instant at which a day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)


def begin_us(day: date) -> int:
    """The same in microseconds since 1970."""
    return int(begin(day).timestamp()) * 10**6


def date_of(at: "Column") -> "Column":
    """The date of an instant, on an engine."""
    from pyspark.sql import functions as F

    return F.to_date(at + F.expr(f"interval {HOURS} hours"))
