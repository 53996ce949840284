"""The forms in which senders write times, as timestamps in their own local time."""

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql.types import DateType

from spark_jobs.typed.field import Field

DAY, CLOCK = "[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}", "[0-9]{2}:[0-9]{2}:[0-9]{2}"
SLASHED_DAY = "[1-9][0-9]{3}/[0-9]{1,2}/[0-9]{1,2}"
PACKED = "^(....)(..)(..)(..)(..)(..)$"


def local_time(item: Field, text: Column) -> Column:
    """The sender's local time as a timestamp without zone; NULL for a date that does not exist."""
    offset = _offset(item)
    has_day_only = item.type in {"date", "year"} or item.format == "date"
    return F.coalesce(
        _plain_time(text, has_day_only).try_cast("timestamp"),
        F.when(text.rlike(f"^{DAY}T{CLOCK}([.][0-9]+)?(Z|[+-][0-9]{{2}}:[0-9]{{2}})$"), text).try_cast("timestamp")
        + offset,
    )


def instant(item: Field, local: Column) -> Column:
    """The instant of a sender's local time."""
    return local - _offset(item)


def day(item: Field, local: Column) -> Column:
    """The day of a sender's local time."""
    return local.cast(DateType())


def year(item: Field, local: Column) -> Column:
    """The year of a sender's local time."""
    return F.year(local.cast(DateType()))


def _offset(item: Field) -> Column:
    return F.expr(f"interval {item.utc_offset_hours} hours")


def _plain_time(text: Column, has_day_only: bool) -> Column:
    """Any accepted form as text that both engines cast: to the second, since no feed is finer."""
    found = (
        F.when(text.rlike(f"^{DAY}[ T]{CLOCK}$"), text)
        .when(text.rlike(f"^{DAY}[ T]{CLOCK}[.][0-9]{{1,9}}$"), F.substring(text, 1, 19))
        .when(text.rlike("^[1-9][0-9]{13}$"), F.regexp_replace(text, PACKED, "$1-$2-$3 $4:$5:$6"))
        .when(text.rlike(f"^{SLASHED_DAY} [0-9]{{1,2}}:[0-9]{{2}}:[0-9]{{2}}$"), F.translate(text, "/", "-"))
        .when(text.rlike(f"^{DAY}-[0-9]{{2}}[.][0-9]{{2}}[.][0-9]{{2}}([.][0-9]{{1,9}})?$"), F.concat(
            F.substring(text, 1, 10), F.lit(" "), F.translate(F.substring(text, 12, 8), ".", ":")))
    )  # fmt: skip
    if not has_day_only:
        return found
    return (
        found.when(text.rlike(f"^{DAY}$"), F.concat(text, F.lit(" 00:00:00")))
        .when(text.rlike("^[1-9][0-9]{7}$"), F.regexp_replace(text, "^(....)(..)(..)$", "$1-$2-$3 00:00:00"))
        .when(text.rlike(f"^{SLASHED_DAY}$"), F.concat(F.translate(text, "/", "-"), F.lit(" 00:00:00")))
    )
