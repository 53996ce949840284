"""The clock of Shanghai."""

from datetime import UTC, date, datetime

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from lake.shanghai import begin, begin_us, date_of

FOURTH, FIFTH = date(2021, 10, 4), date(2021, 10, 5)


def test_a_day_begins_at_16_hours_of_the_day_before() -> None:
    assert begin(FIFTH) == datetime(2021, 10, 4, 16, tzinfo=UTC) and begin(FIFTH).tzinfo is UTC
    assert begin_us(FIFTH) == 1_633_363_200_000_000
    assert begin_us(date(1986, 7, 1)) == 520_531_200_000_000, "no summer time, not even in the years that had one"


def test_dates_on_the_engine(spark: SparkSession) -> None:
    moments = [datetime(2021, 10, 4, 15, 59, 59, 999_999, tzinfo=UTC), datetime(2021, 10, 4, 16, tzinfo=UTC)]
    rows = spark.createDataFrame([(at,) for at in moments], "at timestamp").orderBy("at")
    assert [row["day"] for row in rows.select(date_of(F.col("at")).alias("day")).collect()] == [FOURTH, FIFTH]
