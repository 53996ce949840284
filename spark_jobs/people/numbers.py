"""Who has which number in which batches: as spells, from `held_from` until before `held_until`.

A person's number is the phone_key of the newest register version, else of the newest registration. Of several versions
the newest is that of the latest `updated_at`, of several registrations that of the latest event `register`; at equal
times the later arrival. A deletion or a death is a version like any other: it names a number or it does not.
"""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from spark_jobs.counting.spells import NEVER, Keep, anew, as_date

#: Stands for "names no number", which is not the same as saying nothing of it.
NO_NUMBER = 0
SPELL = ("number_key", "resident_key", "held_from", "held_until")
#: The order in which the versions of a person arrive; of one batch the newest comes last.
ARRIVAL = ("batch_date", "said_at", "registration_id", "number")


def holders(residents: DataFrame, registrations: DataFrame, keep: Keep = anew) -> DataFrame:
    """number_key, resident_key, held_from, held_until: who has a number; `resident_key` is NULL while two have it.

    In: rows of silver.residents and silver.registrations, from the first batch on. The spells of a number do not meet.
    """
    numbers = keep(_numbers(_said(residents, registrations)), "numbers")
    first = [F.min(name).alias(name) for name in SPELL[1:]]
    counted = keep(numbers.groupBy("number_key").agg(F.count(F.lit(1)).alias("spells"), *first), "numbers_counted")
    several = counted.where("spells > 1").select("number_key").join(numbers, "number_key", "inner")
    return keep(counted.where("spells = 1").select(*SPELL).unionByName(_apart(several)), "holders")


def _said(residents: DataFrame, registrations: DataFrame) -> DataFrame:
    """What each version says of its person's number: `by_register`, `by_registration`; NULL in the column of the other
    kind, and NO_NUMBER where it names none."""
    phone, nothing = F.coalesce("phone_key", F.lit(NO_NUMBER)), F.lit(None).cast("bigint")
    own = residents.select(
        "resident_key", "batch_date", F.col("updated_at").alias("said_at"), F.lit("").alias("registration_id"),
        F.col("version_no").alias("number"), phone.alias("by_register"), nothing.alias("by_registration"),
    )  # fmt: skip
    told = registrations.where("event_code = 'register'").select(
        "resident_key", "batch_date", F.col("event_at").alias("said_at"), "registration_id",
        F.col("event_no").alias("number"), nothing.alias("by_register"), phone.alias("by_registration"),
    )  # fmt: skip
    return own.unionByName(told)


def _numbers(said: DataFrame) -> DataFrame:
    """The spells of each person's number. Who was told of once, as most are, needs no order of versions."""
    once = F.count(F.lit(1)) == 1
    number = F.coalesce(F.min("by_register"), F.min("by_registration"))
    people = said.groupBy("resident_key").agg(
        once.alias("is_once"), number.alias("number_key"), F.min("batch_date").alias("held_from")
    )
    alone = people.where("is_once").select(
        "resident_key", "number_key", "held_from", as_date(NEVER).alias("held_until")
    )
    several = people.where("not is_once").select("resident_key").join(said, "resident_key", "inner")
    return alone.unionByName(_in_order(several)).where(F.col("number_key") != NO_NUMBER).select(*SPELL)


def _in_order(said: DataFrame) -> DataFrame:
    """The spells of the number, or of NO_NUMBER, of persons of whom several versions are known."""
    kind = F.col("by_register").isNull()
    before = Window.partitionBy("resident_key", kind).orderBy(*ARRIVAL).rowsBetween(Window.unboundedPreceding, -1)
    newest = said.withColumn("latest", F.max("said_at").over(before)).where("latest is null or said_at >= latest")
    person = Window.partitionBy("resident_key").orderBy("batch_date", kind, *ARRIVAL[1:])
    upto = person.rowsBetween(Window.unboundedPreceding, 0)
    known = newest.select(
        "resident_key",
        "batch_date",
        F.coalesce(_number(F.last("by_register", True).over(upto)),
                   _number(F.last("by_registration", True).over(upto)), F.lit(NO_NUMBER)).alias("number_key"),
        F.lead("batch_date").over(person).alias("next_date"),
    )  # fmt: skip
    ends = known.where("next_date is null or next_date > batch_date")  # the last of its batch
    batches = Window.partitionBy("resident_key").orderBy("batch_date")
    is_change = F.coalesce(F.lag("number_key").over(batches) != F.col("number_key"), F.lit(True))
    begins = ends.withColumn("is_change", is_change).where("is_change")
    until = F.coalesce(F.lead("batch_date").over(batches), as_date(NEVER))
    return begins.select(
        "resident_key", "number_key", F.col("batch_date").alias("held_from"), until.alias("held_until")
    )


def _number(said: Column) -> Column:
    return F.nullif(said, F.lit(NO_NUMBER))


def _apart(spells: DataFrame) -> DataFrame:
    """The spells of numbers that several had, or somebody again, cut where one begins or ends."""
    at = F.explode(F.array("held_from", "held_until")).alias("cut_from")
    cuts = spells.select("number_key", at).distinct()
    until = F.lead("cut_from").over(Window.partitionBy("number_key").orderBy("cut_from"))
    pieces = cuts.withColumn("cut_until", until).join(spells, "number_key", "inner")
    held = pieces.where("held_from <= cut_from and cut_from < held_until")
    one, other = F.min("resident_key"), F.max("resident_key")
    return (
        held.groupBy("number_key", F.col("cut_from").alias("held_from"), F.col("cut_until").alias("held_until"))
        .agg(F.when(one == other, one).alias("resident_key"))
        .select(*SPELL)
    )
