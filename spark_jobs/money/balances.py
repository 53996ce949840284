"""The balance before and after the legs of a day, among the moves of one account: those that count and name one.

Legs are ordered by event, batch, sender, serial, line and file: as text, which any engine compares alike.
"""

from pyspark.sql import Column
from pyspark.sql import functions as F

from spark_jobs.counting.sums import told

#: Added to microseconds and days since 1970 and to a line, so that they have as many digits each time and sort as text.
MICROS, DAYS, LINES = 2 * 10**17, 10**6, 10**10
BETWEEN = "\u001f"


def balance_end() -> Column:
    """The balance after the last leg."""
    return F.substring_index(F.max(_in_order()), BETWEEN, -1).cast("bigint")


def balance_open() -> Column:
    """The balance before the first leg."""
    both = F.substring_index(F.min(_in_order()), BETWEEN, -2)
    return F.substring_index(both, BETWEEN, 1).cast("bigint")


def _in_order() -> Column:
    """The place of a leg that counts and names a balance, with the balance before and after it."""
    micros, day = F.unix_micros("event_at") + MICROS, F.unix_date("batch_date") + F.lit(DAYS)
    line = F.col("line_no") + F.lit(LINES)
    order = (micros, day, F.col("source"), F.coalesce("serial_no", F.lit("")), line, F.col("file_sha256"))
    change = F.when(F.col("direction_code") == "in", F.col("amount_fen")).otherwise(-F.col("amount_fen"))
    balances = (F.col("balance_fen") - change, F.col("balance_fen"))
    text = F.concat_ws(BETWEEN, *[part.cast("string") for part in (*order, *balances)])
    return told(F.when(F.col("balance_fen").isNotNull(), text))
