"""Nine places, halves up, in memory and on the engine."""

import numpy as np
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from lake.rounding import billionths, of_billionths, rounded

SHARES = {1 / 3: 0.333333333, 2 / 3: 0.666666667, 2**-10: 0.000976563, 0.9670000004: 0.967, 1.0: 1.0, 0.0: 0.0}


def test_in_memory() -> None:
    assert rounded(np.array([*SHARES, 0.5e-9])).tolist() == [*SHARES.values(), 1e-9]


def test_on_the_engine(spark: SparkSession) -> None:
    rows = spark.createDataFrame([(share,) for share in SHARES], "share double")
    told = billionths(F.col("share"))
    found = {row["share"]: (row["whole"], row["written"]) for row in
             rows.select("share", told.alias("whole"), of_billionths(told).alias("written")).collect()}  # fmt: skip
    assert {share: written for share, (_, written) in found.items()} == SHARES
    assert found[2 / 3][0] == 666_666_667
