"""What the registers say of a resident on a date: age, sex, and since when the person is registered.

As known on the date: of a person the newest version that had come by then (by 更新时间, then by arrival).
"""

from collections.abc import Collection
from datetime import date

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql.window import WindowSpec

from lake.shanghai import date_of
from spark_jobs.counting.spells import NEVER, as_date

KEY = "resident_key"
REGISTERED = "resident_registered_days"
COLUMNS = ("resident_age_years", "resident_is_female")


def with_person(rows: DataFrame, residents: DataFrame) -> DataFrame:
    """Rows with COLUMNS of the register as known on their as-of date; empty where it says nothing.

    `residents`: rows of silver.residents from the first batch on.
    """
    spells = _spells(residents).select(F.col(KEY).alias("person"), "birth_year", "sex_code", "batch_date", "until")
    as_of = F.col("as_of_date")
    is_current = (F.col(KEY) == F.col("person")) & (F.col("batch_date") <= as_of) & (as_of < F.col("until"))
    age = (F.year("as_of_date") - F.col("birth_year")).cast("bigint")
    is_female = F.when(F.col("sex_code") == "F", 1).when(F.col("sex_code") == "M", 0).cast("bigint")
    joined = rows.join(spells, is_current, "left").withColumns(dict(zip(COLUMNS, (age, is_female), strict=True)))
    return joined.drop("person", "birth_year", "sex_code", "batch_date", "until")


def _spells(residents: DataFrame) -> DataFrame:
    """The versions that are current at some time: from their batch until before `until`, when a newer one came."""
    newer = _after(KEY, "updated_at", "version_no")
    until = F.coalesce(F.min("batch_date").over(newer), as_date(NEVER))
    return residents.withColumn("until", until).where("batch_date < until")


def registered(registrations: DataFrame, days: Collection[date]) -> DataFrame:
    """resident_key, as_of_date, REGISTERED: days since the newest registration that is in force, events of the same day
    being 0 days ago.

    A registration is in force from its event `register` on until one `unregister` that happened after it has come.
    `registrations`: rows of silver.registrations from the first batch on.
    """
    left_on = F.when(F.col("event_code") == "unregister", F.col("batch_date"))
    until = F.coalesce(F.min(left_on).over(_after("registration_id", "event_at", "event_no")), as_date(NEVER))
    spells = registrations.withColumn("until", until).where("event_code = 'register' and batch_date < until")
    dated = spells.withColumn("event_date", date_of(F.col("event_at")))
    dates = F.explode(F.array(*[as_date(day) for day in sorted(days)]))
    in_force = dated.withColumn("as_of_date", dates).where("batch_date <= as_of_date and as_of_date < until")
    ago = F.greatest(F.datediff("as_of_date", "event_date"), F.lit(0)).cast("bigint")
    return in_force.groupBy(KEY, "as_of_date").agg(F.min(ago).alias(REGISTERED))


def _after(key: str, *order: str) -> WindowSpec:
    """The rows of the same key that stand after a row in an order."""
    return Window.partitionBy(key).orderBy(*map(F.desc, order)).rowsBetween(Window.unboundedPreceding, -1)
