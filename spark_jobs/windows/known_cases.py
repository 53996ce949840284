"""Cases as they are known on a date, and what a resident has of them: own cases, numbers that were reported.

Of the versions of a case that came in the last `CASE_BATCHES` batches the newest is current (by 更新时间, then by
arrival); a case counts unless that one is deleted or withdrawn. Filed or not, merged or transferred it counts.
"""

from collections.abc import Collection
from datetime import date

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from spark_jobs.counting.spells import as_date

KEY = "resident_key"
#: Own cases and reported numbers are looked for so many days back [own assumption: numbers are given to others].
CASE_DAYS = 365
CASE_BATCHES = CASE_DAYS + 1
OWN_DAYS = 90
VERSION = ("source", "case_no", "version_no")
COLUMNS = ("resident_cases_count_90d", "resident_case_last_days")


def known_cases(cases: DataFrame, days: Collection[date], more: Collection[str] = ()) -> DataFrame:
    """as_of_date and the current version of each case that counts as of it, with `more` of its columns."""
    dates = F.explode(F.array(*[as_date(day) for day in sorted(days)]))
    since = F.datediff("as_of_date", "batch_date")
    known = cases.withColumn("as_of_date", dates).where(since.between(0, CASE_BATCHES - 1))
    newest_first = Window.partitionBy("as_of_date", "source", "case_no").orderBy(
        F.desc("updated_at"), F.desc("version_no")
    )
    current = known.withColumn("place", F.row_number().over(newest_first)).where("place = 1")
    return current.where("op <> 'D' and withdrawn_date is null").select(
        "as_of_date", *VERSION, "incident_date", "victim_key", *more
    )


def own_cases(known: DataFrame, entities: DataFrame) -> DataFrame:
    """Cases of which a person is a victim: how many happened in 90 days, and days since the last within a year."""
    first = known.where("victim_key is not null").withColumn(KEY, F.col("victim_key"))
    others = named_in(known, entities, "victim").withColumnRenamed("entity_key", KEY)
    columns = ("as_of_date", KEY, "source", "case_no", "incident_date")
    victims = first.select(*columns).unionByName(others.select(*columns)).distinct()
    ago = victims.withColumn("ago", F.datediff("as_of_date", "incident_date")).where(
        f"ago between 0 and {CASE_DAYS - 1}"
    )
    return ago.groupBy(KEY, "as_of_date").agg(
        F.sum(_one(F.col("ago") < OWN_DAYS)).alias(COLUMNS[0]), F.min("ago").cast("bigint").alias(COLUMNS[1])
    )


def reported_numbers(known: DataFrame, entities: DataFrame) -> DataFrame:
    """as_of_date, peer_key of the phone numbers that cases name."""
    numbers = named_in(known, entities, "msisdn")
    return numbers.select("as_of_date", F.col("entity_key").alias("peer_key")).distinct()


def named_in(known: DataFrame, entities: DataFrame, kind: str) -> DataFrame:
    """The cases with what of a kind their current version names."""
    of_kind = entities.where(F.col("entity_type") == kind).select(*VERSION, "entity_key")
    return known.join(of_kind, list(VERSION), "inner")


def _one(condition: Column) -> Column:
    return F.when(condition, F.lit(1)).otherwise(F.lit(0)).cast("bigint")
