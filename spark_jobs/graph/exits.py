"""Money that leaves the accounts that are known: cash, merchants, abroad, fees, to nobody named; and into wallets."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from spark_jobs.graph.transfers import near

KEY = ("as_of_date", "account_key", "exit_code", "event_date", "amount_fen")
#: The type of account that a wallet has in the register, and the code of a transfer into one.
WALLET = "wallet"


def exits_of(exit_daily: DataFrame, names: DataFrame) -> DataFrame:
    """The legs out that count as of a date of some names (as_of_date, name): KEY with payer_key, told_count, first_at
    and last_at."""
    anew = [F.max_by(name, "batch_date").alias(name) for name in ("first_at", "last_at")]
    sums = near(exit_daily, names, "account_key").groupBy(*KEY).agg(F.sum("told_count").alias("told_count"), *anew)
    return sums.where("told_count > 0").withColumnRenamed("account_key", "payer_key")
