"""What is told anew, as an as-of date knows it: the value of the newest batch, by one greatest number per day."""

from pyspark.sql import Column
from pyspark.sql import functions as F

#: Numbers below a batch or a day; values lie within ±2^56.
ROOM = 2**57
MOST = ROOM // 2 - 1


def dated(name: str) -> Column:
    """A value below its batch, in one number: the greatest is that of the newest batch, empty or not.

    A batch lies −1 to 30 days behind the event, a value within ±2^56 (a balance at most 10^13 fen an account).
    """
    lag = (F.datediff("batch_date", "event_date") + 1).cast("bigint")
    return below(lag, F.col(name))


def below(order: Column, value: Column) -> Column:
    """A value below a whole number from 0 to 31, in one number; empty where there is none."""
    return order.cast("bigint") * F.lit(ROOM) + F.coalesce(value + F.lit(ROOM // 2), F.lit(0))


def undated(name: str) -> Column:
    """The value of a number that `dated` or `below` made."""
    value = F.col(name).bitwiseAND(F.lit(ROOM - 1))
    return F.when(value > 0, value - F.lit(ROOM // 2))
