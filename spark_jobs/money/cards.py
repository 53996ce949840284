"""Which legs name an account and a card of it: what the ledger knows of a card, beside the register of accounts."""

from collections.abc import Collection
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from spark_jobs.counting.moves import changed, ledger
from spark_jobs.counting.spells import WhileKnown

CARD_KEY = ("account_key", "card_key", "event_date")
CARD_LEG = (*CARD_KEY, "file_sha256", "batch_date")


def account_card_daily(legs: DataFrame, withdrawn: DataFrame, days: Collection[date]) -> DataFrame:
    """features.account_card_daily: per account, card, event date and batch. All of it adds up.

    A leg tells whose card it is whatever becomes of the payment: failed and reversed ones are among them."""
    of = ledger(legs, CARD_LEG, WhileKnown(withdrawn), withdrawn, days)
    both = changed(of, lambda rows: rows.where("card_key <> account_key"))
    return both.groupBy(*CARD_KEY, F.col("day").alias("batch_date")).agg(F.sum("delta").alias("leg_count"))
